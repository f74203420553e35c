"""The capsule as phones get it: its modules in a few minified files, made by esbuild when static files are collected.

Sources stay readable modules; without esbuild (or with DEBUG=1) they are served as they are (docs/adr/0012).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage

ENTRY = "js/capsule/app.js"
STYLES = "css/rota.css"
SOURCES = ("js/capsule", "js/rules", "vendor")  # modules that only the capsule uses
FOLDER = "js/light"
NOTE = "made.json"
MODERN = "--target=es2022"
STANDS_ON = {  # a file that comes later: the one that is always there by then
    "screens_visit.js": "./app.js",
    "screens_sending.js": "./app.js",
    "screens_day.js": "./app.js",
    "screens_rare.js": "./app.js",
    "screens_home.js": "./screens_visit.js",
    "vault/making.js": "../app.js",
}
INDENTATION = re.compile(r">\n\s+(?=<|\$\{)")  # only within a template; a space is all that a browser makes of it
LONGEST_S = 60


class BundleFailed(ValueError):  # noqa: N818  (what esbuild said, for the person at the console)
    """esbuild could not read a source."""


@dataclass(frozen=True)
class Bundle:
    """What is served: paths under static/, the entry first; `first` are those that the entry cannot start without."""

    entry: str
    first: tuple[str, ...]
    files: tuple[str, ...]


def tool() -> str | None:
    """Where esbuild is, if it is installed."""
    return shutil.which("esbuild")


def is_source(path: str) -> bool:
    """Whether a file under static/ is a module of the capsule as it is written."""
    return path.endswith(".js") and path.startswith(tuple(f"{folder}/" for folder in SOURCES))


def minify_styles(root: Path) -> bool:
    """Make the collected stylesheet small, in place; False without esbuild."""
    program = tool()
    if program is None or not (root / STYLES).is_file():
        return False
    _run(root, program, STYLES, "--minify", f"--outfile={STYLES}", "--allow-overwrite")
    return True


def build(root: Path) -> tuple[str, ...]:
    """Bundle the collected modules; answers with the files made. Without esbuild nothing is left of an earlier one."""
    program, folder = tool(), root / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    if program is None or not (root / ENTRY).is_file():
        return ()
    names = ["--entry-names=[name].[hash]", "--chunk-names=[name].[hash]"]
    shape = ["--bundle", "--splitting", "--minify", "--format=esm", "--charset=utf8", MODERN]
    with tempfile.TemporaryDirectory(prefix="rota-light-") as name:
        _layered(root, Path(name))
        _run(Path(name), program, ENTRY, *shape, *names, f"--outdir={FOLDER}", f"--metafile={FOLDER}/{NOTE}")
        shutil.copytree(Path(name) / FOLDER, folder)
    note = folder / NOTE
    made = _read_meta(json.loads(note.read_text()))
    note.write_text(json.dumps(asdict(made)))
    return made.files


def _layered(root: Path, copy: Path) -> None:
    """A copy of the sources in which each later file imports what it stands on.

    esbuild makes a file for each set of entries that share modules: many small ones, which compress badly. Told that
    the visit always finds the app there, it puts all of the app into one.
    """
    for source in SOURCES:
        if (root / source).is_dir():
            shutil.copytree(root / source, copy / source)
    for module in (copy / ENTRY).parent.rglob("*.js"):
        module.write_text(INDENTATION.sub("> ", module.read_text()))
    for later, below in STANDS_ON.items():
        module = (copy / ENTRY).parent / later
        if module.is_file():
            module.write_text(f'import "{below}";{module.read_text()}')


def is_collected() -> bool:
    """Whether pages name collected files, whose names change with their content."""
    return not settings.DEBUG and isinstance(staticfiles_storage, ManifestFilesMixin)


def served() -> Bundle | None:
    """The bundle that pages name; None where the plain modules are served."""
    if not is_collected():
        return None
    note = Path(settings.STATIC_ROOT) / FOLDER / NOTE
    return _read_note(note, note.stat().st_mtime_ns) if note.is_file() else None


@lru_cache(maxsize=1)
def _read_note(note: Path, _written_at: int) -> Bundle:
    made = json.loads(note.read_text())
    return Bundle(made["entry"], tuple(made["first"]), tuple(made["files"]))


def _read_meta(meta: dict[str, Any]) -> Bundle:
    """esbuild's own account of what it wrote."""
    outputs = meta["outputs"]
    entry = next(path for path, output in outputs.items() if output.get("entryPoint") == ENTRY)
    return Bundle(entry, tuple(sorted(_needed(entry, outputs))), (entry, *sorted(set(outputs) - {entry})))


def _needed(path: str, outputs: dict[str, Any]) -> set[str]:
    """Files that a file imports before it can run, and theirs."""
    found: set[str] = set()
    waiting = [path]
    while waiting:
        imports = outputs[waiting.pop()]["imports"]
        fresh = {one["path"] for one in imports if one["kind"] == "import-statement"} - found
        found |= fresh
        waiting += fresh
    return found


def _run(root: Path, program: str, *arguments: str) -> None:
    """Run esbuild in the collected folder: the paths that it tells are then relative to it."""
    command = [program, *arguments, "--log-level=error", "--color=false"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    if done.returncode:
        raise BundleFailed(done.stderr.strip())
