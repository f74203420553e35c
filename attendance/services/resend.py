"""What a person does about a record that needs attention: send it again once the cause is gone."""

from __future__ import annotations

from django.db import transaction

from attendance.enums import RecordState
from attendance.models import AttendanceRecord, Impediment
from attendance.services.build import BUILD, BUILD_CONTACT, SEND
from attendance.services.cause import cause_received, siblings
from common import audit, jobs


@transaction.atomic
def resend_record(record: AttendanceRecord, *, by: audit.Actor | None) -> bool:
    """Put the record back in the queue under the same reference; False when it is already registered."""
    movable = AttendanceRecord.objects.unsettled().filter(pk=record.pk)
    if not movable.exists():
        return False
    movable.needing_attention().update(state=RecordState.WAITING, problem="", acts="")
    if not siblings(record).needing_attention().exists():
        cause_received(record, by=by)
    jobs.requeue(SEND, record.pk)
    audit.record("attendance resent", record, by=by)
    return True


@transaction.atomic
def retry_visit(impediment: Impediment, *, by: audit.Actor | None) -> None:
    """Decide again which records the visit or contact becomes, now that somebody has put the cause right."""
    if impediment.visit_id:
        jobs.requeue(BUILD, impediment.visit_id)
    elif impediment.contact_id:
        jobs.requeue(BUILD_CONTACT, impediment.contact_id)
    audit.record("attendance decided again", impediment, by=by, code=impediment.code)
