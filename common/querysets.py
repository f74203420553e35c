"""Reading vocabulary of the queue of record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now

from common.enums import JobState

if TYPE_CHECKING:
    from common.models import Job  # noqa: F401  (type of the queryset's rows)


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what should happen to them next."""

    def due(self) -> JobQuerySet:
        """Waiting jobs whose time has come and that nobody holds a lease on, both by the database's clock (F39)."""
        free = models.Q(locked_until__isnull=True) | models.Q(locked_until__lt=Now())
        return self.filter(free, state=JobState.WAITING, next_attempt_at__lte=Now())

    def leased(self) -> JobQuerySet:
        """Jobs that somebody works on now."""
        return self.filter(locked_until__gte=Now(), state=JobState.WAITING)
