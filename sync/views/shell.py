"""The offline capsule: its page, its service worker and what a phone needs to install it. None holds personal data."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from agents.perms import PUBLIC, allow
from common import bundle

SOURCES = Path(settings.BASE_DIR) / "static"  # as they are written; settings.STATIC_ROOT: as they are collected
FILES = ("css/rota.css", "css/map.css", "img/marca.svg", "img/icone-192.png", "js/boot.js")

JAVASCRIPT = "text/javascript; charset=utf-8"
ICONS = (
    ("icone-192.png", "192x192", "any"),
    ("icone-512.png", "512x512", "any"),
    ("icone-recorte-512.png", "512x512", "maskable"),
)
SHORTCUTS = (
    ("Rota de hoje", "Hoje", "hoje"),
    ("Envios: o que falta enviar", "Envios", "envios"),
    ("Buscar um negócio", "Buscar", "buscar"),
)
SCREENSHOTS = (
    ("tela-hoje.png", "A rota do dia, na ordem de caminhar"),
    ("tela-conversa.png", "A conversa com o cliente, uma pergunta por tela"),
    ("tela-envios.png", "O que já foi enviado e o que espera a internet"),
)


def modules() -> list[str]:
    """The capsule's modules as they are written, by their path under static/."""
    scripts = [path for folder in bundle.SOURCES for path in (SOURCES / folder).rglob("*.js")]
    return sorted(path.relative_to(SOURCES).as_posix() for path in scripts)


def kept_files() -> list[str]:
    """Everything a visit needs without internet, by its path under static/."""
    made = bundle.served()
    return [*FILES, *(made.files if made else modules())]


def address(path: str) -> str:
    """Where a kept file is served; esbuild has put a hash into its files' names already."""
    return f"{settings.STATIC_URL}{path}" if path.startswith(bundle.FOLDER) else static(path)


def version() -> str:
    """Changes when any kept file or the page itself changes: that is what makes phones fetch a new worker."""
    digest = hashlib.sha256(render_to_string("sync/capsule.html", map_values()).encode())
    digest.update(render_to_string("sync/sw.js").encode())
    digest.update(manifest_json())
    for path in kept_files():
        digest.update(address(path).encode())
        if not bundle.is_collected():  # the name says nothing of the content
            digest.update((SOURCES / path).read_bytes())
    return digest.hexdigest()[:12]


def map_values() -> dict[str, str]:
    """Where streets for the map of the day come from, if the operator gave an address."""
    return {"tile_url": settings.TILE_URL, "tile_credit": settings.TILE_CREDIT}


def page() -> str:
    """The page of the capsule, the same for everybody (no context processors, no cookie, no user)."""
    made = bundle.served()
    scripts = {
        "entry": address(made.entry if made else bundle.ENTRY),
        "first": map(address, made.first if made else ()),
    }
    return render_to_string("sync/capsule.html", {"version": version(), **map_values(), **scripts})


def integrity(content: bytes) -> str:
    """What the browser checks before it keeps a file: that these are its bytes, whoever brought them (F15, F23)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def served_bytes(path: str) -> bytes:
    """A kept file as phones get it."""
    if not bundle.is_collected():
        return (SOURCES / path).read_bytes()
    return (Path(settings.STATIC_ROOT) / address(path).removeprefix(settings.STATIC_URL)).read_bytes()


def precache() -> dict[str, str]:
    """Every address that the worker keeps, with what its bytes must be."""
    pages = {reverse("sync:capsule"): page().encode(), reverse("sync:manifest"): manifest_json()}
    files = {address(path): served_bytes(path) for path in kept_files()}
    return {url: integrity(content) for url, content in (pages | files).items()}


@require_GET
@gzip_page
@allow(PUBLIC)
@never_cache
def capsule(request: HttpRequest) -> HttpResponse:
    """The shell of the offline capsule."""
    return HttpResponse(page())


@require_GET
@gzip_page
@allow(PUBLIC)
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with its list of files; at the root, so that its scope is the whole site."""
    if not settings.PHONE_WORKER:
        return HttpResponse(render_to_string("sync/sw_off.js"), content_type=JAVASCRIPT)
    values = {"version": version(), "capsule": reverse("sync:capsule"), "files": json.dumps(precache())}
    return HttpResponse(render_to_string("sync/sw.js", values), content_type=JAVASCRIPT)


def _image(name: str, sizes: str, **more: str) -> dict[str, str]:
    """An image of the manifest."""
    return {"src": static(f"img/{name}"), "sizes": sizes, "type": "image/png", **more}


def manifest_json() -> bytes:
    """What a phone shows of the installed capsule: how it looks, and three ways straight in."""
    start = reverse("sync:capsule")
    content = {
        "id": start,
        "name": "Rota Ativa",
        "short_name": "Rota Ativa",
        "description": "Visitas a pequenos negócios, também sem internet.",
        "lang": "pt-BR",
        "dir": "ltr",
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "launch_handler": {"client_mode": ["navigate-existing", "auto"]},
        "background_color": "#f5f1f3",
        "theme_color": "#43123c",
        "categories": ["business", "productivity"],
        "icons": [_image(name, sizes, purpose=purpose) for name, sizes, purpose in ICONS],
        "shortcuts": [
            {"name": name, "short_name": short, "url": f"{start}#/{screen}", "icons": [_image(*ICONS[0][:2])]}
            for name, short, screen in SHORTCUTS
        ],
        "screenshots": [_image(name, "720x1480", form_factor="narrow", label=said) for name, said in SCREENSHOTS],
    }
    return json.dumps(content).encode()


@require_GET
@allow(PUBLIC)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest."""
    return HttpResponse(manifest_json(), content_type="application/manifest+json")
