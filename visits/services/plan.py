"""Planning an agent's day: choose, order, change, publish. Every verb leaves positions 1…n and the hours they give.

A verb that may not run raises `PermissionDenied` (who asks) or `RefusedError` (what is asked), each with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from agents.models import Territory, User
from clients.models import Business
from common import audit
from common.dates import today_in
from common.problems import Problem, RefusedError
from visits import rules
from visits.enums import RouteState, StopState
from visits.models import Route, Stop
from visits.perms import check_can_plan
from visits.rules import Planned, Reason
from visits.services.choice import Choice, choose_businesses, point, reasons_for
from visits.services.order import walking_order

DEFAULT_START = time(8, 20)
BY_HAND = Reason("Incluída por quem planejou", minutes=30, weight=10, detour_m=0)


# --- planning


@transaction.atomic
def plan_route(
    *, by: User, agent: User, territory: Territory, on: date, count: int, starts_at: time = DEFAULT_START
) -> Route:
    """A draft route for one agent's day: chosen businesses in walking order; what did not fit is kept with its why."""
    check_can_plan(by, territory)
    _one_at_a_time(territory)
    _check_agent_is_free(agent, territory, on)
    choices = choose_businesses(territory=territory, agent=agent, on=on, count=count)
    if not choices:
        raise RefusedError(
            Problem("nobody", f"Em {territory} não há ninguém a visitar nesse dia. Escolha outro território.")
        )
    starts = datetime.combine(on, starts_at, territory.zone)
    route = _new_route(by=by, agent=agent, territory=territory, scheduled_on=on, starts_at=starts)
    by_id = {choice.business.pk: choice for choice in choices}
    ordered, left_out = walking_order(starts, [_planned_choice(choice) for choice in choices], keep_all=False)
    route.left_out = [{"business": str(stop.key), "because": _why_left_out(stop)} for stop in left_out]
    stops = [_new_stop(route, by_id[stop.key]) for stop in ordered]  # type: ignore[index]  # every stop has its key here
    Stop.objects.bulk_create(_settle(route, stops))
    audit.record("route.planned", route, by=by, stops=len(stops), left_out=len(left_out))
    return route


@transaction.atomic
def reorder(*, by: User, route: Route) -> Route:
    """Order the stops of a route anew; none is dropped."""
    route, stops = _open(by, route)
    by_id = {stop.pk: stop for stop in stops}
    ordered, _ = walking_order(route.local_start, [planned(stop) for stop in stops], keep_all=True)
    _save(route, [by_id[stop.key] for stop in ordered])  # type: ignore[index]  # every stop has its key here
    audit.record("route.reordered", route, by=by)
    return route


@transaction.atomic
def move_stop(*, by: User, stop: Stop, step: int) -> Route:
    """Move a stop up (negative) or down the order. A stop with a promised hour keeps its place."""
    route, stops = _open(by, stop.route)
    if stop.is_fixed:
        raise RefusedError(Problem("fixed", "Esta parada tem hora prometida e não muda de lugar."))
    by_id = {each.pk: each for each in stops}
    ordered = rules.moved([planned(each) for each in stops], stop.pk, step) if stop.pk in by_id else []
    if not ordered:
        raise RefusedError(Problem("gone", "Esta parada já não está na rota."))
    _save(route, [by_id[each.key] for each in ordered])  # type: ignore[index]  # every stop has its key here
    audit.record("stop.moved", stop, by=by, step=step)
    return route


@transaction.atomic
def add_stop(*, by: User, route: Route, business: Business, position: int | None = None) -> Stop:
    """Put a business of the territory on the route: at a position, or where it costs the least time."""
    route, stops = _open(by, route)
    _one_at_a_time(route.territory)
    _check_may_join(route, business)
    reasons = reasons_for([business.pk], territory=route.territory, on=route.scheduled_on)
    stop = _new_stop(route, Choice(business, reasons.get(business.pk, BY_HAND)))
    if position is None:
        new_order = rules.inserted(route.local_start, [planned(each) for each in stops], planned(stop))
        position = 1 + [each.key for each in new_order].index(stop.pk)
    stops.insert(position - 1, stop)
    route.left_out = [row for row in route.left_out if row["business"] != str(business.pk)]
    stop.save()
    _save(route, stops)
    audit.record("stop.added", stop, by=by, route=str(route.pk), business=str(business.pk))
    return stop


@transaction.atomic
def remove_stop(*, by: User, stop: Stop) -> Route:
    """Take a business off the route (`add_stop` with the same position undoes it). A promise stays open."""
    route, stops = _open(by, stop.route)
    audit.record("stop.removed", stop, by=by, route=str(route.pk), business=str(stop.business_id))
    rest = [each for each in stops if each.pk != stop.pk]
    Stop.objects.filter(pk=stop.pk).delete()
    _save(route, rest)
    return route


# --- publishing


@transaction.atomic
def publish(*, by: User, route: Route) -> Route:
    """Let the agent's phone see the route. Publishing twice is publishing once."""
    check_can_plan(by, route.territory)
    route = Route.objects.select_for_update(of=("self",)).get(pk=route.pk)
    if route.state == RouteState.PUBLISHED:
        return route
    if because := closed_because(route):
        raise RefusedError(Problem("closed", because))
    for problem in rules.problems(route.local_start, [planned(stop) for stop in _stops(route)]):
        if problem.blocks:
            raise RefusedError(problem)
    route.state, route.published_at = RouteState.PUBLISHED, timezone.now()
    route.save(update_fields=["state", "published_at"])
    audit.record("route.published", route, by=by)
    return route


@transaction.atomic
def unpublish(*, by: User, route: Route) -> Route:
    """Take a route back from the phone, as long as the agent has not begun it."""
    route, _ = _open(by, route)
    route.state, route.published_at = RouteState.DRAFT, None
    route.save(update_fields=["state", "published_at"])
    audit.record("route.unpublished", route, by=by)
    return route


@transaction.atomic
def discard(*, by: User, route: Route) -> None:
    """Throw a draft away."""
    route, _ = _open(by, route)
    if route.state != RouteState.DRAFT:
        raise RefusedError(
            Problem("published", "Esta rota já está no celular do agente. Recolha a rota antes de apagar.")
        )
    audit.record("route.discarded", route, by=by, agent=str(route.agent_id))
    route.delete()


# --- what the verbs share


def planned(stop: Stop) -> Planned:
    """A stop as the rules take it, its promise in local time."""
    zone = stop.route.territory.zone
    return Planned(
        key=stop.pk,
        name=stop.business.name,
        point=point(stop.business.latitude, stop.business.longitude),
        minutes=stop.minutes,
        promised_at=stop.promised_at and stop.promised_at.astimezone(zone),
    )


def closed_because(route: Route) -> str:
    """Why the order is no longer the manager's: the agent has begun, or the day is over ("" while it is)."""
    begun = route.stops.exclude(state=StopState.PENDING).exists() or route.stops.filter(visits__isnull=False).exists()
    if begun:
        return "A rota já começou. Agora só quem está na rua muda a ordem."
    if route.scheduled_on < today_in(route.territory.region.unit.timezone):
        return "Esse dia já passou. A rota fica como foi."
    return ""


def _planned_choice(choice: Choice) -> Planned:
    business, reason = choice.business, choice.reason
    place = point(business.latitude, business.longitude)
    return Planned(business.pk, business.name, place, reason.minutes, reason.promised_at, reason.weight)


def _new_route(**fields: object) -> Route:
    """A draft; two managers who plan the same agent's day at once get one route and one clear refusal."""
    try:
        with transaction.atomic():
            return Route.objects.create(planned_by=fields.pop("by"), **fields)  # type: ignore[misc]  # fields by their names
    except IntegrityError:
        raise RefusedError(_has_a_route(fields["agent"])) from None


def _new_stop(route: Route, choice: Choice) -> Stop:
    """A stop that takes its reason over; `_settle` gives it its place and hour."""
    reason = choice.reason
    return Stop(
        route=route, business=choice.business, position=1, arrives_at=route.starts_at, minutes=reason.minutes,
        reason=reason.text, is_fixed=reason.promised_at is not None, promised_at=reason.promised_at,
    )  # fmt: skip


def _settle(route: Route, stops: Sequence[Stop]) -> Sequence[Stop]:
    """Give the stops, in this order, their positions and hours, and the route its length."""
    day = rules.schedule(route.local_start, [planned(stop) for stop in stops])
    for position, (stop, arrival) in enumerate(zip(stops, day.arrivals, strict=True), start=1):
        stop.position, stop.arrives_at = position, arrival.arrives_at
    route.distance_m, route.planned_at = day.distance_m, timezone.now()
    route.save(update_fields=["distance_m", "planned_at", "left_out"])
    return stops


def _save(route: Route, stops: Sequence[Stop]) -> None:
    """Keep this order of existing stops."""
    Stop.objects.bulk_update(_settle(route, stops), ["position", "arrives_at"])


def _open(by: User, route: Route) -> tuple[Route, list[Stop]]:
    """The route, locked for a change, with its stops in order; refused once it is closed."""
    check_can_plan(by, route.territory)
    locked = Route.objects.select_for_update(of=("self",)).select_related("territory__region__unit").get(pk=route.pk)
    if because := closed_because(locked):
        raise RefusedError(Problem("closed", because))
    return locked, _stops(locked)


def _one_at_a_time(territory: Territory) -> None:
    """Let only one change at a time hand out the territory's businesses: none ends up on two routes of a day."""
    Territory.objects.select_for_update(no_key=True).get(pk=territory.pk)


def _stops(route: Route) -> list[Stop]:
    """The stops in order, each knowing the very same route object."""
    stops = list(route.stops.select_related("business").order_by("position", "pk"))
    for stop in stops:
        stop.route = route
    return stops


def _check_agent_is_free(agent: User, territory: Territory, on: date) -> None:
    """The agent works in the territory on that day and has no other route."""
    if not agent.is_active or not territory.assignments.active(on).filter(agent=agent).exists():
        text = f"{agent} não trabalha em {territory} nesse dia. Escolha outra pessoa ou mude as datas no território."
        raise RefusedError(Problem("not_assigned", text))
    if Route.objects.on(on).filter(agent=agent).exists():
        raise RefusedError(_has_a_route(agent))


def _check_may_join(route: Route, business: Business) -> None:
    """The business is of the territory and on no other route of the day."""
    if not business.territories.filter(pk=route.territory_id).exists():
        raise RefusedError(Problem("elsewhere", f"{business} não fica em {route.territory}."))
    if Stop.objects.filter(business=business, route__scheduled_on=route.scheduled_on).exists():
        raise RefusedError(Problem("taken", f"{business} já está em uma rota deste dia."))


def _has_a_route(agent: object) -> Problem:
    return Problem("has_a_route", f"{agent} já tem rota nesse dia. Abra a rota para mudar as paradas.")


def _why_left_out(stop: Planned) -> str:
    if stop.promised_at:
        return f"A hora prometida ({stop.promised_at:%H:%M}) não cabe com as outras do dia."
    return "O dia passaria do planejado."


def left_out_businesses(route: Route) -> list[tuple[Business, str]]:
    """What was chosen and did not fit, with its why."""
    rows = Business.objects.in_bulk([UUID(row["business"]) for row in route.left_out])
    return [(rows[UUID(row["business"])], row["because"]) for row in route.left_out if UUID(row["business"]) in rows]
