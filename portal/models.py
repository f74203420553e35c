"""Papers made for a client: the receipt and the copy of all data, as PDF."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from common.models import Identified
from portal.enums import PaperKind
from visits.models import Visit


class Paper(Identified):
    """A PDF that somebody asked for from a link. It is kept for a day: the link makes another one any time."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=8, choices=PaperKind.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="papeis/%Y/%m", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True) | ~models.Q(file=""), name="paper_made_has_its_file"
            )
        ]
