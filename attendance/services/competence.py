"""Competence months: which one a record goes into, and what happens when SAS has closed it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agents.models import Unit
from attendance.models import AttendanceRecord, ClosedMonth
from attendance.rules import competence as rules
from common import audit
from common.dates import today_in


def competence_of(unit: Unit, on: date, *, today: date) -> date:
    """The month that a unit's record of a day goes into, as far as we know which months are closed."""
    closed = frozenset(
        ClosedMonth.objects.filter(unit=unit, month__gte=rules.month_of(on)).values_list("month", flat=True)
    )
    return rules.competence(on, today=today, closing_day=settings.SAS_CLOSING_DAY, closed=closed)


@transaction.atomic
def move_to_open_month(record: AttendanceRecord) -> bool:
    """SAS takes nothing into this record's month any more: remember that, and move the record on to the open month.

    False when there is no open month yet, because today's own month is the one that was refused: a person looks at it.
    """
    unit = record.region.unit
    ClosedMonth.objects.get_or_create(unit=unit, month=record.competence)
    today = today_in(unit.timezone, timezone.now())
    moved = competence_of(unit, record.competence, today=today)
    if moved > rules.month_of(today):
        return False
    AttendanceRecord.objects.filter(pk=record.pk).update(competence=moved)
    audit.record(
        "attendance month closed", record, by=None, month=record.competence.isoformat(), goes_to=moved.isoformat()
    )
    record.competence = moved
    return True
