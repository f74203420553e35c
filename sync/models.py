"""Phones and the documents they sent, byte for byte."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from common.models import Identified
from sync.enums import SubmissionState
from sync.querysets import DeviceQuerySet, SubmissionQuerySet


class Device(models.Model):
    """A phone, by the id it made for itself, and what it last said of its queue."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="devices")
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    unsent = models.PositiveIntegerField(default=0)
    app_version = models.CharField(max_length=40, blank=True)

    objects = DeviceQuerySet.as_manager()


class Submission(Identified):
    """A document as it arrived, kept whatever became of it. `visit_id` is the id the phone gave, if it could be read.

    No foreign key to the visit: a quarantined document has none, and the raw bytes outlive every projection.
    """

    visit_id = models.UUIDField(null=True, blank=True, db_index=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    device_id = models.UUIDField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=SubmissionState.choices)
    problem = models.TextField(blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit_id"],
                condition=Q(state=SubmissionState.ACCEPTED),
                name="submission_one_accepted_per_visit",
            )
        ]
