"""PUT /api/route/…/plan/: the day as the agent walks it, and how the manager sees it."""

from __future__ import annotations

import uuid

import pytest

from common.models import AuditEntry
from tests.documents import visit_document
from tests.sync.conftest import NOON
from visits.models import Route, Stop

pytestmark = pytest.mark.usefixtures("on_that_day")


@pytest.fixture
def route(cast) -> Route:
    """Rosângela's day: the grocery, then the salon."""
    made = Route.objects.create(
        agent=cast.rosangela, territory=cast.piraja, scheduled_on="2026-11-20", state="published",
        starts_at=NOON, published_at=NOON,
    )  # fmt: skip
    for position, business in enumerate((cast.mercearia, cast.salao), start=1):
        Stop.objects.create(route=made, business=business, position=position, arrives_at=NOON)
    return made


def stops(route: Route) -> list[Stop]:
    return list(Stop.objects.filter(route=route).order_by("position"))


def skip(stop: Stop, reason: str = "no_time", at: str = "2026-11-20T14:30:00Z") -> dict:
    return {"stop": str(stop.pk), "reason": reason, "at": at}


@pytest.fixture
def tell(sign_in, route, cast):
    """`tell(order, skipped, changed_at)` as the phone does."""

    def send(order, skipped=(), changed_at="2026-11-20T14:40:00Z", by=None):
        body = {"order": [str(stop.pk) for stop in order], "skipped": list(skipped), "changed_at": changed_at}
        url = f"/api/route/{route.pk}/plan/"
        return sign_in(by or cast.rosangela).put(url, body, content_type="application/json")

    return send


def test_it_works(route, tell):
    first, second = stops(route)
    assert tell([second, first], [skip(first)]).json() == {"ok": True, "changed_at": "2026-11-20T14:40:00Z"}
    first, second = stops(route)
    assert (first.walked_position, second.walked_position) == (2, 1)
    assert (first.state, first.get_skip_reason_display()) == ("skipped", "Não deu tempo")
    assert (second.state, second.skip_reason) == ("pending", "")


def test_the_same_twice_is_once_and_the_latest_counts(route, tell):
    first, second = stops(route)
    tell([second, first])
    tell([second, first])
    assert AuditEntry.objects.filter(verb="route.walked").count() == 1
    late = tell([first, second], changed_at="2026-11-20T14:39:00Z")
    assert late.json()["changed_at"] == "2026-11-20T14:40:00Z"
    assert stops(route)[0].walked_position == 2
    tell([first, second], changed_at="2026-11-20T14:41:00Z")
    assert stops(route)[0].walked_position == 1


def test_a_stop_taken_in_again_is_to_be_visited(route, tell):
    first, second = stops(route)
    tell([first, second], [skip(first)])
    tell([first, second], changed_at="2026-11-20T14:45:00Z")
    assert (stops(route)[0].state, stops(route)[0].skipped_at) == ("pending", None)


def test_a_visit_outweighs_a_skip(cast, route, tell, put):
    first, second = stops(route)
    put(visit_document(cast, stop_id=str(first.pk)))
    tell([first, second], [skip(first)])
    assert stops(route)[0].state == "done"


def test_a_phone_with_a_clock_ahead_does_not_silence_itself(route, tell):
    first, second = stops(route)
    assert tell([second, first], changed_at="2027-01-01T00:00:00Z").json()["changed_at"] == "2026-11-20T15:00:00Z"


def test_stops_it_does_not_know_keep_their_place_at_the_end(route, tell):
    second = stops(route)[1]
    tell([second, Stop(pk=uuid.uuid4())])
    assert [stop.walked_position for stop in stops(route)] == [2, 1]


def test_the_bundle_brings_it_back(route, tell, sign_in, cast, content):
    first, second = stops(route)
    tell([second, first], [skip(first)])
    phone = {"X-Device-Id": "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"}
    day = sign_in(cast.rosangela).get("/api/day/", headers=phone).json()
    assert day["route"]["plan"] == {
        "order": [str(second.pk), str(first.pk)],
        "skipped": [skip(first)],
        "changed_at": "2026-11-20T14:40:00Z",
    }


def test_the_manager_sees_order_and_reasons(route, tell, sign_in, cast):
    first, second = stops(route)
    tell([second, first], [skip(first, "unsafe")])
    page = sign_in(cast.marta).get(f"/rotas/{route.pk}/").content.decode()
    assert "Rosângela ajustou o dia no celular às 11:40" in page
    assert "no celular, 2ª · lugar sem segurança, às 11:30" in page


@pytest.mark.parametrize("body", ["{", "[]", '{"order": 1}', '{"order": [], "skipped": [], "changed_at": "x"}'])
def test_refuses_what_is_no_plan(route, sign_in, cast, body):
    url = f"/api/route/{route.pk}/plan/"
    assert sign_in(cast.rosangela).put(url, body, content_type="application/json").status_code == 422


def test_refuses_an_unknown_reason_and_somebody_elses_route(route, tell, cast):
    first = stops(route)[0]
    assert tell([first], [skip(first, "bored")]).status_code == 422
    assert tell([first], by=cast.davi).status_code == 404
    assert tell([first], by=cast.marta).status_code == 403
