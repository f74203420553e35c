"""The day's plan as its page shows it: who goes where, how full the day is, which promises nobody has on a route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format

from agents.models import Assignment, Region, Territory, User
from clients.models import Business
from common.problems import Problem
from common.templatetags.look import first_name
from visits import rules
from visits.enums import RouteState
from visits.models import Route, Stop
from visits.rules import Point
from visits.services.plan import closed_because, left_out_businesses, planned
from visits.services.search import Promises, promises_without_route

NEIGHBOURS = 160  # grey dots on the map


@dataclass(frozen=True)
class Row:
    """An agent on a day: the route, if there is one, and where they work."""

    agent: User
    territory: Territory
    route: Route | None = None
    stops: tuple[Stop, ...] = ()
    assignment: Assignment | None = None  # of an agent without a route: what a new one would start from

    @property
    def load(self) -> str:
        """The minutes as people say them: 6 h 10."""
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours}\u00a0h\u00a0{minutes:02}" if hours else f"{minutes}\u00a0min"

    @cached_property
    def minutes(self) -> int:
        """Visits, walking and waiting, without the midday pause."""
        if self.route is None:
            return 0
        return rules.schedule(self.route.local_start, [planned(stop) for stop in self.stops]).minutes

    @property
    def over(self) -> int:
        """Minutes beyond the planned day."""
        return max(0, self.minutes - rules.DAY_MINUTES)

    @property
    def percent(self) -> int:
        """How full the day is, for the bar."""
        return min(100, round(100 * self.minutes / rules.DAY_MINUTES))

    @property
    def is_published(self) -> bool:
        """Whether the phone has it."""
        return self.route is not None and self.route.state == RouteState.PUBLISHED


@dataclass(frozen=True)
class Day:
    """Everything the left column and the heading say."""

    on: date
    rows: tuple[Row, ...]
    promises: Promises

    @property
    def weekday(self) -> str:
        """The day's name as people say it: quarta, not quarta-feira."""
        return date_format(self.on, "l").split("-")[0].lower()

    @property
    def nearby(self) -> list[date]:
        """The day before and the days after, to go to with one click."""
        return [self.on + timedelta(days=days) for days in range(-1, 6)]

    @property
    def routes(self) -> list[Row]:
        """The rows that have a route."""
        return [row for row in self.rows if row.route]

    @property
    def drafts(self) -> int:
        """Routes that could be published at once."""
        return sum(1 for row in self.routes if not row.is_published and row.stops)

    @property
    def stops(self) -> int:
        """Stops of the whole day."""
        return sum(len(row.stops) for row in self.rows)

    @property
    def promised(self) -> int:
        """Stops with a promised hour."""
        return sum(stop.is_fixed for row in self.rows for stop in row.stops)

    @property
    def planned_at(self) -> datetime | None:
        """When a route of the day was last calculated."""
        return max((row.route.planned_at for row in self.routes if row.route), default=None)


@dataclass(frozen=True)
class Line:
    """A stop in the list, with what moving it up or down would do to a promise."""

    stop: Stop
    up: str
    down: str
    is_first: bool
    is_last: bool

    @property
    def walked(self) -> int | None:
        """Where the agent has put it on the phone, when that is another place."""
        return self.stop.walked_position if self.stop.walked_position != self.stop.position else None

    @property
    def why(self) -> str:
        """The reason as the second half of a line; the hour of a promise only where the order cannot keep it."""
        if self.stop.promised_at:
            promised = self.stop.promised_at.astimezone(self.stop.route.territory.zone)
            return "hora prometida" if self.stop.arrives_at <= promised else f"prometido {promised:%H:%M}"
        return (self.stop.reason[:1].lower() + self.stop.reason[1:]).replace("prometido para", "prometido")


@dataclass(frozen=True)
class Sheet:
    """One route, opened: its lines in order, what to know before publishing, and its surroundings."""

    route: Route
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    closed: str  # why it can no longer change
    left_out: list[tuple[Business, str]]
    neighbours: list[Point]  # other businesses of the territory, for the map

    @property
    def first_name(self) -> str:
        """Whose day it is."""
        return first_name(self.route.agent)

    @property
    def distance(self) -> str:
        """4,2 km or 850 m."""
        return rules.how_far(self.route.distance_m)

    @property
    def unplaced(self) -> int:
        """Stops that the map cannot show."""
        return sum(line.stop.business.latitude is None for line in self.lines)

    @property
    def warnings(self) -> list[str]:
        """What each single move would do to a promise, said beforehand."""
        texts = [text for line in self.lines for text in (line.up, line.down) if text]
        return list(dict.fromkeys(texts))[:2]

    @property
    def can_change(self) -> bool:
        """Whether the order is still the manager's."""
        return not self.closed

    @property
    def is_draft(self) -> bool:
        """Whether it is still to be published."""
        return self.route.state == RouteState.DRAFT


def day_plan(user: User, on: date, region: Region | None = None) -> Day:
    """The day of every agent that the user steers: those with a route first, by name."""
    routes = Route.objects.visible_to(user).on(on).of_region(region).with_who_and_where()
    assignments = Assignment.objects.visible_to(user).active(on).select_related("agent", "territory__region__unit")
    if region:
        assignments = assignments.filter(territory__region=region)
    rows = [_row(route) for route in routes.order_by("agent__name").prefetch_related("stops__business")]
    busy = {row.agent.pk for row in rows}
    idle = {
        a.agent_id: Row(a.agent, a.territory, assignment=a)
        for a in assignments
        if a.agent_id not in busy and a.agent.is_active
    }
    rows += sorted(idle.values(), key=lambda row: row.agent.name)
    return Day(on, tuple(rows), promises_without_route(user, on, region))


def sheet(route: Route) -> Sheet:
    """One route with everything its page says about it."""
    prefetch_related_objects([route], "stops__business")
    stops, closed = _stops_of(route), closed_because(route)
    order, starts = [planned(stop) for stop in stops], route.local_start
    lines = tuple(
        Line(
            stop=stop,
            up="" if closed or stop.is_fixed else rules.consequence(starts, order, stop.pk, -1),
            down="" if closed or stop.is_fixed else rules.consequence(starts, order, stop.pk, 1),
            is_first=index == 0,
            is_last=index == len(stops) - 1,
        )
        for index, stop in enumerate(stops)
    )
    problems = () if closed else tuple(rules.problems(starts, order))
    return Sheet(route, lines, problems, closed, left_out_businesses(route), _neighbours(route))


def _neighbours(route: Route) -> list[Point]:
    """Positions of other active businesses of the territory."""
    others = Business.objects.target_public().filter(territories=route.territory, latitude__isnull=False)
    others = others.exclude(pk__in=route.stops.values("business_id")).order_by("pk")
    return list(others.values_list("latitude", "longitude")[:NEIGHBOURS])  # type: ignore[arg-type]  # none is null here


def _row(route: Route) -> Row:
    return Row(route.agent, route.territory, route, tuple(_stops_of(route)))


def _stops_of(route: Route) -> Sequence[Stop]:
    stops = sorted(route.stops.all(), key=lambda stop: stop.position)
    for stop in stops:
        stop.route = route
    return stops
