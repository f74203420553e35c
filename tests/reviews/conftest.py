"""A week of the Cariri and its sample."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.models import Review, Sample
from reviews.services import draw_sample
from tests.cast import Cast
from tests.dashboard.conftest import november  # noqa: F401  (fixture)
from tests.dashboard.world import NOW, delivery, diagnosis, visit
from visits.enums import Outcome
from visits.models import Visit

WEEK = date(2026, 11, 16)


@pytest.fixture
def week(cast: Cast, november: object) -> list[Visit]:  # noqa: F811  (the fixture)
    """Twenty visits of last week by two agents of some months, every fifth without attendance."""
    for agent in (cast.rosangela, cast.davi):
        agent.created_at = NOW.replace(month=1)
        agent.save()
    made = []
    for n in range(20):
        agent, business = (cast.rosangela, cast.mercearia) if n % 2 else (cast.davi, cast.padaria)
        outcome = Outcome.REFUSED if n % 5 == 4 else Outcome.ATTENDED
        made.append(visit(agent, business, f"2026-11-{16 + n % 5}", f"{8 + n // 5:02}:00", outcome=outcome))
        if outcome == Outcome.ATTENDED:
            diagnosis(made[-1])
            delivery(made[-1])
    return made


@pytest.fixture
def sample(cast: Cast, week: list[Visit]) -> Sample:
    """Teresa's sample of that week."""
    drawn = draw_sample(region=cast.cariri, tutor=cast.teresa, week_starts_on=WEEK, by=cast.teresa, size=6)
    assert drawn is not None
    return drawn


@pytest.fixture
def review(sample: Sample) -> Review:
    """The first attended visit of the sample."""
    found = sample.reviews.filter(visit__outcome=Outcome.ATTENDED).first()
    assert found is not None
    return found
