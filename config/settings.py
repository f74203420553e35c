"""Settings. Everything that differs between places comes from the environment (table in docs/guias/operacao.md)."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu import Queue

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))


def flag(name: str, default: str = "0") -> bool:
    """Whether an environment variable says yes."""
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on", "sim"}


def listed(name: str, default: str = "") -> list[str]:
    """A comma-separated environment variable as a list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


DEBUG = flag("DEBUG")
HTTPS = flag("HTTPS")  # served behind TLS: secure cookies, HSTS, redirect
BUILD_KEY = "not-a-secret-only-for-builds-and-checks"  # config.wsgi serves nobody with it
SECRET_KEY = os.environ.get("SECRET_KEY", "")
SECRET_KEY_FALLBACKS = listed("SECRET_KEY_FALLBACKS")
if not SECRET_KEY:
    _key_file = VAR_DIR / "secret_key"  # written by `manage.py up` on its first start
    SECRET_KEY = _key_file.read_text().strip() if _key_file.exists() else BUILD_KEY
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "config.apps.RotaAtivaConfig",
    "dashboard",
    "portal",
    "sync",
    "reviews",
    "attendance",
    "deliveries",
    "diagnostics",
    "privacy",
    "visits",
    "clients",
    "agents",
    "common",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "sync.views.quick.short_way",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.send_out_revoked_phones",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.unit_time",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.navigation",
            ],
            "builtins": ["common.templatetags.look", "clients.templatetags.documents"],
        },
    }
]

# --- database: SQLite on a fresh machine, PostgreSQL in production
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- broker and cache
REDIS_URL = os.environ.get("REDIS_URL", f"unix://{VAR_DIR / 'run' / 'valkey.sock'}?db=0")
CACHES = {
    alias: {
        "BACKEND": "config.cache.PatientRedisCache",  # a cache that is away stops nobody from signing in
        "LOCATION": REDIS_URL,
        "OPTIONS": {"stand_in": stand_in, "socket_connect_timeout": 1, "socket_timeout": 2},
    }
    for alias, stand_in in (("default", "process"), ("sessions", "nothing"))
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"  # a flushed cache logs nobody out (F35)
SESSION_CACHE_ALIAS = "sessions"
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # messages are wake-ups; the job row is the record
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_TASK_PUBLISH_RETRY = False  # a broker that is away must not hold a request up; the sweeper covers (F34)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# A worker without -Q serves both; `up` and deploy/ give SAS its own, so that a slow SAS holds up nobody (F45)
CELERY_TASK_QUEUES = [Queue("celery", routing_key="celery"), Queue("sas", routing_key="sas")]
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "common.tasks.sweep_jobs", "schedule": 5.0},
    "keep-terms": {"task": "privacy.tasks.keep_terms", "schedule": crontab(hour=4, minute=10)},
    "drop-papers": {"task": "portal.tasks.drop_papers", "schedule": crontab(hour=4, minute=40)},
    "seal-audit": {"task": "common.tasks.seal_audit", "schedule": 300.0},
    "compare-with-sas": {"task": "attendance.tasks.compare_with_sas", "schedule": crontab(hour=8, minute=15)},
    "look-at-links": {"task": "deliveries.tasks.look_at_links", "schedule": crontab(hour=6, minute=20)},
    "draw-last-week": {"task": "reviews.tasks.draw_last_week", "schedule": crontab(hour=7, minute=0, day_of_week=1)},
}

JOB_LEASE_S = float(os.environ.get("JOB_LEASE_S", "120"))  # longer than any job may take; then another worker has it

# --- addresses of tools are looked at every week (DEL-11)
LINK_PAUSE_S = 1.0  # between two requests to one site
LINK_LOOPBACK = False  # tests look at a server of their own; nobody else may look at this machine

# --- accounts
AUTH_USER_MODEL = "agents.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "agents.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation that reached the address is the proof
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "agents.forms.LoginForm",
    "reset_password": "agents.forms.ResetPasswordForm",
    "reset_password_from_key": "agents.forms.ResetPasswordKeyForm",
    "change_password": "agents.forms.ChangePasswordForm",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Rota Ativa: "
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))  # whose X-Forwarded-For limits may believe
_local_url = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"https://{ALLOWED_HOSTS[0]}" if HTTPS else _local_url)  # links in mails
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"

# --- headers
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PORTAL_LINK_DAYS = int(os.environ.get("PORTAL_LINK_DAYS", "365"))  # how long the client's link opens something
# Streets under the phone's map, as https://{s}.place/{z}/{x}/{y}.png; empty: none
TILE_URL = os.environ.get("TILE_URL", "")
TILE_CREDIT = os.environ.get("TILE_CREDIT", "")  # the words that the tiles' owner wants to see
_tiles = urlsplit(TILE_URL.replace("{s}", "*"))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *([f"{_tiles.scheme}://{_tiles.netloc}"] if TILE_URL else [])],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- language and time
LANGUAGE_CODE = "pt-br"
TIME_ZONE = "America/Sao_Paulo"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticStorage"},
}
# A name with a hash in it (Django's or esbuild's) never changes its content.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/.+\.([0-9a-f]{12}|[0-9A-Z]{8})\.\w+$"
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

_mail_to = "smtp" if "EMAIL_HOST" in os.environ else "filebased"  # without a server, mails become files
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", f"django.core.mail.backends.{_mail_to}.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 15  # seconds; well inside a job's lease
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Rota Ativa <nao-responda@localhost>")
# A function (number, text) that sends short messages; none: codes go by e-mail only
SMS_SENDER = os.environ.get("SMS_SENDER", "")
SMS_FILE_PATH = VAR_DIR / "sms"

# --- phones: change it after restoring a backup, and every phone sends its last visits again (F37)
SYNC_EPOCH = os.environ.get("SYNC_EPOCH", "1")
PHONE_WORKER = flag("PHONE_WORKER", "1")  # 0: phones drop their service worker and its files (F15)
PHONE_KEYS = os.environ.get("PHONE_KEYS", "")  # JWK Set or its file; empty: VAR_DIR/phone_keys.json, made when missing
PHONE_LOCK_AFTER_S = int(os.environ.get("PHONE_LOCK_AFTER_S", "300"))  # without a touch, the capsule asks for the PIN
PHONE_KEY_TTL_H = int(os.environ.get("PHONE_KEY_TTL_H", "72"))  # without contact, what is on the phone is not readable
WEEKLY_GOAL = int(os.environ.get("WEEKLY_GOAL", "0"))  # visits an agent should make in a week; 0: as many as planned

# --- the national system
SAS_URL = os.environ.get("SAS_URL", "http://127.0.0.1:8090")
SAS_KEY = os.environ.get("SAS_KEY", "chave-de-demonstracao")
SAS_CONNECT_TIMEOUT_S = float(os.environ.get("SAS_CONNECT_TIMEOUT_S", "5"))
SAS_READ_TIMEOUT_S = float(os.environ.get("SAS_READ_TIMEOUT_S", "20"))
SAS_CLOSING_DAY = int(os.environ.get("SAS_CLOSING_DAY", "0"))  # of the month after; 0: months close when SAS says so
SAS_LOOKUP_GRACE_S = float(os.environ.get("SAS_LOOKUP_GRACE_S", "30"))  # a stored record may not show at once
SAS_RATE_PER_S = float(os.environ.get("SAS_RATE_PER_S", "20"))  # requests, all workers together; 0: no limit
SAS_CONCURRENCY = int(os.environ.get("SAS_CONCURRENCY", "8"))  # records on their way at once, all workers together
SAS_BREAKER_FAILURES = int(os.environ.get("SAS_BREAKER_FAILURES", "5"))  # in a row until nothing more is sent
SAS_BREAKER_PAUSE_S = float(os.environ.get("SAS_BREAKER_PAUSE_S", "15"))  # until one request tries again; it grows

# --- what operators see
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")  # opens /metrics; empty: there is no such page
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.CarefulFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "config.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": os.environ.get("LOG_FORMAT", "line")},
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"rota": {"level": "INFO"}},
}
