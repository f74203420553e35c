"""Who may see which attendance records."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from agents.enums import MANAGING_ROLES, Role
from agents.querysets import NOTHING, reach
from attendance.enums import AdapterKind, LineOutcome, RecordState

if TYPE_CHECKING:
    from attendance.models import (  # noqa: F401  (the types of their rows)
        Action,
        AttendanceRecord,
        Batch,
        Difference,
        Impediment,
        Reconciliation,
        Solution,
    )

ON_THEIR_WAY = (RecordState.WAITING, RecordState.UNKNOWN, RecordState.FILED)


class AttendanceRecordQuerySet(models.QuerySet["AttendanceRecord"]):
    """Attendance records by scope and state."""

    def visible_to(self, user: Any) -> AttendanceRecordQuerySet:
        """Agents see those of their visits and contacts; managers those of their region."""
        return self.filter(reach(user, region="region", own=Q(agent_id=user.pk)))

    def standing(self) -> AttendanceRecordQuerySet:
        """Records that no correction or cancellation has taken the place of.

        One that SAS refused takes no place until it is sent again: SAS goes on counting the first record, so do we.
        """
        refused = RecordState.ATTENTION
        first = Q(correction__isnull=True) | Q(correction__state=refused)
        first &= Q(cancellation__isnull=True) | Q(cancellation__state=refused)
        return self.filter(first, cancels__isnull=True).exclude(corrects__isnull=False, state=refused)

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
        return self.filter(state__in=ON_THEIR_WAY)

    def for_files_of(self, unit_id: uuid.UUID) -> AttendanceRecordQuerySet:
        """Records of a unit that wait for its next file."""
        return self.filter(region__unit_id=unit_id, state=RecordState.WAITING)

    def before_in_line(self, record: AttendanceRecord) -> AttendanceRecordQuerySet:
        """Earlier records of the same person that are still on their way, and the first of a correction."""
        same_person = Q(person_id=record.person_id, created_at__lt=record.created_at)
        same_person |= Q(person_id=record.person_id, created_at=record.created_at, pk__lt=record.pk)
        first = Q(pk__in=[pk for pk in (record.corrects_id, record.cancels_id) if pk])
        if record.person_id is None:
            return self.filter(first).unsettled()
        return self.filter(same_person & Q(state__in=ON_THEIR_WAY) | first & ~Q(state=RecordState.REGISTERED))

    def with_what_holds_them(self) -> AttendanceRecordQuerySet:
        """With `in_files`, whether the unit loads files, and `is_behind`, whether `before_in_line` finds any."""
        own, records = OuterRef("created_at"), self.model._default_manager
        earlier = Q(created_at__lt=own) | Q(created_at=own, pk__lt=OuterRef("pk"))
        same_person = records.filter(earlier, person_id=OuterRef("person_id"), state__in=ON_THEIR_WAY)
        first = records.filter(Q(pk=OuterRef("corrects_id")) | Q(pk=OuterRef("cancels_id")))
        destinations = self.model._meta.apps.get_model("attendance", "Destination").objects
        return self.annotate(
            in_files=Exists(destinations.filter(unit=OuterRef("region__unit"), adapter=AdapterKind.FILE)),
            is_behind=Exists(same_person) | Exists(first.exclude(state=RecordState.REGISTERED)),
        )


class ImpedimentQuerySet(models.QuerySet["Impediment"]):
    """Visits and contacts without a record, by scope."""

    def visible_to(self, user: Any) -> ImpedimentQuerySet:
        """Agents see those of their visits and contacts; managers those of their region."""
        visits = reach(user, region="visit__region", own=Q(visit__agent_id=user.pk))
        contacts = reach(user, region="contact__region", own=Q(contact__agent_id=user.pk))
        return self.filter(Q(visit__isnull=False) & visits | Q(contact__isnull=False) & contacts)

    def of_unit(self, **unit: object) -> ImpedimentQuerySet:
        """Those of one unit: `of_unit(pk=…)`, `of_unit(uf="CE")`."""
        visits = Q(**{f"visit__region__unit__{name}": value for name, value in unit.items()})
        contacts = Q(**{f"contact__region__unit__{name}": value for name, value in unit.items()})
        return self.filter(visits | contacts)


class SolutionQuerySet(models.QuerySet["Solution"]):
    """Solutions of the portfolios."""

    def visible_to(self, user: Any) -> SolutionQuerySet:
        """National ones and those of the unit, for its managers."""
        if not user.is_authenticated or not user.is_active or user.role not in MANAGING_ROLES:
            return self.none()
        return self.filter(Q(unit__isnull=True) | Q(unit_id=user.unit_id))

    def own_of(self, user: Any) -> SolutionQuerySet:
        """The unit's own, for its administrator."""
        return self.filter(_of_unit(user, "unit"))

    def offered_in(self, unit_id: Any) -> SolutionQuerySet:
        """National and the unit's own, ended ones too: what happened before may be registered later."""
        return self.filter(Q(unit__isnull=True) | Q(unit_id=unit_id), is_active=True)


def _of_unit(user: Any, unit: str) -> Q:
    """Rows about a whole unit are for its administrator (default deny, as `reach`). `unit`: the lookup path to it."""
    if not user.is_authenticated or not user.is_active or user.role != Role.STATE_ADMIN or not user.unit_id:
        return NOTHING
    return Q(**{f"{unit}_id": user.unit_id})


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions of units' plan years."""

    def visible_to(self, user: Any) -> ActionQuerySet:
        """The unit's administrator sees its actions, and keeps them."""
        return self.filter(_of_unit(user, "unit"))

    def in_force(self, unit_id: Any, day: date) -> ActionQuerySet:
        """A unit's actions that hold what happened on a day."""
        begun, open_ = Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(begun, open_, unit_id=unit_id, plan_year=day.year, is_active=True)

    def alternatives_for(self, record: AttendanceRecord) -> ActionQuerySet:
        """Actions in force that a record could be in: same unit, plan year and kind of agent (PRG-22); its own too."""
        like = record.action
        fitting = self.in_force(like.unit_id, record.happened_on).filter(agent_kind=like.agent_kind)
        return self.filter(Q(pk__in=fitting.values("pk")) | Q(pk=like.pk)).order_by("name")


class BatchQuerySet(models.QuerySet["Batch"]):
    """Files of records, by scope."""

    def visible_to(self, user: Any) -> BatchQuerySet:
        """A file holds a whole unit: its administrator sees it."""
        return self.filter(_of_unit(user, "destination__unit"))

    def with_outcomes(self) -> BatchQuerySet:
        """With how many lines have each outcome: `awaited_count`, `accepted_count` and so on."""
        counts = {f"{each}_count": Count("lines", filter=Q(lines__outcome=each)) for each in LineOutcome.values}
        return self.annotate(**counts)


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    """Comparisons with SAS, by scope."""

    def visible_to(self, user: Any) -> ReconciliationQuerySet:
        """A comparison holds a whole unit: its administrator sees it."""
        return self.filter(_of_unit(user, "unit"))

    def with_standing(self) -> ReconciliationQuerySet:
        """With `standing`, how many differences each still has."""
        return self.annotate(standing=Count("differences", filter=_standing("differences__")))


class DifferenceQuerySet(models.QuerySet["Difference"]):
    """What comparisons found."""

    def visible_to(self, user: Any) -> DifferenceQuerySet:
        """As its comparison."""
        return self.filter(_of_unit(user, "reconciliation__unit"))

    def standing(self) -> DifferenceQuerySet:
        """Not repaired, and still so at the last look."""
        return self.filter(_standing())


def _standing(path: str = "") -> Q:
    """What makes a difference stand, seen from the row that `path` leads from."""
    return Q(**{f"{path}repaired_at__isnull": True, f"{path}gone_at__isnull": True})
