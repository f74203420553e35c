"""Two agents at one door on one day (F51)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from agents.models import User
from attendance.services import expect_records
from attendance.services.build import BUILD
from common.models import AuditEntry
from tests.attendance.conftest import run
from tests.cast import Cast
from visits.models import Visit

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)


def received(agent: User, cast: Cast, *, hours: int = 0, **changes: Any) -> Visit:
    """A visit to the grocery that has just been committed; its job has not run."""
    began = MORNING + timedelta(hours=hours)
    fields: dict[str, Any] = {
        "agent": agent, "region": agent.region, "business": cast.mercearia, "channel": "in_person",
        "outcome": "come_back", "timezone": "America/Fortaleza", "visited_on": began.date(),
        "started_at": began, "finished_at": began + timedelta(minutes=20), "flags": ["no_delivery"],
    }  # fmt: skip
    visit = Visit.objects.create(**(fields | changes))
    expect_records(visit.pk)
    return visit


def flagged(*visits: Visit) -> list[bool]:
    return ["same_day" in Visit.objects.get(pk=visit.pk).flags for visit in visits]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_later_ones_are_flagged_in_whatever_order_they_come(cast: Cast, order: tuple[int, ...]) -> None:
    """(F51) All are kept; the jobs of visits that arrived at once run in any order, and twice."""
    who = [cast.rosangela, cast.davi, cast.rosangela]
    visits = [received(agent, cast, hours=hours) for hours, agent in enumerate(who)]
    for place in (*order, order[0]):
        run(BUILD, visits[place].pk)
    assert flagged(*visits) == [False, True, True]
    assert Visit.objects.get(pk=visits[1].pk).flags == ["no_delivery", "same_day"]
    assert AuditEntry.objects.filter(verb="same day noticed").count() == 2


@pytest.mark.parametrize(
    "changes", [{"hours": 24}, {"business": "salao"}, {"agent": "rosangela"}], ids=["another day", "place", "one agent"]
)
def test_nothing_else_is_flagged(cast: Cast, changes: dict[str, Any]) -> None:
    """(F51) An agent who comes back, another day and another door are no doubles."""
    other = {"business": getattr(cast, changes["business"])} if "business" in changes else {}
    agent = getattr(cast, changes.get("agent", "davi"))
    visits = [received(cast.rosangela, cast), received(agent, cast, hours=changes.get("hours", 1), **other)]
    for visit in visits:
        run(BUILD, visit.pk)
    assert flagged(*visits) == [False, False]
