"""What phones download: the capsule's modules in a few small files (ADR 12)."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from common import bundle
from sync.views import shell
from tests.missing import missing

IMPORT = re.compile(r"""(?:from|import)\s*"\./([^"]+)\"""")  # not `import("./…")`, which comes later


def need_esbuild() -> None:
    """Without it phones get the plain modules."""
    if not shutil.which("esbuild"):
        missing("esbuild", "The bundle was")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as production serves them, with the bundle."""
    need_esbuild()
    return collect(tmp_path_factory.mktemp("static"))


def collect(root: Path) -> Path:
    backends = settings.STORAGES | {"staticfiles": {"BACKEND": "config.storage.StaticStorage"}}
    with override_settings(STATIC_ROOT=root, STORAGES=backends):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


@pytest.fixture
def as_served(collected: Path):
    """Pages name the collected files."""
    backends = settings.STORAGES | {"staticfiles": {"BACKEND": "config.storage.StaticStorage"}}
    with override_settings(STATIC_ROOT=collected, STORAGES=backends):
        yield collected


def gz(*files: Path) -> int:
    """Bytes on the way to a phone: the compressed file that is served, or the file itself where that is smaller."""
    return sum(sent(file).stat().st_size for file in files)


def sent(file: Path) -> Path:
    packed = file.with_name(f"{file.name}.gz")
    return packed if packed.is_file() else file


def test_it_works(as_served, client):
    page = client.get("/visita/").content.decode()
    entry = re.search(r'<script type="module" src="/static/(js/light/app\.[0-9A-Z]{8}\.js)">', page)
    assert entry
    assert (as_served / entry[1]).is_file()
    for made in bundle.served().first:  # the entry itself is one line that names the first file
        assert f'<link rel="modulepreload" href="/static/{made}">' in page
        assert (as_served / f"{made}.gz").is_file()


def test_the_worker_keeps_the_whole_bundle_and_no_plain_module(as_served, client):
    script = client.get("/sw.js").content.decode()
    kept = set(re.findall(r'"/static/([^"]+)"', script))
    made = {path.relative_to(as_served).as_posix() for path in (as_served / bundle.FOLDER).glob("*.js")}
    plain = {path for path in kept if path.startswith("js/boot.")}  # watches the modules start, so it is none itself
    assert {path for path in kept if path.endswith(".js")} - plain == made
    assert [path for path in kept if not (as_served / path).is_file()] == []


def test_the_version_follows_the_bundle(as_served, monkeypatch):
    before = shell.version()
    entry, *others = shell.kept_files()[len(shell.FILES) :]
    monkeypatch.setattr(shell, "kept_files", lambda: [*shell.FILES, entry.replace("app.", "app.AAAA"), *others])
    assert shell.version() != before


def with_imports(folder: Path, name: str) -> set[Path]:
    """A file of the bundle and what it cannot start without."""
    found, waiting = set(), [next(folder.glob(f"{name}.*.js"))]
    while waiting:
        file = waiting.pop()
        found.add(file)
        waiting += [folder / other for other in IMPORT.findall(file.read_text()) if folder / other not in found]
    return found


def test_what_is_served_is_light(collected):
    first = with_imports(collected / bundle.FOLDER, "app")
    visit = first | with_imports(collected / bundle.FOLDER, "screens_visit")
    sending = first | with_imports(collected / bundle.FOLDER, "screens_sending")
    assert gz(*first) <= 40_000  # to today's list
    assert gz(*visit) <= 60_000  # for a whole visit
    assert gz(*sending) <= 40_000  # to Envios
    assert gz(*(collected / "css").glob("rota.????????????.css")) <= 20_000


def test_the_page_and_the_worker_travel_small(as_served, client):
    for path in ("/visita/", "/sw.js"):
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.content) == client.get(path).content


def test_indentation_between_tags_is_left_out_and_nothing_else(tmp_path):
    need_esbuild()
    text = "const html = String.raw; console.log(html`<b>a</b>\n    <i>b\n  c</i>\n  ${1 >\n  2}`, `x\n  ${3}`);"
    sources(tmp_path, text)
    entry = next(path for path in bundle.build(tmp_path) if "/app." in path)
    small = (tmp_path / entry).read_text()
    assert "<b>a</b> <i>b\n  c</i> ${" in small
    assert "`x\n  ${3}`" in small


def test_no_source_map_is_served(collected):
    made = [*(collected / bundle.FOLDER).glob("*"), *(collected / "css").glob("*")]
    assert [file.name for file in made if file.suffix == ".map"] == []
    assert [file.name for file in made if b"sourceMappingURL" in file.read_bytes()] == []


def test_no_path_of_the_machine_is_told(collected):
    files = list((collected / bundle.FOLDER).glob("*.js*"))
    assert files
    assert [file.name for file in files if str(collected).encode() in file.read_bytes()] == []


def test_without_esbuild_the_plain_modules_are_served(tmp_path, monkeypatch, client):
    monkeypatch.setattr(bundle, "tool", lambda: None)
    backends = settings.STORAGES | {"staticfiles": {"BACKEND": "config.storage.StaticStorage"}}
    with override_settings(STATIC_ROOT=collect(tmp_path), STORAGES=backends):
        page = client.get("/visita/").content.decode()
        assert re.search(r'src="/static/js/capsule/app\.[0-9a-f]{12}\.js"', page)
        assert re.search(r"/static/vendor/lit-html\.[0-9a-f]{12}\.js", client.get("/sw.js").content.decode())


def sources(root: Path, text: str) -> None:
    """A capsule of one line, as collected."""
    (root / "js/capsule").mkdir(parents=True)
    (root / bundle.ENTRY).write_text(text)


def test_a_bundle_of_yesterday_is_not_left_when_esbuild_is_gone(tmp_path, monkeypatch):
    need_esbuild()
    sources(tmp_path, "console.log(1);")
    assert bundle.build(tmp_path)
    monkeypatch.setattr(bundle, "tool", lambda: None)
    assert bundle.build(tmp_path) == ()
    assert not (tmp_path / bundle.FOLDER).exists()


def test_a_source_that_cannot_be_read_is_said(tmp_path):
    need_esbuild()
    sources(tmp_path, "const = 1;")
    with pytest.raises(bundle.BundleFailed, match=r"js/capsule/app\.js:1:6"):
        bundle.build(tmp_path)
