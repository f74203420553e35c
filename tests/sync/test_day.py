"""GET /api/day/: everything that a day without signal needs, and nothing of anybody else's."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from clients.models import Business, BusinessPerson, Person
from reviews.models import Review, Sample
from tests.documents import visit_document
from tests.sync.conftest import NOON
from visits.models import Route, Stop, Visit

PHONE = {"X-Device-Id": "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"}

pytestmark = pytest.mark.usefixtures("on_that_day", "content")


def plan(cast, agent=None, *businesses: Business, on="2026-11-20", state="published") -> Route:
    route = Route.objects.create(
        agent=agent or cast.rosangela, territory=cast.piraja, scheduled_on=on, state=state,
        starts_at=NOON, published_at=NOON,
    )  # fmt: skip
    for position, business in enumerate(businesses or (cast.mercearia, cast.salao), start=1):
        Stop.objects.create(route=route, business=business, position=position, arrives_at=NOON)
    return route


def day_of(sign_in, user) -> dict:
    response = sign_in(user).get("/api/day/", headers=PHONE)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    return response.json()


def test_it_works(cast, sign_in, content):
    route = plan(cast)
    day = day_of(sign_in, cast.rosangela)
    assert (day["on"], day["timezone"], day["epoch"]) == ("2026-11-20", "America/Fortaleza", "1")
    assert day["agent"]["name"] == "Rosângela Alves"
    assert (day["route"]["id"], day["route"]["territory"]) == (str(route.pk), "Pirajá")
    assert [stop["business"] for stop in day["route"]["stops"]] == [str(cast.mercearia.pk), str(cast.salao.pk)]
    assert {business["trade_name"] for business in day["businesses"]} == {"Mercearia São José", "Salão Divina Beleza"}
    assert day["municipalities"] == [{"ibge": "2307304", "name": "Juazeiro do Norte"}]
    assert day["notice"]["sha256"] == content.notice.sha256
    assert day["instrument"] == content.definition
    others = [each["key"] for each in day["other_instruments"]]
    assert others == ["conversa_rapida", "escuta_ativa", "anamnese"]
    assert len(day["tools"]) > 20
    assert day["journeys"]
    assert (day["appointments"], day["feedback"], day["visits"]) == ([], [], {})


def test_the_day_is_the_units_day(cast, sign_in):
    """01:00 UTC on the 21st is still the 20th in Fortaleza."""
    plan(cast)
    with time_machine.travel("2026-11-21T01:00:00Z", tick=False):
        assert day_of(sign_in, cast.rosangela)["route"] is not None


@pytest.mark.parametrize("case", ["nobody's", "another agent's", "another day's", "a draft"])
def test_no_route(cast, sign_in, case):
    {
        "nobody's": lambda: None,
        "another agent's": lambda: plan(cast, cast.davi),
        "another day's": lambda: plan(cast, on="2026-11-21"),
        "a draft": lambda: plan(cast, state="draft"),
    }[case]()
    day = day_of(sign_in, cast.rosangela)
    assert (day["route"], day["businesses"]) == (None, [])


def test_what_is_known_of_a_business(cast, sign_in, put, whole):
    plan(cast)
    document = whole()
    put(document)
    (grocery,) = [b for b in day_of(sign_in, cast.rosangela)["businesses"] if b["id"] == str(cast.mercearia.pk)]
    assert grocery["last_visit"] == {
        "on": "2026-11-20",
        "outcome": "attended",
        "agent": "Rosângela Alves",
        "findings": [found["text"] for found in document["diagnosis"]["result"]["findings"]],
        "promised": "Ver o fluxo de caixa",
    }
    assert [(person["name"], person["role"]) for person in grocery["people"]] == [("José Wilson Pereira", "owner")]


def test_no_cpf_travels(cast, sign_in):
    plan(cast)
    person = Person.objects.create(name="Canária", cpf="52998224725", phone="8899")
    BusinessPerson.objects.create(business=cast.mercearia, person=person, role="owner")
    text = json.dumps(day_of(sign_in, cast.rosangela), ensure_ascii=False)
    assert "Canária" in text
    assert "52998224725" not in text


def test_the_latest_visit_counts(cast, sign_in, put):
    plan(cast)
    closed = visit_document(
        cast, outcome="closed", person=None, deliveries=[], contact=None, next_step=None,
        started_at="2026-11-20T14:00:00Z", finished_at="2026-11-20T14:05:00Z",
    )  # fmt: skip
    put(closed)
    put(visit_document(cast))
    day = day_of(sign_in, cast.rosangela)
    assert {b["last_visit"]["outcome"] for b in day["businesses"] if b["last_visit"]} == {"closed"}


def test_a_door_found_shut_hides_nothing_of_what_was_found_before(cast, sign_in, put, whole):
    """A second visit shows what the last conversation found, however often nobody was there in between."""
    plan(cast)
    put(whole(started_at="2026-11-20T12:00:00Z", finished_at="2026-11-20T12:30:00Z"))
    (before,) = [each["last_visit"] for each in day_of(sign_in, cast.rosangela)["businesses"] if each["last_visit"]]
    put(visit_document(
        cast, outcome="closed", person=None, deliveries=[], contact=None, next_step=None,
        started_at="2026-11-20T14:00:00Z", finished_at="2026-11-20T14:05:00Z",
    ))  # fmt: skip
    (after,) = [each["last_visit"] for each in day_of(sign_in, cast.rosangela)["businesses"] if each["last_visit"]]
    assert (after["outcome"], after["findings"]) == ("closed", before["findings"])
    assert before["findings"]


def test_a_visit_from_the_future_is_not_the_latest_for_ever(cast, sign_in, put):
    plan(cast)
    future = {"started_at": "2035-01-01T10:00:00Z", "finished_at": "2035-01-01T10:05:00Z", "visited_on": "2035-01-01"}
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        put(visit_document(cast, **future, notes="O relógio estava errado."))
    put(visit_document(cast, started_at="2026-11-20T13:00:00Z"))
    (shop,) = [each for each in day_of(sign_in, cast.rosangela)["businesses"] if each["id"] == str(cast.mercearia.pk)]
    assert shop["last_visit"]["on"] == "2026-11-20"


def test_own_promises_and_states(cast, sign_in, put):
    put(visit_document(cast))
    day = day_of(sign_in, cast.rosangela)
    assert [promise["purpose"] for promise in day["appointments"]] == ["Ver o fluxo de caixa"]
    assert [visit["state"] for visit in day["visits"].values()] == ["received"]
    theirs = day_of(sign_in, cast.davi)
    assert (theirs["appointments"], theirs["visits"]) == ([], {})


def test_a_tutors_feedback(cast, sign_in, put):
    put(visit_document(cast))
    sample = Sample.objects.create(
        region=cast.cariri, tutor=cast.teresa, week_starts_on="2026-11-16", seed=1, frame_size=1, frame_sha256="0" * 64
    )
    fields = {"sample": sample, "visit": Visit.objects.get(), "position": 1, "drawn_because": "sorteio"}
    review = Review.objects.create(**fields, marks={"escuta": 4}, feedback="Boa visita.")
    assert day_of(sign_in, cast.rosangela)["feedback"] == []  # not decided yet
    review.verdict, review.decided_at = "approved", timezone.now()
    review.save()
    (feedback,) = day_of(sign_in, cast.rosangela)["feedback"]
    assert feedback["feedback"] == "Boa visita."
    assert feedback["marks"] == [{"criterion": "escuta", "mark": 4}]
    assert day_of(sign_in, cast.davi)["feedback"] == []


def test_the_number_of_queries_does_not_grow(cast, sign_in, django_assert_max_num_queries):
    many = [
        Business(
            cnpj=f"LOTE{n:08d}00", legal_name=f"NEGÓCIO {n}", size="me", municipality=cast.juazeiro, cnae="4712100"
        )
        for n in range(200)
    ]
    Business.objects.bulk_create(many)
    plan(cast, cast.rosangela, *many)
    client = sign_in(cast.rosangela)
    client.get("/api/day/", headers=PHONE)
    with django_assert_max_num_queries(27):
        response = client.get("/api/day/", headers=PHONE)
    assert len(response.json()["businesses"]) == 200
    assert len(gzip.compress(response.content)) < 150_000


@pytest.mark.parametrize("who", ["carlos", "teresa", "marta", "ana", "nelson"])
def test_only_agents_have_a_day(cast, sign_in, who):
    assert sign_in(getattr(cast, who)).get("/api/day/", headers=PHONE).status_code == 403


def test_strangers_have_none():
    assert Client().get("/api/day/").status_code == 401


def test_a_promise_of_the_route_that_another_agent_made(cast, sign_in, put):
    plan(cast)
    theirs = visit_document(cast) | {"agent_id": str(cast.davi.pk)}
    assert put(theirs, by=cast.davi).status_code == 201
    due = day_of(sign_in, cast.rosangela)["appointments"][0]["due_at"]
    assert datetime.fromisoformat(due) - NOON > timedelta(days=10)


def test_refuses_an_address_bar(cast, sign_in):
    """Without the phone's name there is no bundle: nobody reads it by typing the address."""
    assert sign_in(cast.rosangela).get("/api/day/").status_code == 400
