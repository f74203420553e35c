"""Past weeks: routes as they were published, and their visits, sent through the door that phones use."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

from django.db import connection, transaction

from agents.enums import Role
from agents.models import Territory, User
from deliveries.models import Tool
from demo.conversation import Content
from demo.documents import Known, document, key
from demo.history import FieldDay, field_days, link_returns
from demo.places import METRES_PER_DEGREE
from demo.team import AGENTS, Team
from diagnostics.models import InstrumentVersion
from privacy.models import Notice
from sync.services.receive import Refusal, receive
from visits.enums import RouteState, StopState
from visits.models import Route, Stop, Visit

BATCH = 60


@dataclass(frozen=True)
class Sent:
    """A document and whose it is."""

    visit_id: UUID
    by: User
    body: bytes


class SeedError(Exception):
    """The server did not take a document of ours: a mistake in the demo."""


def send_history(team: Team, *, visits: int, weeks: int, today: date, random: Random) -> int:
    """Make and send the past weeks' visits of every agent; answers how many were sent now."""
    content = carried_content(team, today=today)
    already = set(Visit.objects.filter(agent__in=team.people.values()).values_list("pk", flat=True))
    documents, visited = [], dict[date, set[UUID]]()
    for agent, share in _shares(team, visits):
        grounds = _grounds(agent)
        days = list(
            field_days(
                agent=agent, grounds=grounds, visits=share, today=today, weeks=weeks, visited=visited, random=random
            )
        )
        link_returns(days)
        with transaction.atomic():
            stops = _keep_routes(days, by=team.in_region(Role.REGIONAL_MANAGER, agent.region_id))
        documents += [
            sent for sent in _documents(days, stops, content=content, random=random) if sent.visit_id not in already
        ]
    documents.sort(key=lambda sent: json.loads(sent.body)["finished_at"])
    for start in range(0, len(documents), BATCH):
        _send(documents[start : start + BATCH])
    return len(documents)


def carried_content(team: Team, *, today: date) -> Content:
    """The newest notice, instrument and tools, as a phone of the unit carries them."""
    notice = Notice.objects.filter(unit=None).order_by("-version")[0]
    version = InstrumentVersion.objects.filter(instrument__key="gestao_basica").order_by("-number")[0]
    tools = Tool.objects.filter(unit=None, is_active=True).order_by("order", "name")
    asked = tuple(purpose["key"] for purpose in notice.content["purposes"] if purpose["needs_consent"])
    return Content(
        notice_id=notice.pk,
        notice_sha256=notice.sha256,
        purposes=asked,
        instrument=version.instrument.key,
        number=version.number,
        definition=version.definition,
        tools=[{"key": tool.key, "answers": tool.answers} for tool in tools],
        timezone=team.unit.timezone,
        today=today,
    )


def _shares(team: Team, visits: int) -> Iterator[tuple[User, int]]:
    """Some agents visit twice as many as others; the shares add up."""
    weights = [5 + (index * 7) % 6 for index in range(len(AGENTS))]
    given = 0
    for index, member in enumerate(AGENTS):
        until = visits * sum(weights[: index + 1]) // sum(weights)
        yield team.people[member.key], until - given
        given = until


def _grounds(agent: User) -> list[tuple[Territory, date, date | None]]:
    found = agent.assignments.select_related("territory__region__unit").order_by("starts_on")
    return [(each.territory, each.starts_on, each.ends_on) for each in found]


def _keep_routes(days: list[FieldDay], *, by: User) -> dict[tuple[UUID, date], UUID]:
    """The routes that led to the doors, published the evening before; answers the stop of each door and day."""
    routes, stops = [], []
    for day in days:
        route = _route(day, by=by)
        routes.append(route)
        stops += list(_stops(day, route))
    Route.objects.bulk_create(routes, ignore_conflicts=True)
    Stop.objects.bulk_create(stops, ignore_conflicts=True)
    return {(stop.business_id, stop.route.scheduled_on): stop.pk for stop in stops}


def _route(day: FieldDay, *, by: User) -> Route:
    first = day.calls[0].started_at
    evening = datetime.combine(day.on - timedelta(days=1), time(17, 12), first.tzinfo)
    return Route(
        id=key("route", day.agent.email, day.on),
        agent=day.agent,
        territory=day.territory,
        scheduled_on=day.on,
        state=RouteState.PUBLISHED,
        starts_at=first.replace(minute=first.minute // 10 * 10, second=0),
        distance_m=round(_length_m(day)),
        planned_by=by,
        planned_at=evening,
        published_at=evening,
    )


def _stops(day: FieldDay, route: Route) -> Iterator[Stop]:
    """The doors in order; those left for another day were skipped."""
    planned = [(call.business, call.started_at, StopState.PENDING) for call in day.calls if not call.is_swept]
    last = day.calls[-1].finished_at
    planned += [(business, last + timedelta(minutes=25), StopState.SKIPPED) for business in day.skipped]
    for position, (business, arrives_at, state) in enumerate(planned, start=1):
        yield Stop(
            id=key(route.pk, business.cnpj),
            route=route,
            business=business,
            position=position,
            arrives_at=arrives_at.replace(minute=arrives_at.minute // 5 * 5, second=0),
            reason="Primeira visita",
            state=state,
        )


def _length_m(day: FieldDay) -> float:
    points = [(call.business.latitude or 0.0, call.business.longitude or 0.0) for call in day.calls]
    return sum(math.dist(a, b) * METRES_PER_DEGREE * 1.3 for a, b in pairwise(points))


def _documents(
    days: list[FieldDay], stops: dict[tuple[UUID, date], UUID], *, content: Content, random: Random
) -> Iterator[Sent]:
    """The day's documents, numbered as the agent's phone counts them."""
    sequence, known = 0, Known()
    for day in days:
        for call in day.calls:
            sequence += 1
            stop_id = stops.get((call.business.pk, day.on))
            written = document(
                call, agent=day.agent, content=content, known=known, stop_id=stop_id, sequence=sequence, random=random
            )
            body = json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()
            yield Sent(UUID(written["id"]), day.agent, body)


@transaction.atomic
def _send(batch: list[Sent]) -> None:
    """Hand documents to the service behind the API. Nobody is woken: the workers find the jobs when they start."""
    for sent in batch:
        answer = receive(sent.body, visit_id=sent.visit_id, by=sent.by)
        if isinstance(answer, Refusal):
            raise SeedError(f"visit {sent.visit_id} was refused: {answer.code} {[f.path for f in answer.fields]}")
    connection.run_on_commit.clear()
