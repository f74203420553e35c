"""What every app builds on: ids, the audit trail and the queue of record."""

from django.db import models
from django.utils import timezone

from common.enums import JobState
from common.ids import uuid7
from common.querysets import JobQuerySet


class Identified(models.Model):
    """A row with a UUIDv7 that may be shown in an address (it reveals no count)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class AuditEntry(Identified):
    """Who did what to which record, and when. Appended, never changed.

    The actor is an id, not a foreign key: `common` knows no app, and the entry must outlive the account.
    `details` holds field names and ids, never personal data.
    """

    happened_at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_id = models.UUIDField(null=True, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id"], name="audit_by_subject")]


class AuditSeal(Identified):
    """A link of the chain over the audit trail: a changed, removed or slipped-in entry breaks it (ASVS 16.4.2).

    It seals the `count` entries after the previous seal's `upto` up to its own; `digest` is the SHA-256 of the previous
    digest and those entries, in the order of their ids.
    """

    number = models.PositiveBigIntegerField(unique=True)  # 1, 2, 3 …
    upto = models.UUIDField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]


class Pulse(models.Model):
    """When something that must go on for ever was last seen to (the sweeper): its silence is how operators notice."""

    name = models.CharField(primary_key=True, max_length=20)
    beat_at = models.DateTimeField()


class Job(Identified):
    """Something that must happen later, written in the transaction of its cause.

    Celery messages only wake a worker up for a row of this table; the row alone says what is due. `attempts`
    is counted and committed before the work, and is the fencing number: a worker whose lease ran out and whose
    number is no longer the row's changes nothing.
    """

    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    locked_until = models.DateTimeField(null=True, blank=True)
    lost_leases = models.PositiveSmallIntegerField(default=0)  # attempts whose worker died without a word
    stumbles = models.PositiveSmallIntegerField(default=0)  # errors in a row that nobody foresaw
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="job_once_per_kind_and_subject"),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="waiting"), name="job_due"),
            models.Index(fields=["locked_until"], condition=models.Q(locked_until__isnull=False), name="job_leased"),
        ]
