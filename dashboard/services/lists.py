"""The lists behind the numbers, page by page, and the download of exactly what is listed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils import timezone

from attendance.models import AttendanceRecord
from attendance.rules.sheets import harmless
from clients.querysets import BusinessQuerySet
from common import audit
from common.dates import known_zone
from dashboard.services import scope
from dashboard.services.filters import Filters
from reviews.rules import flag_words
from visits.models import Visit
from visits.querysets import VisitQuerySet

PER_PAGE = 50
BOM = "\ufeff"  # Brazilian Excel reads UTF-8 only with it
HEADER = (
    "dia", "início", "fim", "negócio", "CNPJ", "porte", "município", "regional", "agente", "canal", "resultado",
    "estado", "atendimentos que contam", "em jornada", "sinais",
)  # fmt: skip


@dataclass(frozen=True)
class Totals:
    """What a list of visits adds up to: the numbers that opened it."""

    visits: int
    records: int
    people: int


def visit_rows(user: Any, filters: Filters) -> VisitQuerySet:
    """Visits of a list, newest first, with what a row shows."""
    counts = (
        AttendanceRecord.objects.counted()
        .filter(visit=OuterRef("pk"))
        .order_by()
        .values("visit")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        scope.visits(user, filters)
        .select_related("business__municipality", "agent", "region")
        .annotate(
            counted_records=Subquery(counts),
            is_on_journey=Exists(Visit.objects.filter(scope.ON_JOURNEY, pk=OuterRef("pk"))),
        )
        .order_by("-started_at", "-pk")
    )


def totals(user: Any, filters: Filters) -> Totals:
    """The sum of a list of visits."""
    found = scope.visits(user, filters).order_by()
    row = (
        AttendanceRecord.objects.counted()
        .filter(visit__in=found)
        .aggregate(records=Count("pk"), people=Count("person", distinct=True))
    )
    return Totals(found.count(), row["records"], row["people"])


def business_rows(user: Any, filters: Filters) -> BusinessQuerySet:
    """Businesses of a list with their last attended visit that the reader may see."""
    last = Visit.objects.visible_to(user).attended().filter(business=OuterRef("pk")).order_by("-started_at")
    return (
        scope.businesses(user, filters)
        .select_related("municipality")
        .annotate(
            last_visit_id=Subquery(last.values("pk")[:1]),
            last_visited_on=Subquery(last.values("visited_on")[:1]),
        )
        .order_by("municipality__name", "legal_name", "pk")
    )


def export_visits(user: Any, filters: Filters) -> Iterator[str]:
    """The list of visits as lines of a CSV file that Brazilian Excel opens. The download is audited first."""
    _record_export(user, filters)
    return _lines(user, filters)


def _lines(user: Any, filters: Filters) -> Iterator[str]:
    """Header and rows, read from the database as they are sent."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield BOM + writer.writerow(HEADER)
    for visit in visit_rows(user, filters).iterator(chunk_size=1000):
        yield writer.writerow([harmless("" if value is None else str(value)) for value in _cells(visit)])


@transaction.atomic
def _record_export(user: Any, filters: Filters) -> None:
    """Who took which rows out. The filters hold ids and codes only."""
    audit.record("visits.exported", user, by=user, filters=filters.query, rows=scope.visits(user, filters).count())


def _cells(visit: Any) -> tuple[object, ...]:
    """One row, in the order of HEADER; hours are those of the place."""
    zone = known_zone(visit.timezone)
    return (
        f"{visit.visited_on:%d/%m/%Y}",
        f"{timezone.localtime(visit.started_at, zone):%H:%M}",
        f"{timezone.localtime(visit.finished_at, zone):%H:%M}",
        visit.business.name,
        visit.business.cnpj,
        visit.business.get_size_display(),
        visit.business.municipality.name,
        visit.region.name,
        visit.agent.name,
        visit.get_channel_display(),
        visit.get_outcome_display(),
        visit.get_state_display(),
        visit.counted_records or 0,
        "sim" if visit.is_on_journey else "não",
        "; ".join(map(flag_words, visit.flags)),
    )


class _Echo:
    """A file for csv.writer that hands each line back."""

    def write(self, line: str) -> str:
        """Return what would be written."""
        return line
