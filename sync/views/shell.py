"""The offline capsule: its page, its service worker and what a phone needs to install it. None holds personal data."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from agents.perms import PUBLIC, allow
from common import bundle

STATIC_ROOT = Path(settings.BASE_DIR) / "static"
SCRIPTS = ("js/capsule", "js/rules", "vendor")
FILES = ("css/rota.css", "img/marca.svg", "img/icone-192.png")


def modules() -> list[str]:
    """The capsule's modules as they are written, by their path under static/."""
    scripts = [path for folder in SCRIPTS for path in (STATIC_ROOT / folder).rglob("*.js")]
    return sorted(path.relative_to(STATIC_ROOT).as_posix() for path in scripts)


def kept_files() -> list[str]:
    """Everything a visit needs without internet, by its path under static/."""
    made = bundle.served()
    return [*FILES, *(made.files if made else modules())]


def address(path: str) -> str:
    """Where a kept file is served; esbuild has put a hash into its files' names already."""
    return f"{settings.STATIC_URL}{path}" if path.startswith(bundle.FOLDER) else static(path)


def version() -> str:
    """Changes when any kept file or the page itself changes: that is what makes phones fetch a new worker."""
    digest = hashlib.sha256(render_to_string("sync/capsule.html").encode())
    digest.update(render_to_string("sync/sw.js").encode())
    for path in kept_files():
        digest.update(address(path).encode())
        if not bundle.is_collected():  # the name says nothing of the content
            digest.update((STATIC_ROOT / path).read_bytes())
    return digest.hexdigest()[:12]


@require_GET
@allow(PUBLIC)
@never_cache
def capsule(request: HttpRequest) -> HttpResponse:
    """The page of the capsule, the same for everybody (no context processors, no cookie, no user)."""
    made = bundle.served()
    scripts = {
        "entry": address(made.entry if made else bundle.ENTRY),
        "first": map(address, made.first if made else ()),
    }
    return HttpResponse(render_to_string("sync/capsule.html", {"version": version(), **scripts}))


@require_GET
@allow(PUBLIC)
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with its list of files; at the root, so that its scope is the whole site."""
    files = [reverse("sync:capsule"), reverse("sync:manifest"), *map(address, kept_files())]
    values = {"version": version(), "capsule": reverse("sync:capsule"), "files": json.dumps(files)}
    return HttpResponse(render_to_string("sync/sw.js", values), content_type="text/javascript; charset=utf-8")


@require_GET
@allow(PUBLIC)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone shows of the installed capsule."""
    icons = [
        ("icone-192.png", "192x192", "any"),
        ("icone-512.png", "512x512", "any"),
        ("icone-recorte-512.png", "512x512", "maskable"),
    ]
    return JsonResponse(
        {
            "id": reverse("sync:capsule"),
            "name": "Rota Ativa",
            "short_name": "Rota Ativa",
            "description": "Visitas a pequenos negócios, também sem internet.",
            "lang": "pt-BR",
            "start_url": reverse("sync:capsule"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f5f1f3",
            "theme_color": "#43123c",
            "icons": [
                {"src": static(f"img/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in icons
            ],
        },
        content_type="application/manifest+json",
    )
