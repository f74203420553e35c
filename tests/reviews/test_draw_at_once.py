"""Two taps on Sortear at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from reviews.models import Sample
from reviews.services import draw_sample
from tests.cast import assemble
from visits.models import Visit


@pytest.mark.django_db(transaction=True)
def test_both_get_the_same_sample() -> None:
    cast = assemble()
    moment = datetime(2026, 11, 18, 13, tzinfo=UTC)
    Visit.objects.create(
        agent=cast.rosangela, region=cast.cariri, business=cast.mercearia, channel="in_person", outcome="attended",
        started_at=moment, finished_at=moment, visited_on=date(2026, 11, 18), timezone="America/Fortaleza",
    )  # fmt: skip

    def tap(_: int) -> object:
        try:
            sample = draw_sample(
                region=cast.cariri, tutor=cast.teresa, week_starts_on=date(2026, 11, 16), by=cast.teresa
            )
            return sample and sample.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        drawn = set(hands.map(tap, range(4)))

    assert drawn == {Sample.objects.get().pk}
