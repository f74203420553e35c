"""A tutor's sample of a week's visits and what the tutor said of each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agents.models import Region
from common.models import Identified
from reviews.enums import Verdict
from reviews.querysets import ReviewQuerySet
from visits.models import Visit


class Sample(Identified):
    """The visits drawn for a tutor from one region's week (MON-01). Same week, frame and seed: same draw."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="samples")
    tutor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="samples")
    week_starts_on = models.DateField()
    seed = models.PositiveIntegerField()
    frame_size = models.PositiveIntegerField()
    frame_sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-week_starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["region", "tutor", "week_starts_on"], name="sample_once_per_tutor_and_week")
        ]


class Review(Identified):
    """A tutor's look at one visit: marks by criterion (1 to 5), a verdict and words for the agent (MON-03)."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="reviews")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="reviews")
    position = models.PositiveSmallIntegerField()
    drawn_because = models.CharField(max_length=120)
    marks = models.JSONField(default=dict)
    feedback = models.TextField("recado para o agente", blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.PENDING)
    saved_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["sample", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "visit"], name="review_once_per_sample"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.PENDING, decided_at__isnull=True)
                | (~Q(verdict=Verdict.PENDING) & Q(decided_at__isnull=False)),
                name="review_decided_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.RETURNED) | ~Q(feedback=""), name="review_returned_says_why"
            ),
        ]
