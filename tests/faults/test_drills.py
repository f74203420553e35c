"""What tests/faults/drills.py found on the one running product: each drill is a test of its own here.

It runs on a PostgreSQL of its own whatever the suite's database is, so once in CI (`make test-postgres` leaves it out).
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.faults.drills import DRILLS
from tests.faults.system import postgres_tools
from tests.javascript import ROOT
from tests.missing import missing

pytestmark = pytest.mark.e2e
Told = dict[str, str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Drill → what went wrong. One worker breaks the product, the others wait for what it found."""
    if not postgres_tools():
        missing("postgresql", "What a failing server does was")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    found = tmp_path_factory.getbasetemp().parent / f"drills-{run}.json"
    with found.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            found.write_text(json.dumps(_drilled()))
    results: Told = json.loads(found.read_text())
    return results


def _drilled() -> Told:
    inherited = {name: value for name, value in os.environ.items() if name not in ("VAR_DIR", "SECRET_KEY")}
    command = [sys.executable, "-m", "tests.faults.drills"]
    done = subprocess.run(command, cwd=ROOT, env=inherited, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-8000:]
    results: Told = json.loads(done.stdout.splitlines()[-1])
    return results | {"log": done.stderr[-6000:]}


def test_the_web_process_dies_between_commit_and_publish(told: Told) -> None:
    """(F29) The sweeper finds the job within a minute."""
    assert told["f29_the_web_process_dies_between_commit_and_publish"] == "", told["log"]


def test_web_processes_are_killed_in_the_middle_of_requests(told: Told) -> None:
    """(F30)"""
    assert told["f30_web_processes_are_killed_in_the_middle_of_requests"] == "", told["log"]


def test_postgresql_restarts_under_load(told: Told) -> None:
    """(F31)"""
    assert told["f31_postgresql_restarts_under_load"] == "", told["log"]


def test_a_database_that_takes_nothing(told: Told) -> None:
    """(F33)"""
    assert told["f33_a_database_that_takes_nothing"] == "", told["log"]


def test_valkey_is_away(told: Told) -> None:
    """(F34)"""
    assert told["f34_valkey_is_away"] == "", told["log"]


def test_valkey_is_flushed_under_load(told: Told) -> None:
    """(F35)"""
    assert told["f35_valkey_is_flushed_under_load"] == "", told["log"]


def test_valkey_is_killed_three_times(told: Told) -> None:
    """(F36)"""
    assert told["f36_valkey_is_killed_three_times"] == "", told["log"]


def test_a_migration_runs_while_visits_come_in(told: Told) -> None:
    """(F38)"""
    assert told["f38_a_migration_runs_while_visits_come_in"] == "", told["log"]


def test_the_worker_dies_in_the_middle_of_a_send(told: Told) -> None:
    """(F40)"""
    assert told["f40_the_worker_dies_in_the_middle_of_a_send"] == "", told["log"]


def test_the_national_system_is_down(told: Told) -> None:
    """(F44)"""
    assert told["f44_the_national_system_is_down"] == "", told["log"]


def test_a_slow_national_system_holds_up_nobody_else(told: Told) -> None:
    """(F45)"""
    assert told["f45_a_slow_national_system_holds_up_nobody_else"] == "", told["log"]


def test_after_all_of_it_the_three_books_agree(told: Told) -> None:
    """(F29 to F45) Everything is registered, once; I2 to I5."""
    assert told["account"] == "", told["log"]


def test_every_drill_is_told_of(request: pytest.FixtureRequest) -> None:
    here = request.module.__dict__
    tests: list[Callable[..., None]] = [value for name, value in here.items() if name.startswith("test_")]
    named = {constant for test in tests for constant in test.__code__.co_consts if isinstance(constant, str)}
    assert {one.__name__ for one in DRILLS} <= named
