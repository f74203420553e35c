import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from sync.views import shell


def listed(client):
    script = client.get(reverse("sync:worker")).content.decode()
    return json.loads(re.search(r"const FILES = (\[.*\]);", script)[1])


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
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "<style" not in page
    assert " style=" not in page


def test_the_worker_is_at_the_root_and_never_stored(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-store" in answer["Cache-Control"]


def test_every_file_that_the_worker_keeps_exists(client):
    """`cache.addAll` is all or nothing: one 404 and no phone works without internet."""
    for url in listed(client):
        if url.startswith("/static/"):
            assert finders.find(url.removeprefix("/static/")), url
        else:
            assert client.get(url).status_code == 200, url


def test_the_worker_keeps_every_module_that_the_capsule_imports(client):
    kept = {url.removeprefix("/static/") for url in listed(client)}
    for path in shell.kept_files():
        if not path.endswith(".js"):
            continue
        text = (shell.STATIC_ROOT / path).read_text("utf-8")
        for target in re.findall(r'^(?:import|export)\b[^;]*?from "(\.[^"]+)";', text, re.MULTILINE):
            wanted = ((shell.STATIC_ROOT / path).parent / target).resolve().relative_to(shell.STATIC_ROOT).as_posix()
            assert wanted in kept, f"{path} imports {wanted}"


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


def test_refuses_to_be_written_to(client):
    for name in ("capsule", "worker", "manifest"):
        assert client.post(reverse(f"sync:{name}")).status_code == 405
