"""Asking the phone's rules, in a real JavaScript engine."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.missing import missing

ROOT = Path(__file__).resolve().parent.parent
SHARED_CASES = ROOT / "tests" / "shared_cases"


def node() -> str:
    """The path of node."""
    return shutil.which("node") or shutil.which("nodejs") or missing("nodejs", "The phone's modules were")


def ask(calls: list[dict[str, Any]]) -> list[Any]:
    """What the phone's rules answer to a batch of calls, in one process."""
    done = subprocess.run(
        [node(), ROOT / "tests/js/rules/answer.mjs"],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def shared(name: str) -> Any:
    """A file of cases that both languages run."""
    return json.loads((SHARED_CASES / f"{name}.json").read_text("utf-8"))


def samples(package: str, pattern: str) -> list[Path]:
    """Files that others publish for everybody's tests; never passed over in silence when they are not here."""
    found = sorted((ROOT / ".venv" / "samples" / package).glob(pattern))
    if not found:
        raise FileNotFoundError(f"os casos de {package} não estão aqui: rode .venv/bin/python tools/samples.py")
    return found
