import json
import re
import runpy
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image

from sync.views import shell


def listed(client):
    script = client.get(reverse("sync:worker")).content.decode()
    return json.loads(re.search(r"const FILES = (\{.*\});", script)[1])


def test_it_works(client):
    page = client.get(reverse("sync:capsule"))
    assert page.status_code == 200
    assert "js/capsule/app.js" in page.content.decode()


def test_the_page_is_the_same_for_everybody_and_sets_no_cookie(client, cast, sign_in):
    stranger, agent = client.get("/visita/"), sign_in(cast.rosangela).get("/visita/")
    assert stranger.content == agent.content
    assert not stranger.cookies
    assert "Cookie" not in stranger.get("Vary", "")


def test_the_page_has_no_inline_script_or_style(client):
    page = client.get("/visita/").content.decode()
    assert re.findall(r"<script(?![^>]*\b(?:src=|type=\"image/svg\+xml\"))", page) == []  # icons as text do not run
    assert "<style" not in page
    assert " style=" not in page


def test_the_worker_is_at_the_root_and_never_stored(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-store" in answer["Cache-Control"]


def test_every_file_that_the_worker_keeps_exists(client):
    """All or nothing: one 404, or one byte that is not what it should be, and no phone works offline."""
    files = listed(client)
    assert len(files) > 50
    for url, expected in files.items():
        if url.startswith("/static/"):
            content = Path(finders.find(url.removeprefix("/static/"))).read_bytes()
        else:
            answer = client.get(url)
            assert answer.status_code == 200, url
            content = answer.content
        assert shell.integrity(content) == expected, url


def test_the_way_out_is_a_worker_that_takes_itself_away(client, settings):
    settings.PHONE_WORKER = False
    script = client.get("/sw.js").content.decode()
    assert "registration.unregister()" in script
    assert '"fetch"' not in script


def test_the_worker_keeps_every_module_that_the_capsule_imports(client):
    kept = {url.removeprefix("/static/") for url in listed(client)}
    modules = [path for path in shell.kept_files() if path.endswith(".js")]
    imported = {wanted for path in modules for wanted in imports_of(path)}
    assert len(imported) > 50
    assert imported - kept == set()


def imports_of(path: str) -> list[str]:
    """What a module imports at once, as files below static/."""
    here = shell.SOURCES / path
    targets = re.findall(r'^(?:import|export)\b[^;]*?from "(\.[^"]+)";', here.read_text("utf-8"), re.MULTILINE)
    return [(here.parent / target).resolve().relative_to(shell.SOURCES).as_posix() for target in targets]


def test_the_version_follows_the_files(monkeypatch):
    before = shell.version()
    monkeypatch.setattr(shell, "kept_files", lambda: ["css/rota.css"])
    assert shell.version() != before


@pytest.mark.parametrize("size", ["192x192", "512x512"])
def test_the_manifest_can_be_installed(client, size):
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["start_url"] == "/visita/"
    assert manifest["display"] == "standalone"
    assert size in {icon["sizes"] for icon in manifest["icons"]}
    assert "maskable" in {icon["purpose"] for icon in manifest["icons"]}


def test_the_manifest_names_only_what_exists(client):
    manifest = client.get("/manifest.webmanifest").json()
    pictures = [
        *manifest["icons"],
        *manifest["screenshots"],
        *(icon for way in manifest["shortcuts"] for icon in way["icons"]),
    ]
    for picture in pictures:
        path = finders.find(picture["src"].removeprefix("/static/"))
        assert Image.open(path).size == tuple(map(int, picture["sizes"].split("x"))), picture["src"]
    assert all(way["url"].startswith(manifest["scope"]) for way in manifest["shortcuts"])
    assert manifest["id"] == "/visita/"


def test_refuses_to_be_written_to(client):
    for name in ("capsule", "worker", "manifest"):
        assert client.post(reverse(f"sync:{name}")).status_code == 405


TILES = "https://{s}.ruas.example/{z}/{x}/{y}.png"


def test_streets_come_only_from_where_the_operator_says(client, settings, monkeypatch):
    assert "tile-url" not in client.get("/visita/").content.decode()
    settings.TILE_URL, settings.TILE_CREDIT = TILES, "Ruas & Cia"
    page = client.get("/visita/").content.decode()
    assert f'content="{TILES}"' in page
    assert "Ruas &amp; Cia" in page
    monkeypatch.setenv("TILE_URL", TILES)
    allowed = runpy.run_path(str(Path(settings.BASE_DIR) / "config" / "settings.py"))["CONTENT_SECURITY_POLICY"]
    assert "https://*.ruas.example" in allowed["DIRECTIVES"]["img-src"]
    assert "https://*.ruas.example" not in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]
