"""What a person does about a record that needs attention: send it again once the cause is gone."""

from __future__ import annotations

from django.db import transaction

from attendance.enums import RecordState
from attendance.models import AttendanceRecord, Impediment
from attendance.services.build import BUILD, SEND
from common import audit, jobs
from visits.services.state import mark_received


@transaction.atomic
def resend_record(record: AttendanceRecord, *, by: audit.Actor | None) -> bool:
    """Put the record back in the queue under the same reference; False when it is already registered."""
    movable = AttendanceRecord.objects.unsettled().filter(pk=record.pk)
    if not movable.exists():
        return False
    movable.needing_attention().update(state=RecordState.WAITING, problem="", acts="")
    still_stuck = AttendanceRecord.objects.needing_attention().filter(visit_id=record.visit_id)
    if not still_stuck.exists():
        mark_received(visit_id=record.visit_id, by=by)
    jobs.requeue(SEND, record.pk)
    audit.record("attendance resent", record, by=by)
    return True


@transaction.atomic
def retry_visit(impediment: Impediment, *, by: audit.Actor | None) -> None:
    """Decide again which records the visit becomes, now that somebody has put the cause right."""
    jobs.requeue(BUILD, impediment.visit_id)
    audit.record("attendance decided again", impediment, by=by, code=impediment.code)
