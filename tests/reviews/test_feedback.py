"""What the agent reads of a review."""

from __future__ import annotations

import json

import pytest
from django.test import RequestFactory

from common.models import AuditEntry
from reviews.models import Review
from reviews.services import decide, feedback_for
from reviews.views import feedback_read
from tests.cast import Cast


@pytest.fixture
def returned(review: Review, cast: Cast) -> Review:
    """A visit that Teresa sent back."""
    assert decide(review, by=cast.teresa, verdict="returned", marks={"notice": "2"}, feedback="Confira o caixa.") == []
    return review


def read(review: Review, user) -> dict:
    request = RequestFactory().post(f"/api/feedback/{review.pk}/read/")
    request.user = user
    response = feedback_read(request, pk=review.pk)
    return json.loads(response.content) | {"status": response.status_code}


def test_it_works(returned: Review):
    assert feedback_for(returned.visit.agent) == [
        {
            "id": str(returned.pk),
            "business": returned.visit.business.name,
            "visited_on": returned.visit.visited_on.isoformat(),
            "verdict": "returned",
            "feedback": "Confira o caixa.",
            "marks": [{"criterion": "Explicou os dados e o aceite", "mark": 2}],
            "read_at": None,
        }
    ]


def test_open_reviews_are_not_told(review: Review):
    assert feedback_for(review.visit.agent) == []


def test_other_agents_read_nothing(returned: Review, cast: Cast):
    assert feedback_for(cast.sofia) == []


def test_reading_is_remembered_once(returned: Review):
    first = read(returned, returned.visit.agent)
    again = read(returned, returned.visit.agent)

    assert first == again
    assert first["read_at"] is not None
    assert feedback_for(returned.visit.agent)[0]["read_at"] == first["read_at"]
    assert AuditEntry.objects.filter(verb="review.read").count() == 1


def test_another_agents_feedback_is_not_there(returned: Review, cast: Cast):
    from django.http import Http404

    with pytest.raises(Http404):
        read(returned, cast.sofia)


def test_an_open_review_cannot_be_read(review: Review):
    from django.http import Http404

    with pytest.raises(Http404):
        read(review, review.visit.agent)


def test_refuses_those_who_make_no_visits(returned: Review, cast: Cast):
    assert read(returned, cast.marta)["status"] == 403
