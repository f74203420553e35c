"""The way to SAS: destinations with breaker and pace, what was said, files in bulk, the daily comparison."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agents.models import Unit
from attendance.enums import AdapterKind, BreakerReason, DifferenceKind, FileFormat, LineOutcome
from attendance.models.records import AttendanceRecord
from attendance.querysets import BatchQuerySet, DifferenceQuerySet, ReconciliationQuerySet
from common.models import Identified


class Destination(Identified):
    """Where records are brought: the service of SAS (one row, `unit` empty), or the files of a unit that loads in bulk.

    The breaker and the pace are here, so that all workers on all hosts share them. `next_turn` is the moment, in
    seconds since 1970 by the database's clock, from which the next request may leave.
    """

    name = models.CharField(max_length=40, unique=True)
    unit = models.OneToOneField(Unit, models.PROTECT, null=True, blank=True, related_name="destination")
    adapter = models.CharField(max_length=10, choices=AdapterKind.choices, default=AdapterKind.HTTP)
    file_format = models.CharField(max_length=5, choices=FileFormat.choices, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row, whatever the record
    first_failed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # none: the breaker is closed
    probe_at = models.DateTimeField(null=True, blank=True)  # when one request may try again
    reason = models.CharField(max_length=12, choices=BreakerReason.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # when it last answered like itself (kept once a minute)
    next_turn = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, probe_at__isnull=True, reason="")
                | Q(opened_at__isnull=False, probe_at__isnull=False) & ~Q(reason=""),
                name="destination_open_says_why_and_until_when",
            ),
            models.CheckConstraint(
                condition=Q(adapter=AdapterKind.HTTP, file_format="")
                | Q(adapter=AdapterKind.FILE, unit__isnull=False) & ~Q(file_format=""),
                name="destination_file_has_unit_and_format",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Exchange(Identified):
    """One request to SAS and what came back, kept whole as evidence (the key is not part of it)."""

    record = models.ForeignKey(AttendanceRecord, models.PROTECT, related_name="exchanges")
    attempt = models.PositiveIntegerField()
    method = models.CharField(max_length=6)
    path = models.CharField(max_length=200)
    url = models.CharField(max_length=400, blank=True)  # where it was sent, host included
    request = models.JSONField(null=True, blank=True)
    request_headers = models.JSONField(default=dict, blank=True)  # all but the key
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # none: no answer came
    response = models.TextField(blank=True)
    response_headers = models.JSONField(default=dict, blank=True)
    failure = models.CharField(max_length=60, blank=True)  # why no answer came, with the limits of time that held
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at"]
        indexes = [models.Index(fields=["sent_at"], name="exchange_by_moment")]


class Batch(Identified):
    """A numbered file of records for a unit that loads in bulk, kept as it was made; its return is read back."""

    destination = models.ForeignKey(Destination, models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    file_format = models.CharField(max_length=5, choices=FileFormat.choices)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    lines_count = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # a person said that it was never loaded
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["destination", "number"], name="batch_number_is_not_shared"),
            models.CheckConstraint(condition=Q(number__gt=0), name="batch_numbers_begin_with_one"),
        ]

    @property
    def file_name(self) -> str:
        """What the file is called: unit, number, format."""
        ending = {FileFormat.CSV: "csv", FileFormat.JSONL: "jsonl"}[FileFormat(self.file_format)]
        return f"{self.destination.name}-{self.number:06d}.{ending}"


class BatchLine(Identified):
    """A record's place in a file, and what the return file said about it."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    record = models.ForeignKey(AttendanceRecord, models.PROTECT, related_name="batch_lines")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=LineOutcome.choices, default=LineOutcome.AWAITED)
    said = models.JSONField(null=True, blank=True)  # the line of the return file, whole
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="batch_line_is_not_shared"),
            models.UniqueConstraint(
                fields=["record"], condition=Q(outcome=LineOutcome.AWAITED), name="record_in_one_open_batch"
            ),
        ]


class Reconciliation(Identified):
    """A day of a unit compared with SAS, by count and by key. `tallies`: [{agent, action, ours, theirs}]."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reconciliations")
    happened_on = models.DateField()
    ours = models.PositiveIntegerField(null=True, blank=True)
    theirs = models.PositiveIntegerField(null=True, blank=True)
    tallies = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)  # none: not compared yet
    problem = models.TextField(blank=True)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "happened_on"], name="reconciliation_once_per_unit_and_day")
        ]


class Difference(Identified):
    """Something that we and SAS do not agree on, and what was done about it. Seen again: the same row."""

    reconciliation = models.ForeignKey(Reconciliation, models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=12, choices=DifferenceKind.choices)
    reference = models.CharField(max_length=80)
    sas_number = models.CharField(max_length=40, blank=True)
    record = models.ForeignKey(AttendanceRecord, models.PROTECT, null=True, blank=True, related_name="differences")
    agent_id_there = models.CharField(max_length=40, blank=True)
    action_code = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)
    repaired_at = models.DateTimeField(null=True, blank=True)
    repaired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    gone_at = models.DateTimeField(null=True, blank=True)  # a later comparison no longer found it

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "kind", "reference", "sas_number"], name="difference_is_told_once"
            )
        ]
