"""Instruments (versioned data), what was answered and what was found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agents.models import Unit, User
from common.models import Identified
from common.problems import PublishedContentError
from diagnostics.querysets import InstrumentDraftQuerySet, InstrumentQuerySet, InstrumentVersionQuerySet
from visits.models import Visit


class Instrument(Identified):
    """A set of questions with a purpose, e.g. basic management. Its versions hold the content."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="instruments")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=100)  # among the national ones

    objects = InstrumentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

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

    objects = InstrumentVersionQuerySet.as_manager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A version that was published never changes: answers refer to it (DIA-03)."""
        if not self._state.adding:
            raise PublishedContentError(self.definition.get("key", ""), self.number, self.number)
        super().save(*args, **kwargs)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="instrument_version_once"),
        ]


class InstrumentUse(Identified):
    """What a unit decided about an instrument: whether its phones carry it, and with which a conversation begins."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="instrument_uses")
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="uses")
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "instrument"], name="instrument_use_once"),
            models.UniqueConstraint(fields=["unit"], condition=Q(is_default=True), name="instrument_default_once"),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_active=True), name="instrument_default_is_active"
            ),
        ]


class InstrumentDraft(Identified):
    """A conversation that a unit's team is writing: it may have problems still, and no phone carries it."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="instrument_drafts")
    instrument = models.ForeignKey(  # whose next version it will be; none: a new instrument
        Instrument, models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    definition = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = InstrumentDraftQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.definition.get("title", ""))

    class Meta:
        ordering = ["-changed_at"]


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
