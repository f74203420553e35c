"""What the day bundle says of each business before knocking, and of the agent's week."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from reviews.models import Review, Sample
from sync.services.remarks import flags_of
from tests.documents import visit_document
from tests.sync.conftest import NOON
from visits.models import Appointment, Route, Stop, Visit

PHONE = {"X-Device-Id": "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"}

pytestmark = pytest.mark.usefixtures("on_that_day", "content")


def plan(cast, on: str = "2026-11-20", state: str = "published", **fixed) -> Route:
    route = Route.objects.create(
        agent=cast.rosangela, territory=cast.piraja, scheduled_on=on, state=state, starts_at=NOON, published_at=NOON
    )
    Stop.objects.create(route=route, business=cast.mercearia, position=1, arrives_at=NOON, **fixed)
    return route


def day_of(sign_in, user) -> dict:
    return sign_in(user).get("/api/day/", headers=PHONE).json()


def grocery(cast, sign_in) -> dict:
    return day_of(sign_in, cast.rosangela)["businesses"][0]


def test_a_first_visit_has_nothing_to_know(cast, sign_in):
    plan(cast)
    business = grocery(cast, sign_in)
    assert (business["flags"], business["open_followups"], business["visits_count"]) == ([], [], 0)


def test_a_promised_hour_is_a_window(cast, sign_in):
    promised = NOON + timedelta(hours=1)
    plan(cast, is_fixed=True, promised_at=promised)
    stop = day_of(sign_in, cast.rosangela)["route"]["stops"][0]
    assert stop["window"] == {"from": "2026-11-20T16:00:00Z", "to": "2026-11-20T16:05:00Z"}


def test_flags_of_what_came_before(cast, sign_in, put, answered):
    """WhatsApp refused, a visit that came back from the tutor, a credit need that goes on."""
    plan(cast)
    yes_to_credit = answered(whatsapp="refused", credit_sharing="given")
    put(visit_document(cast, consent=yes_to_credit, credit={"need": "Um freezer novo"}))
    sample = Sample.objects.create(
        region=cast.cariri, tutor=cast.teresa, week_starts_on="2026-11-16", seed=1, frame_size=1
    )
    Review.objects.create(
        sample=sample, visit=Visit.objects.get(), position=1, drawn_because="sorteio", verdict="returned",
        feedback="Faltou", decided_at=NOON,
    )  # fmt: skip
    business = grocery(cast, sign_in)
    assert [flag["code"] for flag in business["flags"]] == ["no_whatsapp", "feedback", "credit_open"]
    assert "freezer" not in str(business)
    assert business["visits_count"] == 1


def test_the_last_word_on_whatsapp_counts(cast, sign_in, put, answered):
    plan(cast)
    put(visit_document(cast, consent=answered(whatsapp="refused")))
    later = answered(whatsapp="given") | {"answered_at": "2026-11-20T14:02:00Z"}
    put(visit_document(cast, consent=later, started_at="2026-11-20T14:00:00Z", finished_at="2026-11-20T14:20:00Z"))
    assert grocery(cast, sign_in)["flags"] == []


@pytest.mark.parametrize(
    ("on", "told"), [("2028-11-20", []), ("2028-11-21", [("no_whatsapp", "O aceite para o WhatsApp venceu")])]
)
def test_a_yes_to_whatsapp_ends_with_its_term(cast, put, answered, on, told):
    """24 months, as the notice said; the night has not written it down yet, and nobody asked for it to end."""
    put(visit_document(cast, consent=answered()))
    with time_machine.travel(f"{on}T15:00:00Z", tick=False):
        flags = flags_of([cast.mercearia.pk], by=cast.rosangela, since=NOON)[cast.mercearia.pk]
    assert [(flag["code"], flag["text"]) for flag in flags] == told


def test_a_yes_from_a_phone_that_lives_in_2035_does_not_outlast_a_later_no(cast, put, answered):
    put(visit_document(cast, consent=answered() | {"answered_at": "2035-11-20T13:02:00Z"}))
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        put(visit_document(cast, consent=answered(whatsapp="refused") | {"answered_at": "2026-11-20T16:30:00Z"}))
        flags = flags_of([cast.mercearia.pk], by=cast.rosangela, since=NOON)[cast.mercearia.pk]
    assert [flag["text"] for flag in flags] == ["Pediu para não receber WhatsApp"]


def test_open_followups_come_with_their_channel(cast, sign_in, put):
    plan(cast)
    put(visit_document(cast))
    assert grocery(cast, sign_in)["open_followups"] == [
        {"due_at": "2026-12-08T13:00:00Z", "purpose": "Ver o fluxo de caixa", "channel": "in_person"}
    ]
    Appointment.objects.update(state="cancelled")
    assert grocery(cast, sign_in)["open_followups"] == []


def test_the_week_from_monday_to_sunday(cast, sign_in, put, settings):
    plan(cast)
    plan(cast, on="2026-11-17")
    plan(cast, on="2026-11-19", state="draft")
    put(visit_document(cast))
    put(visit_document(cast, cast.salao, outcome="closed", visited_on="2026-11-17"))
    week = day_of(sign_in, cast.rosangela)["week"]
    assert [day["on"] for day in week["days"]] == [f"2026-11-{number}" for number in range(16, 23)]
    assert [(day["planned"], day["done"]) for day in week["days"]][1:5] == [(1, 1), (0, 0), (0, 0), (1, 1)]
    assert week["goal"] == 2
    settings.WEEKLY_GOAL = 30
    assert day_of(sign_in, cast.rosangela)["week"]["goal"] == 30


def test_a_week_without_plan_has_no_goal(cast, sign_in):
    assert day_of(sign_in, cast.rosangela)["week"]["goal"] is None


def test_the_routes_that_come_next(cast, sign_in):
    plan(cast)
    plan(cast, on="2026-11-24")
    plan(cast, on="2026-11-25", state="draft")
    plan(cast, on="2026-12-24")
    assert day_of(sign_in, cast.rosangela)["next_routes"] == [{"on": "2026-11-24", "stops": 1, "territory": "Pirajá"}]
