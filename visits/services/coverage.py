"""How much of a territory has been attended: its active target public in the federal register (the base: IND-11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from agents.models import Territory
from clients.models import Business
from visits.models import Visit


@dataclass(frozen=True)
class Coverage:
    """Active businesses of the register's target public attended in the year, of all."""

    attended: int
    of: int

    @property
    def percent(self) -> int:
        """Whole per cent, down; nothing inside is nothing attended."""
        return 100 * self.attended // self.of if self.of else 0


def coverage_of(territories: Collection[Territory], *, today: date) -> dict[UUID, Coverage]:
    """The coverage of each of these territories in the year of `today`, by id, in two queries."""
    attended = Visit.objects.attended().between(date(today.year, 1, 1), today).values("business_id")
    public = Business.objects.target_public().of_register().filter(territories__in=territories).order_by()
    totals = dict(public.values_list("territories").annotate(Count("pk")))
    reached = dict(public.filter(pk__in=attended).values_list("territories").annotate(Count("pk")))
    return {each.pk: Coverage(reached.get(each.pk, 0), totals.get(each.pk, 0)) for each in territories}
