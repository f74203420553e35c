"""What a record came of, a visit or a contact, and where that stands once its records move on."""

from __future__ import annotations

from datetime import datetime

from attendance.models import AttendanceRecord, Impediment
from attendance.querysets import AttendanceRecordQuerySet
from common import audit
from visits.enums import VisitState
from visits.services import state

Caused = AttendanceRecord | Impediment


def siblings(caused: Caused) -> AttendanceRecordQuerySet:
    """The records of the same visit or contact, itself among them."""
    if caused.visit_id:
        return AttendanceRecord.objects.filter(visit_id=caused.visit_id)
    assert caused.contact_id  # noqa: S101  (one cause)
    return AttendanceRecord.objects.filter(contact_id=caused.contact_id)


def hold_cause(caused: Caused) -> None:
    """Two records of a cause that are settled at once: the second one sees the first."""
    if caused.visit_id:
        state.hold(caused.visit_id)
    elif caused.contact_id:
        state.hold_contact(caused.contact_id)


def cause_registered(caused: Caused, *, at: datetime) -> bool:
    """Every record of the cause is in SAS."""
    if caused.visit_id:
        return state.mark_registered(visit_id=caused.visit_id, at=at)
    assert caused.contact_id  # noqa: S101  (one cause)
    return state.move_contact(contact_id=caused.contact_id, state=VisitState.REGISTERED, at=at)


def cause_needs_attention(caused: Caused, *, because: str = "", by: audit.Actor | None = None) -> bool:
    """A person has to act before the cause can be registered."""
    if caused.visit_id:
        return state.mark_attention(visit_id=caused.visit_id, because=because, by=by)
    assert caused.contact_id  # noqa: S101  (one cause)
    return state.move_contact(contact_id=caused.contact_id, state=VisitState.ATTENTION, because=because, by=by)


def cause_received(caused: Caused, *, by: audit.Actor | None = None) -> bool:
    """What needed attention was put right."""
    if caused.visit_id:
        return state.mark_received(visit_id=caused.visit_id, by=by)
    assert caused.contact_id  # noqa: S101  (one cause)
    return state.move_contact(contact_id=caused.contact_id, state=VisitState.RECEIVED, by=by)
