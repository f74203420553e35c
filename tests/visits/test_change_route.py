"""Changing and publishing a route, and what is refused."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from common.models import AuditEntry
from common.problems import RefusedError
from tests.cast import Cast, assemble
from tests.together import at_once
from tests.visits.places import DAY, names, promise, street, visited
from visits.enums import RouteState, StopState
from visits.models import Route, Stop
from visits.services import plan


@pytest.fixture
def doors(cast: Cast):
    return street(cast, 6)


@pytest.fixture
def route(cast: Cast, doors) -> Route:
    return plan.plan_route(by=cast.marta, agent=cast.rosangela, territory=cast.piraja, on=DAY, count=5)


def assert_whole(route: Route) -> None:
    """Positions 1…n without a gap, hours that only go forward."""
    stops = list(route.stops.all())
    assert [stop.position for stop in stops] == list(range(1, len(stops) + 1))
    assert [stop.arrives_at for stop in stops] == sorted(stop.arrives_at for stop in stops)


def test_it_works(cast: Cast, route):
    before = names(route)
    plan.move_stop(by=cast.marta, stop=route.stops.get(position=3), step=-1)
    assert names(route) == [before[0], before[2], before[1], *before[3:]]
    assert_whole(route)
    assert AuditEntry.objects.filter(verb="stop.moved").count() == 1


def test_the_first_cannot_go_higher(cast: Cast, route):
    before = names(route)
    plan.move_stop(by=cast.marta, stop=route.stops.get(position=1), step=-1)
    assert names(route) == before


def test_a_promised_hour_stays_where_it_is(cast: Cast, doors):
    promise(cast, doors[2])
    route = plan.plan_route(by=cast.marta, agent=cast.rosangela, territory=cast.piraja, on=DAY, count=5)
    with pytest.raises(RefusedError, match="hora prometida"):
        plan.move_stop(by=cast.marta, stop=route.stops.get(is_fixed=True), step=1)


def test_recalculating_finds_the_order_again(cast: Cast, route):
    distance = route.distance_m
    longer = plan.move_stop(by=cast.marta, stop=route.stops.get(position=5), step=-2)
    assert longer.distance_m > distance
    assert plan.reorder(by=cast.marta, route=route).distance_m == distance
    assert_whole(route)


def test_recalculating_drops_nobody(cast: Cast, route, doors):
    route.stops.all().delete()
    for business in doors:
        promise(cast, business, at="10:00")
        plan.add_stop(by=cast.marta, route=route, business=business)
    plan.reorder(by=cast.marta, route=route)
    assert route.stops.count() == len(doors)


def test_adds_with_its_reason(cast: Cast, route):
    stop = plan.add_stop(by=cast.marta, route=route, business=cast.salao)
    assert stop.reason == "Primeira visita"
    assert_whole(route)


def test_adds_whom_the_planner_would_leave_in_peace(cast: Cast, route):
    visited(cast, cast.fechada)
    assert plan.add_stop(by=cast.marta, route=route, business=cast.fechada).reason == "Incluída por quem planejou"


def test_what_was_left_out_leaves_that_list_when_added(cast: Cast, route):
    route.left_out = [{"business": str(cast.salao.pk), "because": "O dia passaria do planejado."}]
    route.save()
    plan.add_stop(by=cast.marta, route=route, business=cast.salao)
    route.refresh_from_db()
    assert route.left_out == []


def test_removing_is_undone_by_adding_at_the_same_place(cast: Cast, route):
    before, gone = names(route), route.stops.get(position=3)
    plan.remove_stop(by=cast.marta, stop=gone)
    assert_whole(route)
    plan.add_stop(by=cast.marta, route=route, business=gone.business, position=3)
    assert names(route) == before


def test_refuses_a_business_of_another_territory(cast: Cast, route):
    with pytest.raises(RefusedError, match="não fica em Pirajá"):
        plan.add_stop(by=cast.marta, route=route, business=cast.padaria)


def test_refuses_a_business_that_another_route_has(cast: Cast, route):
    with pytest.raises(RefusedError, match="já está em uma rota"):
        plan.add_stop(by=cast.marta, route=route, business=route.stops.first().business)


def test_publishes_once(cast: Cast, route):
    first = plan.publish(by=cast.marta, route=route)
    again = plan.publish(by=cast.marta, route=route)
    assert again.state == RouteState.PUBLISHED
    assert again.published_at == first.published_at
    assert AuditEntry.objects.filter(verb="route.published").count() == 1
    assert Route.objects.visible_to(cast.rosangela).get() == route


def test_a_draft_is_not_on_the_phone(cast: Cast, route):
    assert not Route.objects.visible_to(cast.rosangela).exists()
    assert not Stop.objects.visible_to(cast.rosangela).exists()


def test_refuses_to_publish_nothing(cast: Cast, route):
    route.stops.all().delete()
    with pytest.raises(RefusedError, match="não tem paradas"):
        plan.publish(by=cast.marta, route=route)


def test_a_published_route_may_change_until_it_begins(cast: Cast, route):
    plan.publish(by=cast.marta, route=route)
    plan.move_stop(by=cast.marta, stop=route.stops.get(position=1), step=1)
    route.stops.filter(position=1).update(state=StopState.DONE)
    for change in (
        lambda: plan.move_stop(by=cast.marta, stop=route.stops.get(position=3), step=1),
        lambda: plan.reorder(by=cast.marta, route=route),
        lambda: plan.remove_stop(by=cast.marta, stop=route.stops.get(position=3)),
        lambda: plan.add_stop(by=cast.marta, route=route, business=cast.salao),
        lambda: plan.unpublish(by=cast.marta, route=route),
    ):
        with pytest.raises(RefusedError, match="já começou"):
            change()


def test_takes_a_route_back_and_throws_it_away(cast: Cast, route):
    plan.publish(by=cast.marta, route=route)
    with pytest.raises(RefusedError, match="Recolha"):
        plan.discard(by=cast.marta, route=route)
    plan.unpublish(by=cast.marta, route=route)
    plan.discard(by=cast.marta, route=route)
    assert not Route.objects.exists()


@pytest.mark.parametrize("who", ["paulo", "bento", "rosangela", "nelson"])
def test_refuses_whoever_does_not_manage_the_region(cast: Cast, route, who):
    person = getattr(cast, who)
    for change in (
        lambda: plan.publish(by=person, route=route),
        lambda: plan.reorder(by=person, route=route),
        lambda: plan.move_stop(by=person, stop=route.stops.first(), step=1),
        lambda: plan.remove_stop(by=person, stop=route.stops.first()),
        lambda: plan.add_stop(by=person, route=route, business=cast.salao),
        lambda: plan.discard(by=person, route=route),
    ):
        with pytest.raises(PermissionDenied):
            change()


def is_done(change) -> bool:
    """Whether a change was not refused."""
    try:
        change()
    except RefusedError:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_two_managers_plan_the_same_day_at_once():
    cast = assemble()
    street(cast, 6)

    day = {"agent": cast.rosangela, "territory": cast.piraja, "on": DAY, "count": 4}
    both = [partial(plan.plan_route, by=manager, **day) for manager in (cast.marta, cast.ana)]
    assert sorted(at_once(*[partial(is_done, one) for one in both])) == [False, True]
    assert Route.objects.get().stops.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_managers_change_the_same_route_at_once():
    cast = assemble()
    street(cast, 6)
    route = plan.plan_route(by=cast.marta, agent=cast.rosangela, territory=cast.piraja, on=DAY, count=5)
    first, last = route.stops.get(position=1), route.stops.get(position=5)
    at_once(
        lambda: is_done(lambda: plan.move_stop(by=cast.marta, stop=last, step=-2)),
        lambda: is_done(lambda: plan.remove_stop(by=cast.ana, stop=first)),
    )
    assert_whole(route)
    assert route.stops.count() == 4
    assert route.stops.get(pk=last.pk).position == 2
