"""Whom to visit on a day: the businesses of a territory that there is a reason to visit, near each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, tzinfo
from uuid import UUID

from django.db.models import Q

from agents.models import Territory, User
from clients.enums import Size
from clients.models import Business
from common.dates import today_in
from visits.enums import Outcome, StopState
from visits.models import Appointment, Stop, Visit
from visits.querysets import HAPPENED_AT
from visits.rules import Candidate, History, Point, Reason, pick, reason_to_visit

SHUT_DOORS = {Outcome.OWNER_AWAY, Outcome.CLOSED}


@dataclass(frozen=True)
class Choice:
    """A business chosen for a route, and why."""

    business: Business
    reason: Reason


def choose_businesses(*, territory: Territory, agent: User, on: date, count: int) -> list[Choice]:
    """So many businesses of the territory for the agent's day, each with its reason (see `rules.reason_to_visit`).

    Left alone: what another route already holds, and what another agent of the territory promised to look after.
    """
    businesses = Business.objects.filter(territories=territory).exclude(pk__in=_spoken_for(territory, agent, on))
    reasons = reasons_for(businesses.values_list("pk", flat=True), territory=territory, on=on)
    places = {
        pk: point(latitude, longitude)
        for pk, latitude, longitude in businesses.values_list("pk", "latitude", "longitude")
    }
    picked = pick([Candidate(pk, places[pk], reason) for pk, reason in reasons.items()], count)
    rows = Business.objects.in_bulk([candidate.key for candidate in picked])
    return [Choice(rows[candidate.key], candidate.reason) for candidate in picked]


def reasons_for(businesses: Iterable[UUID], *, territory: Territory, on: date) -> dict[UUID, Reason]:
    """The reason to visit each of these businesses on a day; those to be left in peace are absent."""
    sizes = dict(Business.objects.filter(pk__in=businesses).target_public().values_list("pk", "size"))
    promised = _open_promises(businesses, territory.zone)
    visited = _visits(businesses, territory.zone)
    reasons = {}
    for pk in sizes.keys() | promised.keys():
        history = History(sizes.get(pk) == Size.MEI, **promised.get(pk, {}), **visited.get(pk, {}))
        if reason := reason_to_visit(history, on):
            reasons[pk] = reason
    return reasons


def point(latitude: float | None, longitude: float | None) -> Point | None:
    """A position as the rules take it."""
    return None if latitude is None or longitude is None else (latitude, longitude)


def _spoken_for(territory: Territory, agent: User, on: date) -> set[UUID]:
    """Businesses that are on a route from today on, or were promised a visit by another agent who still works here."""
    today = today_in(territory.region.unit.timezone)
    planned = Stop.objects.filter(business__territories=territory, state=StopState.PENDING).filter(
        Q(route__scheduled_on__gte=min(today, on))
    )
    colleagues = territory.assignments.active(on).exclude(agent=agent).values("agent_id")
    promised = Appointment.objects.open().filter(business__territories=territory, agent_id__in=colleagues)
    return {*planned.values_list("business_id", flat=True), *promised.values_list("business_id", flat=True)}


def _open_promises(businesses: Iterable[UUID], zone: tzinfo) -> dict[UUID, dict]:
    """The earliest open promise of each business, in local time (midnight stands for "no hour")."""
    promises = Appointment.objects.open().filter(business__in=businesses).order_by("-due_at")
    found = {}
    for pk, due_at in promises.values_list("business_id", "due_at"):
        local = due_at.astimezone(zone)
        found[pk] = {"promised_at": local, "has_hour": local.time() != time.min}
    return found


def _visits(businesses: Iterable[UUID], zone: tzinfo) -> dict[UUID, dict]:
    """The last visit of each business and how often its door was found shut since it was last opened.

    No visit was made later than it arrived, whatever year its phone lived in (F10).
    """
    visits = Visit.objects.filter(business__in=businesses).order_by(HAPPENED_AT)
    found: dict[UUID, dict] = {}
    for pk, outcome, on, at in visits.values_list("business_id", "outcome", "visited_on", "received_at"):
        shut = found.get(pk, {}).get("shut_doors", 0) + 1 if outcome in SHUT_DOORS else 0
        found[pk] = {"last_outcome": outcome, "last_on": min(on, at.astimezone(zone).date()), "shut_doors": shut}
    return found
