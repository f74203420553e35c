"""A territory's coverage on pages of lower layers, which know territories and no visits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django import template

from agents.models import Territory
from visits.services import coverage
from visits.services.coverage import Coverage

register = template.Library()


@register.simple_tag
def coverage_of(territories: Collection[Territory], today: date) -> dict[UUID, Coverage]:
    """See `services.coverage.coverage_of`."""
    return coverage.coverage_of(territories, today=today)


@register.filter
def of_territory(coverages: dict[UUID, Coverage], territory: Territory) -> Coverage:
    """One territory's coverage."""
    return coverages[territory.pk]
