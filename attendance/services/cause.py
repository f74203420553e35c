"""What a record came of, a visit or a contact, and where that stands once its records move on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attendance.models import AttendanceRecord, Impediment
from attendance.querysets import AttendanceRecordQuerySet
from common import audit
from visits.models import Contact, Visit
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
    state.hold(*_cause(caused))


def cause_registered(caused: Caused, *, at: datetime) -> bool:
    """Every record of the cause is in SAS."""
    return state.mark_registered(*_cause(caused), at=at)


def cause_needs_attention(caused: Caused, *, because: str = "", by: audit.Actor | None = None) -> bool:
    """A person has to act before the cause can be registered."""
    return state.mark_attention(*_cause(caused), because=because, by=by)


def cause_received(caused: Caused, *, by: audit.Actor | None = None) -> bool:
    """What needed attention was put right."""
    return state.mark_received(*_cause(caused), by=by)


def _cause(caused: Caused) -> tuple[state.Cause, UUID]:
    """The one cause: what it is, and which."""
    if caused.visit_id:
        return Visit, caused.visit_id
    assert caused.contact_id  # noqa: S101  (one cause)
    return Contact, caused.contact_id
