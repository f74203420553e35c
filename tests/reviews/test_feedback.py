"""What the agent reads of a review."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from common.models import AuditEntry
from reviews.models import Review
from reviews.services import decide, feedback_for
from tests.cast import Cast


@pytest.fixture
def returned(review: Review, cast: Cast) -> Review:
    """A visit that Teresa sent back."""
    assert decide(review, by=cast.teresa, verdict="returned", marks={"notice": "2"}, feedback="Confira o caixa.") == []
    return review


@pytest.fixture
def read(sign_in):
    """The phone says that somebody has read a review: status and answer."""

    def tell(review: Review, user) -> tuple[int, dict]:
        response = sign_in(user).post(f"/api/feedback/{review.pk}/read/")
        return response.status_code, json.loads(response.content) if "json" in response["Content-Type"] else {}

    return tell


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


def test_reading_is_remembered_once(read, returned: Review):
    first = read(returned, returned.visit.agent)
    again = read(returned, returned.visit.agent)

    assert first == again
    assert first[0] == 200
    assert feedback_for(returned.visit.agent)[0]["read_at"] == first[1]["read_at"]
    assert AuditEntry.objects.filter(verb="review.read").count() == 1


def test_old_reviews_can_be_left_out(returned: Review):
    assert feedback_for(returned.visit.agent, since=returned.decided_at + timedelta(days=1)) == []


def test_another_agents_feedback_is_not_there(read, returned: Review, cast: Cast):
    assert read(returned, cast.sofia)[0] == 404


def test_an_open_review_cannot_be_read(read, review: Review):
    assert read(review, review.visit.agent)[0] == 404


def test_refuses_those_who_make_no_visits(read, returned: Review, cast: Cast):
    assert read(returned, cast.marta)[0] == 403


def test_asks_strangers_to_sign_in(client, returned: Review):
    assert client.post(f"/api/feedback/{returned.pk}/read/").status_code == 401
