"""What the period became in SAS, kind by kind, and the shares that the programme watches (IND-04, IND-07, CRD-07)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from attendance.models import AttendanceRecord
from attendance.querysets import AttendanceRecordQuerySet
from attendance.services.measures import Share, by_kind, management_share, network_share
from dashboard.services.filters import Filters


@dataclass(frozen=True)
class Registers:
    """The panel's content."""

    kinds: list[tuple[str, int, str]]  # name, how many, the list of them
    network: Share
    management: Share


def registers(user: Any, filters: Filters) -> Registers:
    """Records that the reader may see, of the months that the period touches."""
    found = _of_period(user, filters)
    kinds = [(kind.label, count, record_list(filters.but(kind=kind.value))) for kind, count in by_kind(found)]
    return Registers(kinds, network_share(found), management_share(found))


def record_list(filters: Filters) -> str:
    """Address of the records behind a number."""
    return f"{reverse('dashboard:records')}?{filters.query}"


def record_rows(user: Any, filters: Filters) -> AttendanceRecordQuerySet:
    """Records of a list, newest first, with what a row shows."""
    found = _of_period(user, filters).standing()
    if filters.kind:
        found = found.filter(kind=filters.kind)
    causes = ("visit__business", "visit__person", "contact__business", "contact__person")
    return found.select_related(*causes, "agent").order_by("-starts_at", "-pk")


def _of_period(user: Any, filters: Filters) -> AttendanceRecordQuerySet:
    period, chosen = filters.period, filters.chosen
    found = AttendanceRecord.objects.visible_to(user).filter(
        competence__range=(period.first.replace(day=1), period.last)
    )
    if "municipality" in chosen:
        place = chosen["municipality"]
        found = found.filter(Q(visit__business__municipality_id=place) | Q(contact__business__municipality_id=place))
    return found.filter(region_id=chosen["region"]) if "region" in chosen else found
