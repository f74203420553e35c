"""The agent's whole territory as rows for the phone's search: who is there, where, and when somebody last knocked.

Rows are plain lists under one list of names, which is half as long as objects. No person, no CPF, no credit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from agents.models import Territory, User
from clients.models import Business, Cnae
from diagnostics.services.progress import last_results
from visits.models import Route, Stop, Visit
from visits.querysets import HAPPENED_AT
from visits.rules import Point, distance_m

MOST = 5_000
ROUTES = 10  # whose stops say what is near
FIELDS = (
    "id", "cnpj", "legal_name", "trade_name", "size", "street", "number", "bairro", "cep", "municipality", "phone",
    "latitude", "longitude", "activity", "last_visit_on", "last_outcome", "diagnoses",
)  # fmt: skip
_STORED = (*FIELDS[:9], "municipality__ibge_code", *FIELDS[10:13], "cnae")

Row = tuple[Any, ...]


def build_territory(*, by: User) -> dict[str, Any]:
    """Every active business that the agent may visit, by name; of too many, those nearest to the routes."""
    territories = Territory.objects.filter(assignments__in=by.assignments.active(by.today()))
    ids = list(territories.values_list("pk", flat=True))
    inside = Q(pk__in=Business.territories.through.objects.filter(territory__in=ids).values("business_id"))
    found = Business.objects.target_public().filter(inside | Q(added_by=by))
    rows = list(found.order_by("legal_name", "pk").values_list(*_STORED))
    if len(rows) > MOST:
        rows = _nearest(rows, _middles(by))
    return {"fields": FIELDS, "businesses": _with_history(rows, ids)}


def _with_history(rows: list[Row], territories: list[UUID]) -> list[list[Any]]:
    """Each row with its activity in words, its last visit, and the levels of its last conversations: whoever comes by
    without a stop there shows progress, too. No answers and no gaps: those are for the day's stops."""
    activities = dict(Cnae.objects.filter(pk__in={row[-1] for row in rows}).values_list("pk", "description"))
    last = _last_visits(territories)
    results = last_results(_linked(territories))
    never = (None, None)
    return [[*row[:-1], activities.get(row[-1], ""), *last.get(row[0], never), results.get(row[0])] for row in rows]


def _last_visits(territories: list[UUID]) -> dict[UUID, tuple[date, str]]:
    """Day and outcome of the last visit to each business of these territories."""
    visits = Visit.objects.filter(business__in=_linked(territories)).order_by(HAPPENED_AT)
    return {pk: (on, outcome) for pk, on, outcome in visits.values_list("business_id", "visited_on", "outcome")}


def _linked(territories: list[UUID]) -> QuerySet[Any]:
    """The businesses of these territories, for a query to look in."""
    return Business.territories.through.objects.filter(territory__in=territories).values("business_id")


def _middles(by: User) -> list[Point]:
    """The middle of each of the agent's latest routes."""
    routes = Route.objects.visible_to(by).filter(agent=by).order_by("-scheduled_on").values_list("pk", flat=True)
    middles = []
    for route_id in islice(routes, ROUTES):
        stops = Stop.objects.filter(route=route_id, business__latitude__isnull=False)
        points: list[Any] = list(stops.values_list("business__latitude", "business__longitude"))
        if points:
            middles.append((_mean(p[0] for p in points), _mean(p[1] for p in points)))
    return middles


def _nearest(rows: list[Row], middles: list[Point]) -> list[Row]:
    """The rows closest to any of these places, in their order by name; those without a position last."""
    latitude, longitude = FIELDS.index("latitude"), FIELDS.index("longitude")

    def far(row: Row) -> int:
        if row[latitude] is None:
            return 10**9
        here = (row[latitude], row[longitude])
        return min((distance_m(here, middle) for middle in middles), default=0)

    kept = {row[0] for row in sorted(rows, key=far)[:MOST]}
    return [row for row in rows if row[0] in kept]


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def stamped(content: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """The same with the moment it was made, which is no part of what is compared."""
    return {"generated_at": at, **content}
