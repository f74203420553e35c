"""Notices and what people answered to them (LGPD art. 8 and 9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agents.models import Unit
from clients.enums import PersonRole
from clients.models import Person
from common.models import Identified
from privacy.enums import ConsentState, Proof
from visits.models import Visit


class Notice(Identified):
    """A published privacy text. Never changed: a new text is a new version, and old answers keep theirs.

    `content` holds the four lines of the screen, the longer text and the purposes
    (`{"key", "text", "basis", "needs_consent"}`); `sha256` is the hash of its canonical JSON. Without a unit it is
    the national default.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="notices")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "version"], name="notice_version_once_per_unit"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(unit__isnull=True), name="notice_version_once_national"
            ),
        ]


class Consent(Identified):
    """One act of answering a notice during a visit, with its proof (LGPD art. 8 §2: the burden of proof is ours)."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="consent")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="answers", db_index=False)  # a handful of values
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="consents")
    capacity = models.CharField(max_length=14, choices=PersonRole.choices)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    proof = models.CharField(max_length=10, choices=Proof.choices)
    signature = models.TextField(blank=True)  # SVG path data of the drawn strokes
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(proof=Proof.SIGNATURE) | ~Q(signature=""), name="consent_signature_is_there"
            )
        ]


class ConsentEvent(Identified):
    """What was said about one purpose at one moment. Appended, never changed; the latest event counts."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="events")
    purpose = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ConsentState.choices)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at"]
