"""Fixtures that every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as product_settings
from django.core.cache import cache
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations as SqliteOperations  # (.operations alone: a cycle)
from django.test import Client
from hypothesis import HealthCheck, settings

from agents.models import User
from common.remember import forget_all
from tests import migrated
from tests.cast import Cast, assemble

settings.register_profile("rota", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
settings.load_profile("rota")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the second database is asked: only what asks a database."""
    parser.addoption("--database-only", action="store_true", help="leave out tests that touch no database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On CI's shared machine a test of running servers and browsers that fails is tried once more, and listed."""
    if config.getoption("--database-only"):
        items[:] = [item for item in items if touches_a_database(item)]
    for item in items:
        if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
            if os.environ.get("CI") and config.getoption("--database-only"):
                raise pytest.UsageError("this run is there for PostgreSQL, and asks another database")
            item.add_marker(pytest.mark.skip(reason="only PostgreSQL can do this; CI asks it: make test-postgres"))
    items[:] = longest_first(items)
    if os.environ.get("CI"):
        for item in items:
            if item.get_closest_marker("e2e"):
                item.add_marker(pytest.mark.flaky(reruns=1))


def longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """What takes minutes begins first, so that no process waits for it at the end.

    The first test of the drills runs them all, its sisters read what was found: they come last.
    """
    drills = [item for item in items if item.path.name == "test_drills.py" and "told" in item.fixturenames]
    long = drills[:1] + [item for item in items if item.path.name in ("test_chaos.py", "test_crash_points.py")]
    placed = {id(item) for item in drills + long}
    return [*long, *(item for item in items if id(item) not in placed), *drills[1:]]


def touches_a_database(item: pytest.Item) -> bool:
    """By its mark, or by a fixture that it asks for."""
    asked = {"db", "transactional_db"}
    return bool(item.get_closest_marker("django_db") or asked.intersection(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """On SQLite each process of the suite begins with a copy of one migrated database."""
    database = product_settings.DATABASES["default"]
    is_sqlite: bool = database["ENGINE"].endswith("sqlite3")
    if is_sqlite:
        migrated.copy_to(Path(database["TEST"]["NAME"]))
    return is_sqlite


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Reference data kept in the process must not outlive a test's database; each test is the first of its hour."""
    forget_all()
    cache.clear()  # what limits count: of logins, of guesses


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A run without a browser says so where nobody can miss it (under CI it has failed), a second try says what for."""
    for report in terminalreporter.stats.get("rerun", []):
        crash = getattr(report.longrepr, "reprcrash", None)
        terminalreporter.write_line(f"TRIED AGAIN {report.nodeid}: {crash.message if crash else report.longrepr}")
    if any("NO BROWSER" in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(
            "!!! NO BROWSER: the end-to-end tests did NOT run. Install Debian's chromium.", red=True
        )


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast of people and places."""
    return assemble()


@pytest.fixture
def sign_in():
    """A client signed in as somebody: `sign_in(cast.marta).get("/painel/")`."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture(scope="session", autouse=True)
def _tables_that_only_grow_can_be_emptied_between_tests() -> None:
    """SQLite empties tables with DELETE, which triggers refuse: they stand aside meanwhile (PostgreSQL truncates)."""
    as_it_was = SqliteOperations.execute_sql_flush

    def execute_sql_flush(operations: SqliteOperations, statements: list[str]) -> None:
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        aside = [f"DROP TRIGGER {name}" for name, _ in triggers]
        as_it_was(operations, [*aside, *statements, *(created for _, created in triggers)])

    SqliteOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]  # for the whole session, on purpose
