"""Who may see which attendance records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from agents.querysets import reach
from attendance.enums import RecordState

if TYPE_CHECKING:
    from attendance.models import AttendanceRecord, Impediment, Solution  # noqa: F401


class AttendanceRecordQuerySet(models.QuerySet["AttendanceRecord"]):
    """Attendance records by scope and state."""

    def visible_to(self, user: Any) -> AttendanceRecordQuerySet:
        """Agents see those of their visits and contacts; managers those of their region."""
        return self.filter(reach(user, region="region", own=Q(agent_id=user.pk)))

    def standing(self) -> AttendanceRecordQuerySet:
        """Records that no correction or cancellation has taken the place of."""
        return self.filter(correction__isnull=True, cancellation__isnull=True, cancels__isnull=True)

    def counted(self) -> AttendanceRecordQuerySet:
        """Records that count as attendance and stand."""
        return self.standing().filter(counts=True)

    def registered(self) -> AttendanceRecordQuerySet:
        """Records that SAS accepted."""
        return self.filter(state=RecordState.REGISTERED)

    def unsettled(self) -> AttendanceRecordQuerySet:
        """Records that are still on their way, or wait for a person."""
        return self.exclude(state=RecordState.REGISTERED)

    def needing_attention(self) -> AttendanceRecordQuerySet:
        """Records that wait for a person."""
        return self.filter(state=RecordState.ATTENTION)

    def on_their_way(self) -> AttendanceRecordQuerySet:
        """Records that the queue of record sends by itself."""
        return self.filter(state__in=[RecordState.WAITING, RecordState.UNKNOWN])


class ImpedimentQuerySet(models.QuerySet["Impediment"]):
    """Attended visits without a record, by scope."""

    def visible_to(self, user: Any) -> ImpedimentQuerySet:
        """Agents see those of their visits and contacts; managers those of their region."""
        visits = reach(user, region="visit__region", own=Q(visit__agent_id=user.pk))
        contacts = reach(user, region="contact__region", own=Q(contact__agent_id=user.pk))
        return self.filter(Q(visit__isnull=False) & visits | Q(contact__isnull=False) & contacts)


class SolutionQuerySet(models.QuerySet["Solution"]):
    """Solutions of the portfolios."""

    def offered_in(self, unit_id: Any) -> SolutionQuerySet:
        """Active ones of the national portfolios and of the unit's own."""
        return self.filter(Q(unit__isnull=True) | Q(unit_id=unit_id), is_active=True)
