"""Who may see which phones and submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from agents.querysets import reach

if TYPE_CHECKING:
    from sync.models import Device, Submission  # noqa: F401


class DeviceQuerySet(models.QuerySet["Device"]):
    """Phones by scope."""

    def visible_to(self, user: Any) -> DeviceQuerySet:
        """One's own phones; managers see those of their region's people."""
        return self.filter(reach(user, region="user__region", own=Q(user_id=user.pk)))


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Documents as they arrived."""

    def visible_to(self, user: Any) -> SubmissionQuerySet:
        """One's own; managers see those of their region's people."""
        return self.filter(reach(user, region="sent_by__region", own=Q(sent_by_id=user.pk)))
