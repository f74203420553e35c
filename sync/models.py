"""Phones and the documents they sent, byte for byte."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from common.models import Identified
from sync.enums import SubmissionState
from sync.querysets import BlobQuerySet, DeviceQuerySet, SubmissionQuerySet


class Device(models.Model):
    """A phone, by the id it made for itself, and what it last said of its queue."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="devices")
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    unsent = models.PositiveIntegerField(default=0)
    app_version = models.CharField(max_length=40, blank=True)
    sequence = models.PositiveBigIntegerField(default=0, db_default=0)  # of the last visit that it has finished
    oldest_unsent_at = models.DateTimeField(null=True, blank=True)
    is_kept = models.BooleanField(null=True, blank=True)  # whether the browser promised not to tidy its storage away
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="revoked_devices"
    )

    objects = DeviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="device_revoked_by_somebody",
            ),
        ]


class Loss(Identified):
    """A phone that found its storage empty though the session knew it: what it had not sent may be lost (F05)."""

    lost_id = models.UUIDField(unique=True)  # what the phone was called before
    device = models.ForeignKey(Device, models.CASCADE, related_name="losses")  # what it calls itself now
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField(default=timezone.now)
    unsent = models.PositiveIntegerField(default=0)  # what it had last said that it still held


class Blob(Identified):
    """The sealed bytes of a photo, piece by piece until they are whole; dropped once they were opened."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    total = models.PositiveIntegerField()
    body = models.BinaryField(default=b"")
    size = models.PositiveIntegerField(default=0)  # of what has arrived
    changed_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = BlobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "sha256"], name="blob_once_per_person"),
            models.CheckConstraint(condition=Q(size__lte=F("total")), name="blob_never_longer_than_said"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(size=F("total")), name="blob_complete_is_whole"
            ),
        ]


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
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="rescued_submissions"
    )  # who handed in the copy of a failing phone; empty: the phone sent it itself
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="settled_submissions"
    )
    settlement = models.CharField("o que foi feito", max_length=500, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit_id"],
                condition=Q(state=SubmissionState.ACCEPTED),
                name="submission_one_accepted_per_visit",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settlement="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settlement="")),
                name="submission_settled_by_somebody_who_says_how",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(state=SubmissionState.ACCEPTED),
                name="submission_accepted_needs_no_settlement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.pk}"

    @property
    def is_retryable(self) -> bool:
        """Whether reading it again may still make it a visit."""
        return self.state == SubmissionState.QUARANTINED and self.settled_at is None
