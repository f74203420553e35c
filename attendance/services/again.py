"""What waited for whoever keeps the actions and solutions goes on by itself once they are right, however much it is.

A unit whose codes were wrong for a week has tens of thousands of records waiting: none of it is done in the request of
the person who puts the codes right.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import Exists, OuterRef

from agents.models import Unit
from attendance.enums import RecordState
from attendance.models import Action, AttendanceRecord, Impediment
from attendance.querysets import AttendanceRecordQuerySet
from attendance.rules.decision import STATE
from attendance.services.build import BUILD, BUILD_CONTACT, SEND
from attendance.services.resend import resend_record
from common import jobs
from common.enums import JobState
from common.models import Job

SEND_AGAIN = "attendance.send_again"
AT_ONCE = 500  # records; a small part of a lease


def decide_again(unit: Unit) -> None:
    """Visits and contacts that could become no record. Call it in the transaction that puts right what they lacked."""
    waiting = Impediment.objects.of_unit(pk=unit.pk).filter(acts=STATE).order_by()
    jobs.requeue_all(BUILD, waiting.values_list("visit_id", flat=True))
    jobs.requeue_all(BUILD_CONTACT, waiting.values_list("contact_id", flat=True))


def send_again(action: Action) -> None:
    """What was refused for its action. Call it in the transaction that puts the action right.

    From here on the records wait; `move_on` gives each its turn. What is refused anew later waits for a person again.
    """
    refused = AttendanceRecord.objects.needing_attention().filter(action=action, acts=STATE)
    refused.update(state=RecordState.WAITING, problem="", acts="")
    if _held_back(action.pk).exists():  # also those that an earlier change let wait, and this one gave another action
        jobs.enqueue(SEND_AGAIN, action.pk)
        jobs.requeue(SEND_AGAIN, action.pk, even_done=True)


@jobs.handles(SEND_AGAIN)
def move_on(action_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Put the next records of an action back in the queue, under the same references."""
    left = _held_back(action_id)
    for record in left.order_by("created_at")[:AT_ONCE]:
        resend_record(record, by=None)
    return jobs.Retry(timedelta(), "there are more") if left.exists() else jobs.Done()


def _held_back(action_id: uuid.UUID) -> AttendanceRecordQuerySet:
    """Records that wait while their sending still waits for a person."""
    stopped = Job.objects.filter(kind=SEND, subject_id=OuterRef("pk"), state=JobState.ATTENTION)
    return AttendanceRecord.objects.filter(Exists(stopped), action=action_id, state=RecordState.WAITING)
