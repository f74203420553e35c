"""Instruments (versioned data), what was answered and what was found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agents.models import Unit
from common.models import Identified
from visits.models import Visit


class Instrument(Identified):
    """A set of questions with a purpose, e.g. basic management. Its versions hold the content."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="instruments")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], name="instrument_key_once_per_unit"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(unit__isnull=True), name="instrument_key_once_national"
            ),
        ]


class InstrumentVersion(Identified):
    """A published definition. Never changed; older ones stay accepted and comparable only with themselves."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="instrument_version_once"),
        ]


class Diagnosis(Identified):
    """One application of an instrument: answers as given, and the server's own result over them (it counts)."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="diagnosis")
    version = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="diagnoses", db_index=False)
    answers = models.JSONField()
    timings = models.JSONField(default=dict, blank=True)  # question → seconds
    themes = models.JSONField()  # [{theme, score, level, answered, of}]
    notes = models.TextField(blank=True)
    differs_from_phone = models.BooleanField(default=False)


class Finding(Identified):
    """A gap that the answers show, most useful first; deliveries answer findings (DEL-02)."""

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="findings", db_index=False)  # unique, below
    code = models.CharField(max_length=40)
    theme = models.CharField(max_length=40)
    text = models.CharField(max_length=240)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "code"], name="finding_once_per_diagnosis"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="finding_rank_starts_at_one"),
        ]
