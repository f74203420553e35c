"""Measures over attendance records: each kind apart (IND-07), and two shares that the programme watches."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from attendance.enums import Portfolio, RecordKind
from attendance.querysets import AttendanceRecordQuerySet
from attendance.services.reference import rule_sets
from deliveries.enums import CreditPhase

MOST_PERCENT = 50  # the priority is most of them; the programme names no number (CRD-07)


@dataclass(frozen=True)
class Share:
    """A part of a base in percent; None where there is no base."""

    part: int
    base: int
    wanted: int  # percent

    @property
    def percent(self) -> float | None:
        """How many of a hundred."""
        return self.part * 100 / self.base if self.base else None

    @property
    def is_under(self) -> bool:
        """Whether it is below what the programme wants."""
        return self.percent is not None and self.percent < self.wanted


def counted_for(indicator: str, records: AttendanceRecordQuerySet) -> AttendanceRecordQuerySet:
    """Records that count, without the types that an indicator leaves out (SOL-06, SOL-35, IND-06)."""
    return records.counted().exclude(solution_type__in=rule_sets()[-1].excludes.get(indicator, frozenset()))


def by_kind(records: AttendanceRecordQuerySet) -> list[tuple[RecordKind, int]]:
    """How many records of each kind stand, attendances that count first (IND-07). Kinds without any are zero."""
    found = dict(records.standing().order_by().values_list("kind").annotate(Count("pk")))
    return [(kind, found.get(kind.value, 0)) for kind in RecordKind]


def network_share(records: AttendanceRecordQuerySet) -> Share:
    """Of the attendances made with a solution, those of the network portfolio: at least 10 % (PRG-14, IND-04)."""
    with_solution = counted_for("network_share", records).filter(solution__isnull=False)
    network = with_solution.filter(solution__portfolio=Portfolio.NETWORK)
    return Share(network.count(), with_solution.count(), rule_sets()[-1].network_share_percent)


def management_share(records: AttendanceRecordQuerySet) -> Share:
    """Of the second level's consultations, those on managing the business's finances: the priority (CRD-07)."""
    consultations = records.counted().filter(contact__consultation__isnull=False)
    management = consultations.filter(contact__consultation__phase=CreditPhase.MANAGEMENT)
    return Share(management.count(), consultations.count(), MOST_PERCENT)
