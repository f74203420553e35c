"""Which visits and businesses a page is about: what the reader may see, narrowed by the filters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from agents.querysets import reach
from attendance.models import AttendanceRecord
from clients.enums import TARGET_SIZES, BusinessSource, RegisterStatus
from clients.models import Business
from clients.querysets import BusinessQuerySet
from dashboard.enums import GROUP_OUTCOMES, AttendedWhen, OutcomeGroup
from dashboard.services.filters import Filters
from deliveries.models import Delivery, Tool
from deliveries.services.catalogue import ANOTHER_VISIT, tool_names
from visits.models import Visit
from visits.querysets import VisitQuerySet

VISIT_LOOKUPS = {"channel": "channel", "agent": "agent_id", "state": "state"}
# Going on elsewhere (JOR-02): another visit of the agent is no journey.
ON_JOURNEY = Q(journey_entry__isnull=False) & ~Q(journey_entry__destination=ANOTHER_VISIT)
OF_TARGET_PUBLIC = Q(business__status=RegisterStatus.ACTIVE, business__size__in=TARGET_SIZES)  # PRM-11


def _asked(filters: Filters, *, region: str, municipality: str, size: str) -> Q:
    """The place and the sizes that the filters name, by the lookups that lead to them."""
    asked = {region: filters.region, municipality: filters.municipality, f"{size}__in": filters.sizes}
    return Q(**{lookup: value for lookup, value in asked.items() if value})


def names_of_tools(user: Any) -> dict[str, str]:
    """Key → name of the annex's tools and those of the reader's unit; of every unit for a reader of all of them."""
    return tool_names(user.unit_id) if user.unit_id else Tool.objects.names()


def answering_deliveries() -> Exists:
    """Whether a visit left something that answers a finding of its conversation (DEL-02, PRM-06)."""
    return Exists(Delivery.objects.filter(visit=OuterRef("pk")).exclude(findings=[]))


def visits(user: Any, filters: Filters, *, in_period: bool = True) -> VisitQuerySet:
    """Visits that the filters name, of those that `user` may see."""
    found = Visit.objects.visible_to(user)
    if in_period:
        found = found.between(filters.period.first, filters.period.last)
    chosen = filters.chosen
    place = _asked(filters, region="region_id", municipality="business__municipality_id", size="business__size")
    found = found.filter(place, **{lookup: chosen[key] for key, lookup in VISIT_LOOKUPS.items() if key in chosen})
    if filters.outcome:
        group = GROUP_OUTCOMES.get(filters.outcome) if filters.outcome in OutcomeGroup.values else None  # type: ignore[call-overload]  # checked on the same line
        found = found.filter(outcome__in=group or {filters.outcome})
    return _narrowed_by_what_followed(found, filters)


def _narrowed_by_what_followed(found: VisitQuerySet, filters: Filters) -> VisitQuerySet:
    """Filters over records, deliveries and journeys; subqueries, so that no visit appears twice."""
    if filters.counted:
        found = found.filter(Exists(AttendanceRecord.objects.counted().filter(visit=OuterRef("pk"))))
    if filters.journey:
        found = found.filter(ON_JOURNEY)
    if filters.answered:
        found = found.filter(answering_deliveries())
    if filters.tool:
        found = found.filter(Exists(Delivery.objects.filter(visit=OuterRef("pk"), tool__key=filters.tool)))
    if filters.flag:  # as text: SQLite has no look into a list
        found = found.alias(flagged=Cast("flags", TextField())).filter(flagged__contains=f'"{filters.flag}"')
    return found


def attended_for_coverage(user: Any, filters: Filters) -> VisitQuerySet:
    """Attended visits of the year so far to the register's businesses of the reader's places, by anybody (IND-05)."""
    place = _asked(
        filters, region="business__municipality__region_id", municipality="business__municipality_id",
        size="business__size",
    )  # fmt: skip
    found = Visit.objects.attended().filter(reach(user, region="business__municipality__region"), OF_TARGET_PUBLIC)
    found = found.filter(place, business__source=BusinessSource.REGISTER)
    found = found.between(date(filters.period.last.year, 1, 1), filters.period.last)
    return found.filter(channel=filters.channel) if filters.channel else found


def businesses(user: Any, filters: Filters) -> BusinessQuerySet:
    """Businesses of the target public (active MEI, ME, EPP) that the filters name."""
    if filters.attended == AttendedWhen.IN_PERIOD:
        seen = visits(user, filters).attended().values("business_id")
        return Business.objects.target_public().filter(pk__in=seen)
    found = register(user, filters)
    covered = attended_for_coverage(user, filters).values("business_id")
    if filters.attended == AttendedWhen.IN_YEAR:
        return found.filter(pk__in=covered)
    if filters.attended == AttendedWhen.NOT_YET:
        return found.exclude(pk__in=covered)
    return found


def register(user: Any, filters: Filters) -> BusinessQuerySet:
    """The base of coverage: the target public of the federal register in the reader's places (IND-11)."""
    place = _asked(filters, region="municipality__region_id", municipality="municipality_id", size="size")
    return Business.objects.visible_to(user).target_public().of_register().filter(place)
