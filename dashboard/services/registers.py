"""What the period became in SAS, kind by kind, and the shares that the programme watches (IND-04, IND-07, CRD-07)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from attendance.models import AttendanceRecord
from attendance.querysets import AttendanceRecordQuerySet
from attendance.services.measures import Share, by_kind, management_share, network_share
from dashboard.services.filters import Filters


@dataclass(frozen=True)
class Registers:
    """The panel's content."""

    kinds: list[tuple[str, int]]
    network: Share
    management: Share


def registers(user: Any, filters: Filters) -> Registers:
    """Records that the reader may see, of the months that the period touches."""
    found = _of_period(user, filters)
    return Registers(by_kind(found), network_share(found), management_share(found))


def _of_period(user: Any, filters: Filters) -> AttendanceRecordQuerySet:
    period, chosen = filters.period, filters.chosen
    found = AttendanceRecord.objects.visible_to(user).filter(
        competence__range=(period.first.replace(day=1), period.last)
    )
    if "municipality" in chosen:
        place = chosen["municipality"]
        found = found.filter(Q(visit__business__municipality_id=place) | Q(contact__business__municipality_id=place))
    return found.filter(region_id=chosen["region"]) if "region" in chosen else found
