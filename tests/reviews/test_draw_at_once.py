"""Two taps on Sortear at the same moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest

from reviews.models import Sample
from reviews.services import draw_sample
from tests.cast import assemble
from tests.together import at_once
from visits.models import Visit


@pytest.mark.django_db(transaction=True)
def test_both_get_the_same_sample() -> None:
    cast = assemble()
    moment = datetime(2026, 11, 18, 13, tzinfo=UTC)
    Visit.objects.create(
        agent=cast.rosangela, region=cast.cariri, business=cast.mercearia, channel="in_person", outcome="attended",
        started_at=moment, finished_at=moment, visited_on=date(2026, 11, 18), timezone="America/Fortaleza",
    )  # fmt: skip

    week = {"region": cast.cariri, "tutor": cast.teresa, "week_starts_on": date(2026, 11, 16), "by": cast.teresa}
    drawn = at_once(*[partial(draw_sample, **week)] * 4)

    assert set(drawn) == {Sample.objects.get()}
