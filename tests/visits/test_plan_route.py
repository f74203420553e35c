"""Planning a route: who is chosen, in which order, and what is refused."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.enums import RegisterStatus, Size
from clients.models import Business
from common.models import AuditEntry
from common.problems import RefusedError
from tests.cast import Cast
from tests.visits.places import DAY, ZONE, door, names, promise, street, visited
from visits.enums import Outcome, RouteState
from visits.models import Route, Stop, Visit
from visits.services.choice import choose_businesses
from visits.services.plan import plan_route


@pytest.fixture
def plan(cast: Cast):
    def planned(count: int = 5, **changes) -> Route:
        given_fields = {"by": cast.marta, "agent": cast.rosangela, "territory": cast.piraja, "on": DAY, "count": count}
        return plan_route(**{**given_fields, **changes})

    return planned


def chosen(cast: Cast, count: int = 3) -> dict[str, str]:
    choices = choose_businesses(territory=cast.piraja, agent=cast.rosangela, on=DAY, count=count)
    return {choice.business.trade_name: choice.reason.text for choice in choices}


def test_it_works(cast: Cast, plan):
    street(cast, 6)
    route = plan(6)
    assert route.state == RouteState.DRAFT
    assert [stop.position for stop in route.stops.all()] == [1, 2, 3, 4, 5, 6]
    assert set(names(route)) <= set(cast.piraja.businesses.values_list("trade_name", flat=True))
    assert route.starts_at.astimezone(ZONE).time() == time(8, 20)
    assert AuditEntry.objects.get(verb="route.planned").subject_id == str(route.pk)


def test_a_street_is_walked_from_one_end_to_the_other(cast: Cast, plan):
    Business.objects.filter(territories=cast.piraja).update(status=RegisterStatus.CLOSED)
    doors = [business.trade_name for business in street(cast, 7)]
    assert names(plan(7)) in (doors, doors[::-1])


def test_a_promised_hour_is_kept(cast: Cast, plan):
    doors = street(cast, 6)
    promise(cast, doors[2], at="10:00")
    stop = plan(6).stops.get(business=doors[2])
    assert stop.arrives_at.astimezone(ZONE).time() == time(10)
    assert stop.is_fixed
    assert stop.reason == "Prometido para 25/11 às 10:00"


def test_a_late_start_keeps_to_the_clock(cast: Cast, plan):
    street(cast, 3)
    route = plan(3, starts_at=time(13, 30))
    assert route.stops.first().arrives_at.astimezone(ZONE).time() == time(13, 30)


def test_the_same_twice(cast: Cast, plan):
    street(cast, 8)
    first = plan(6)
    order = names(first)
    first.delete()
    assert names(plan(6)) == order


def test_promises_come_first(cast: Cast):
    far = door(cast, 90, size=Size.MEI, east=3, north=3)
    street(cast, 5)
    promise(cast, far)
    assert chosen(cast)["Porta 90"] == "Prometido para 25/11 às 10:00"


def test_an_overdue_promise_has_no_hour(cast: Cast):
    late = door(cast, 90)
    promise(cast, late, on=DAY - timedelta(days=2))
    assert chosen(cast)["Porta 90"] == "Prometido para 23/11"


def test_a_promise_for_another_day_waits_for_it(cast: Cast):
    later = door(cast, 90)
    promise(cast, later, on=DAY + timedelta(days=2))
    assert "Porta 90" not in chosen(cast, 9)


def test_what_a_colleague_promised_is_left_to_them(cast: Cast):
    theirs = door(cast, 90)
    cast.piraja.assignments.create(agent=cast.davi, starts_on=date(2026, 1, 1))
    promise(cast, theirs, agent=cast.davi)
    assert "Porta 90" not in chosen(cast, 9)


@pytest.mark.parametrize(
    ("outcome", "days_ago", "reason"),
    [(Outcome.COME_BACK, 3, "Pediu para voltar"), (Outcome.OWNER_AWAY, 3, "2ª tentativa"),
     (Outcome.CLOSED, 1, "2ª tentativa"), (Outcome.ATTENDED, 120, "Sem visita há 120 dias"),
     (Outcome.ATTENDED, 20, None), (Outcome.REFUSED, 400, None), (Outcome.MOVED, 400, None),
     (Outcome.COME_BACK, 0, None)],
)  # fmt: skip
def test_the_last_visit_decides(cast: Cast, outcome, days_ago, reason):
    business = door(cast, 90)
    visited(cast, business, outcome, days_ago=days_ago)
    assert chosen(cast, 9).get("Porta 90") == reason


def test_a_phone_that_lives_in_2035_is_not_waited_for(cast: Cast):
    """F10: no visit was made later than it arrived."""
    business = door(cast, 90)
    skewed = visited(cast, business, days_ago=100)
    Visit.objects.filter(pk=skewed.pk).update(visited_on="2035-01-01", started_at="2035-01-01T12:00Z",
                                              finished_at="2035-01-01T12:00Z")  # fmt: skip
    assert chosen(cast, 9)["Porta 90"] == "Sem visita há 100 dias"
    visited(cast, business, Outcome.COME_BACK, days_ago=3)
    assert chosen(cast, 9)["Porta 90"] == "Pediu para voltar"


def test_stops_knocking_at_a_door_that_stays_shut(cast: Cast):
    business = door(cast, 90)
    for days_ago in (9, 6, 3):
        visited(cast, business, Outcome.OWNER_AWAY, days_ago=days_ago)
    assert "Porta 90" not in chosen(cast, 9)


def test_me_before_mei_next_door(cast: Cast):
    Business.objects.filter(territories=cast.piraja).update(status=RegisterStatus.CLOSED)
    for number, size in enumerate([Size.MEI, Size.ME, Size.MEI, Size.EPP, Size.MEI], start=1):
        door(cast, number, size=size, east=number / 20)
    assert set(chosen(cast, 2)) == {"Porta 2", "Porta 4"}


def test_neighbours_before_those_far_away(cast: Cast):
    Business.objects.filter(territories=cast.piraja).update(status=RegisterStatus.CLOSED)
    street(cast, 4)
    door(cast, 50, east=9, north=9)
    assert "Porta 50" not in chosen(cast, 4)


def test_nobody_outside_the_target_public(cast: Cast):
    assert "Armarinho Antigo" not in chosen(cast, 9)


def test_nobody_who_is_on_another_route(cast: Cast, plan):
    street(cast, 4)
    first = plan(3)
    cast.piraja.assignments.create(agent=cast.davi, starts_on=date(2026, 1, 1))
    second = plan(3, agent=cast.davi)
    assert not set(names(first)) & set(names(second))


def test_what_does_not_fit_is_told_with_its_why(cast: Cast, plan):
    street(cast, 30)
    route = plan(30)
    assert 0 < route.stops.count() < 30
    assert {row["because"] for row in route.left_out} == {"O dia passaria do planejado."}


def test_two_promises_for_the_same_hour(cast: Cast, plan):
    doors = street(cast, 4)
    promise(cast, doors[0])
    promise(cast, doors[3])
    route = plan(4)
    assert [row["because"] for row in route.left_out] == ["A hora prometida (10:00) não cabe com as outras do dia."]


def test_refuses_an_agent_of_another_territory(cast: Cast, plan):
    with pytest.raises(RefusedError, match="não trabalha em Pirajá"):
        plan(agent=cast.davi)


def test_refuses_a_second_route_for_the_same_day(cast: Cast, plan):
    plan(2)
    with pytest.raises(RefusedError, match="já tem rota"):
        plan(2)
    assert Route.objects.count() == 1


def test_refuses_an_empty_territory(cast: Cast, plan):
    Business.territories.through.objects.all().delete()
    with pytest.raises(RefusedError, match="não há ninguém a visitar"):
        plan()


@pytest.mark.parametrize("who", ["paulo", "bento", "rosangela", "carlos", "teresa", "nelson"])
def test_refuses_whoever_does_not_manage_the_region(cast: Cast, plan, who):
    with pytest.raises(PermissionDenied):
        plan(by=getattr(cast, who))
    assert not Route.objects.exists()


def test_the_state_administrator_may(cast: Cast, plan):
    assert plan(1, by=cast.ana).pk


@pytest.mark.parametrize("changes", [{"position": 0}, {"is_fixed": True}])
def test_the_database_refuses_a_stop_that_cannot_be(cast: Cast, plan, changes):
    route = plan(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stop.objects.filter(route=route).update(**changes)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=1, max_size=9),
    hours=st.lists(st.sampled_from(["08:30", "10:00", "12:15", "14:00"]), max_size=3),
)
def test_every_stop_is_in_the_territory_and_time_goes_forward(cast: Cast, places, hours):
    with transaction.atomic():
        doors = [door(cast, i, east=east, north=north) for i, (east, north) in enumerate(places, start=1)]
        for business, hour in zip(doors, hours, strict=False):
            promise(cast, business, at=hour)
        route = plan_route(by=cast.marta, agent=cast.rosangela, territory=cast.piraja, on=DAY, count=8)
        stops = list(route.stops.select_related("business"))
        assert stops
        assert all(stop.business.territories.contains(cast.piraja) for stop in stops)
        arrivals = [stop.arrives_at for stop in stops]
        assert arrivals == sorted(arrivals)
        assert all(stop.arrives_at >= stop.promised_at for stop in stops if stop.promised_at)
        transaction.set_rollback(True)
