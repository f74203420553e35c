"""The stand-in and the action of the year, as the tests of attendance have them; a process that may die."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from standin.server import StandIn
from tests.attendance.conftest import action, fault, record, sas, visit  # noqa: F401  (fixtures)
from tests.attendance.test_send import _environment
from tests.faults.doomed import Doomed

SOON = {"SAS_LOOKUP_GRACE_S": "0"}


@pytest.fixture
def doomed(
    sas: StandIn,  # noqa: F811  (the fixture)
    tmp_path: Path,
) -> Iterator[Doomed]:
    """The process that dies."""
    process = Doomed(_environment(sas) | SOON, tmp_path / "points")
    yield process
    process.end()
