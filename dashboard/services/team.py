"""The team table of the period: what each agent did and when their phone last sent something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from agents.enums import Role
from agents.models import User
from dashboard.enums import OutcomeGroup
from dashboard.rules import is_same_tool_for_all, is_silent, share
from dashboard.services import scope
from dashboard.services.filters import Filters
from dashboard.services.indicators import visit_list
from deliveries.models import Delivery
from visits.enums import Outcome

SHOWN = 10


@dataclass(frozen=True)
class SameTool:
    """The tool that an agent hands to nearly everybody."""

    name: str
    visits: int
    of: int
    url: str


@dataclass(frozen=True)
class AgentRow:
    """One agent's period; each number opens its list."""

    agent: User
    visits: int
    attended: int
    answered: int
    journeys: int
    url: str
    attended_url: str
    answered_url: str
    journey_url: str
    last_sent_at: datetime | None
    is_silent: bool
    same_tool: SameTool | None

    @property
    def answered_share(self) -> float | None:
        """Share of attended visits with a delivery that answers a finding (DEL-02)."""
        return share(self.answered, self.attended)

    @property
    def journey_share(self) -> float | None:
        """Share of attended visits after which the client went on somewhere."""
        return share(self.journeys, self.attended)


def team(user: Any, filters: Filters, now: datetime) -> list[AgentRow]:
    """Active agents of the reader's places and everybody who made a visit of the period, busiest first."""
    made = {row["agent"]: row for row in _counts(user, filters)}
    people = _people(user, filters, made)
    tools = _favourite_tools(user, filters)
    rows = [_row(person, made.get(person.pk, {}), tools.get(person.pk), filters, now) for person in people]
    return sorted(rows, key=lambda row: (-row.visits, row.agent.name))


def _counts(user: Any, filters: Filters) -> Iterable[Any]:
    """Visits per agent, with what followed from the attended ones."""
    attended = Q(outcome=Outcome.ATTENDED)
    return (
        scope.visits(user, filters)
        .order_by()
        .annotate(is_answered=scope.answering_deliveries())
        .values("agent")
        .annotate(
            visits=Count("pk"),
            attended_visits=Count("pk", filter=attended),
            answered=Count("pk", filter=attended & Q(is_answered=True)),
            journeys=Count("pk", filter=attended & scope.ON_JOURNEY),
        )
    )


def _people(user: Any, filters: Filters, made: dict[UUID, Any]) -> Iterable[User]:
    """Agents to show; a place filter leaves out those of elsewhere who made nothing there."""
    working = Q(role=Role.AGENT, is_active=True)
    if filters.region:
        working &= Q(region_id=filters.region)
    if filters.municipality or filters.size or filters.channel:
        working = Q(pk__in=[])
    # Of people made visible by their visits only the name is shown: an agent who came from the next region.
    seen = User.objects.visible_to(user).filter(working) | User.objects.get_queryset().filter(pk__in=made)
    return seen.select_related("unit").annotate(
        sent_at=Max("devices__last_sent_at"),
        joined_at=Max("devices__first_seen_at"),
        unsent=Sum("devices__unsent"),
    )


def _favourite_tools(user: Any, filters: Filters) -> dict[UUID, tuple[str, str, int]]:
    """Per agent, the tool left in most attended visits of the period: key, name, number of visits."""
    rows = (
        Delivery.objects.filter(visit__in=scope.visits(user, filters).attended().order_by(), tool__isnull=False)
        .values_list("visit__agent_id", "tool__key", "tool__name")
        .annotate(visits=Count("visit", distinct=True))
        .order_by("visits", "tool__key")
    )
    return {agent_id: (key, name, visits) for agent_id, key, name, visits in rows}  # the last one is the highest


def _row(
    person: Any, made: dict[str, int], favourite: tuple[str, str, int] | None, filters: Filters, now: datetime
) -> AgentRow:
    """Put one agent's row together."""
    mine = filters.but(agent=str(person.pk))
    attended = mine.but(outcome=OutcomeGroup.ATTENDED.value)
    since = person.sent_at or person.joined_at
    silent = since and is_silent(since.astimezone(person.zone), now.astimezone(person.zone), unsent=person.unsent or 0)
    return AgentRow(
        agent=person,
        visits=made.get("visits", 0),
        attended=made.get("attended_visits", 0),
        answered=made.get("answered", 0),
        journeys=made.get("journeys", 0),
        url=visit_list(mine),
        attended_url=visit_list(attended),
        answered_url=visit_list(attended.but(answered="responde")),
        journey_url=visit_list(attended.but(journey="sim")),
        last_sent_at=person.sent_at,
        is_silent=bool(person.is_active and silent),
        same_tool=_same_tool(favourite, made.get("attended_visits", 0), attended),
    )


def _same_tool(favourite: tuple[str, str, int] | None, attended: int, listed: Filters) -> SameTool | None:
    """The favourite tool, where nearly everybody got it."""
    if favourite is None or not is_same_tool_for_all(attended, favourite[2]):
        return None
    key, name, visits = favourite
    return SameTool(name, visits, attended, visit_list(listed.but(tool=key)))


def shown(rows: list[AgentRow], which: str) -> list[AgentRow]:
    """Rows that the address asks for: the busiest, everybody, the silent ones, or those with the same tool for all."""
    if which == "calados":
        return [row for row in rows if row.is_silent]
    if which == "iguais":
        return [row for row in rows if row.same_tool]
    return rows if which == "todos" else rows[:SHOWN]
