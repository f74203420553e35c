"""The day bundle: everything that a day's work needs without signal, in a fixed number of queries.

Only today's stops are in it (the less a phone holds, the less a lost phone tells), no CPF, no credit figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from agents.models import Municipality, Territory, User
from clients.models import Business, BusinessPerson, Cnae
from deliveries.services.catalogue import journeys
from diagnostics.models import Finding
from diagnostics.services.progress import last_results
from reviews.services import feedback_for
from sync.services.content import instruments_in, notice_in, tools_in
from sync.services.keys import seal_key
from sync.services.remarks import flags_of, followups_of, own_answers_of, visits_counted
from sync.services.states import states_of
from sync.services.week import next_routes, week_of
from visits.models import Appointment, Route, Stop, Visit
from visits.querysets import HAPPENED_AT
from visits.rules import PUNCTUAL
from visits.services.walked import walked

FEEDBACK_DAYS = 60

Json = dict[str, Any]


def build_day(*, by: User, at: datetime) -> Json:
    """The agent's day as one JSON object (its shape: docs/architecture.md and the phone's store)."""
    on = at.astimezone(by.zone).date()
    route = Route.objects.visible_to(by).on(on).filter(agent=by).select_related("territory").first()
    stops = list(route.stops.all()) if route else []
    ids = [stop.business_id for stop in stops]
    carried = instruments_in(by.unit_id) or []
    return {
        "generated_at": at,
        "on": on,
        "timezone": by.zone.key,
        "epoch": settings.SYNC_EPOCH,
        "seal_key": seal_key(),
        "agent": _agent(by),
        "route": _route(route, stops) if route else None,
        "next_routes": next_routes(on, by=by),
        "week": week_of(on, by=by),
        "businesses": _businesses(ids, by=by, at=at),
        "municipalities": _municipalities(by, on),
        "notice": notice_in(by.unit_id),
        "instrument": next(iter(carried), None),
        "other_instruments": carried[1:],
        "tools": tools_in(by.unit_id),
        "journeys": journeys(),
        "appointments": _appointments(by, ids),
        "feedback": feedback_for(by, since=at - timedelta(days=FEEDBACK_DAYS)),
        "visits": states_of(by=by, at=at),
    }


def _agent(by: User) -> Json:
    return {
        "id": by.pk,
        "name": by.name,
        "badge": by.badge,
        "unit": by.unit.name if by.unit else "",
        "region": by.region.name if by.region else "",
    }


def _route(route: Route, stops: Sequence[Stop]) -> Json:
    return {
        "id": route.pk,
        "territory": route.territory.name,
        "starts_at": route.starts_at,
        "plan": walked(route, stops),
        "stops": [
            {
                "id": stop.pk,
                "position": stop.position,
                "business": stop.business_id,
                "arrives_at": stop.arrives_at,
                "is_fixed": stop.is_fixed,
                "window": _window(stop),
                "minutes": stop.minutes,
                "reason": stop.reason,
                "state": stop.state,
            }
            for stop in stops
        ],
    }


def _window(stop: Stop) -> Json | None:
    """Between which hours the agent is expected: a promise kept within a few minutes is kept."""
    return {"from": stop.promised_at, "to": stop.promised_at + PUNCTUAL} if stop.promised_at else None


_BUSINESS = ("cnpj", "legal_name", "trade_name", "size", "status", "street", "number", "bairro", "cep", "phone")


def _businesses(ids: Collection[UUID], *, by: User, at: datetime) -> list[Json]:
    """The businesses of the route, each with its people, its last visit and what to know before knocking."""
    people, last_visits, diagnoses = _people(ids), _last_visits(ids), last_results(ids)
    followups, visits = followups_of(ids), visits_counted(ids)
    answers = own_answers_of(ids, by=by)
    flags = flags_of(ids, by=by, since=at - timedelta(days=FEEDBACK_DAYS))
    rows = list(
        Business.objects.filter(pk__in=ids)
        .order_by()
        .values("id", "cnae", "latitude", "longitude", "municipality__name", *_BUSINESS)
    )
    activities = dict(Cnae.objects.filter(pk__in={row["cnae"] for row in rows}).values_list("pk", "description"))
    return [
        {
            "id": row["id"],
            **{name: row[name] for name in _BUSINESS},
            "activity": activities.get(row["cnae"], ""),
            "municipality": row["municipality__name"],
            "latitude": row["latitude"],
            "longitude": row["longitude"],
            "people": people[row["id"]],
            "last_visit": last_visits.get(row["id"]),
            "consent_visit": answers.get(row["id"]),
            "diagnoses": diagnoses[row["id"]],
            "open_followups": followups[row["id"]],
            "flags": flags[row["id"]],
            "visits_count": visits.get(row["id"], 0),
        }
        for row in rows
    ]


def _people(ids: Collection[UUID]) -> defaultdict[UUID, list[Json]]:
    """Who speaks for each business, the latest known first."""
    people: defaultdict[UUID, list[Json]] = defaultdict(list)
    links = BusinessPerson.objects.filter(business__in=ids).order_by("-linked_at")
    for business_id, person_id, name, phone, role in links.values_list(
        "business_id", "person_id", "person__name", "person__phone", "role"
    ):
        people[business_id].append({"id": person_id, "name": name, "phone": phone, "role": role})
    return people


def _last_visits(ids: Collection[UUID]) -> dict[UUID, Json]:
    """What happened the last time somebody was there and what was promised; the gaps found the last time somebody asked
    (a door found shut since then changes nothing in them)."""
    latest = _latest(Visit.objects.all(), ids)
    rows = list(latest.values_list("pk", "business_id", "visited_on", "outcome", "agent__name"))
    promises = Appointment.objects.filter(promised_in__in=[row[0] for row in rows])
    promised = dict(promises.values_list("promised_in_id", "purpose"))
    findings: defaultdict[UUID, list[str]] = defaultdict(list)
    asked = _latest(Visit.objects.filter(diagnosis__isnull=False), [row[1] for row in rows])
    found = Finding.objects.filter(diagnosis__visit__in=asked).order_by("rank")
    for business_id, text in found.values_list("diagnosis__visit__business_id", "text"):
        findings[business_id].append(text)
    return {
        business_id: {
            "on": on,
            "outcome": outcome,
            "agent": agent,
            "findings": findings[business_id],
            "promised": promised.get(visit_id, ""),
        }
        for visit_id, business_id, on, outcome, agent in rows
    }


def _latest(visits: QuerySet[Visit], ids: Collection[UUID]) -> QuerySet[Visit]:
    """The last of these visits to each business."""
    last = visits.filter(business=OuterRef("pk")).order_by(HAPPENED_AT.desc()).values("pk")[:1]
    return Visit.objects.filter(
        pk__in=Business.objects.filter(pk__in=ids).order_by().values(last=Subquery(last))
    ).order_by()


def _municipalities(by: User, on: date) -> list[Json]:
    """Where the agent may add a business in the sweep."""
    territories = Territory.objects.filter(assignments__in=by.assignments.active(on))
    rows = Municipality.objects.filter(territories__in=territories).distinct().values_list("pk", "name")
    return [{"ibge": code, "name": name} for code, name in rows]


def _appointments(by: User, ids: Collection[UUID]) -> list[Json]:
    """Open promises: the agent's own, and anybody's to the businesses of the route."""
    promises = Appointment.objects.open().filter(Q(agent=by) | Q(business__in=ids))
    rows = promises.values_list("business_id", "due_at", "purpose")
    return [{"business": business, "due_at": due_at, "purpose": purpose} for business, due_at, purpose in rows]
