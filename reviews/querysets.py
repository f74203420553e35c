"""Who may see which samples and reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from agents.querysets import reach
from reviews.enums import Verdict

if TYPE_CHECKING:
    from reviews.models import Review  # noqa: F401  (the types of their rows)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews by scope and state."""

    def visible_to(self, user: Any) -> ReviewQuerySet:
        """Tutors see their own sample, agents the decided reviews of their visits, managers their region's."""
        own = Q(visit__agent_id=user.pk) & ~Q(verdict=Verdict.PENDING)
        return self.filter(reach(user, region="visit__region", own=own, tutor=Q(sample__tutor_id=user.pk)))

    def decided(self) -> ReviewQuerySet:
        """Reviews with a verdict."""
        return self.exclude(verdict=Verdict.PENDING)
