"""A thousand visits by the model of the phone under random faults, over the real server (F03, F17, F21-F28, I1-I8).

On SQLite; thousands, on PostgreSQL and until all is registered, are `make chaos`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.javascript import ROOT

SEED = os.environ.get("CHAOS_SEED", "1")
VISITS = "1000"


@pytest.mark.chaos
def test_every_visit_called_saved_reaches_the_server_exactly_once(capsys: pytest.CaptureFixture[str]) -> None:
    """(F28 and the others that `python -m tests.faults.chaos` lists.) The other tests need the database: it lives."""
    environment = {name: value for name, value in os.environ.items() if name not in ("VAR_DIR", "SECRET_KEY")}
    command = [sys.executable, "-m", "tests.faults.chaos", "--visits", VISITS, "--seed", SEED, "--kills", "1"]
    command += ["--work", "300", "--spare-database"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-8000:]
    figures = json.loads(done.stdout.splitlines()[-1])
    with capsys.disabled():
        sys.stdout.write(f"\nchaos: {figures}\n")
    assert figures["visits"] >= int(VISITS)
    assert (figures["lost"], figures["doubled"], figures["attendances_doubled"], figures["violations"]) == (0, 0, 0, {})
    assert len(figures["faults"]) >= 20
