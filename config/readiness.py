"""What /readyz tells: whether this process can serve now, and what else is away."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from common.models import Pulse
from common.remember import remembered

QUIET = timedelta(minutes=1)  # the clock looks every five seconds


def readiness() -> dict[str, str]:
    """Each part with "ok" or what is wrong with it, in a word."""
    database = _database()
    known = database == "ok"
    return {
        "database": database,
        "migrations": ("ok" if has_all_tables() else "pending") if known else "unknown",
        "broker": _broker(),
        "clock": _clock() if known else "unknown",
    }


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return "away"
    return "ok"


def is_migrated() -> bool:
    """Whether every migration that this code knows has run."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@remembered(seconds=10)
def has_all_tables() -> bool:
    """`is_migrated`, which reads every migration's file, for whoever asks all the time."""
    return is_migrated()


def _broker() -> str:
    client = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    except (RedisError, OSError):
        return "away"
    finally:
        client.close()
    return "ok"


def _clock() -> str:
    """Whether beat has had the queue looked at lately."""
    beat_at = Pulse.objects.filter(name="sweep").values_list("beat_at", flat=True).first()
    return "ok" if beat_at and timezone.now() - beat_at < QUIET else "quiet"
