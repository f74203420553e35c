"""Notices and what people answered to them (LGPD art. 8 and 9)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agents.models import Region, Unit
from clients.enums import PersonRole
from clients.models import Person
from common.models import Identified
from privacy.enums import ConsentState, EventChannel, Proof, RequestKind, RequestState
from privacy.querysets import ConsentEventQuerySet, ConsentQuerySet, NoticeQuerySet, SubjectRequestQuerySet
from visits.models import Visit


class Notice(Identified):
    """A published privacy text. Never changed (the database refuses it): a new text is a new version, old answers
    keep theirs.

    `content` holds the lines of the screen, the longer text and the purposes (`{"key", "text", "basis",
    "needs_consent", "data", "shares", "retention", "more", "valid_months"}`); `sha256` is the hash of its canonical
    JSON. Without a unit it is the national default.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="notices")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "version"], name="notice_version_once_per_unit"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(unit__isnull=True), name="notice_version_once_national"
            ),
        ]


class NoticeDraft(Identified):
    """The text that a unit is writing; publishing makes the next version of it."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="notice_draft")
    content = models.JSONField()
    edited_at = models.DateTimeField(default=timezone.now)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class Consent(Identified):
    """One act of answering a notice during a visit, with its proof (LGPD art. 8 §2: the burden of proof is ours).

    It is never deleted; only whose it is may be set right, and the drawing may be wiped after its term.
    """

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="consent")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="answers", db_index=False)  # a handful of values
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="consents")
    capacity = models.CharField(max_length=14, choices=PersonRole.choices)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    proof = models.CharField(max_length=10, choices=Proof.choices)
    signature = models.TextField(blank=True)  # SVG path data of the drawn strokes
    answered_at = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(proof=Proof.SIGNATURE) | ~Q(signature=""), name="consent_signature_is_there"
            )
        ]


class ConsentEvent(Identified):
    """What was said about one purpose at one moment. Appended, never changed or deleted: the database refuses it.

    What was said at the door has its person, notice, capacity, agent and proof in the consent; a later word (by the
    link, through an agent, by the programme's contact, at the end of its term) says here how it came.
    """

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="events")
    purpose = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ConsentState.choices)
    happened_at = models.DateTimeField()
    channel = models.CharField(
        max_length=10, choices=EventChannel.choices, default=EventChannel.DOOR, db_default=EventChannel.DOOR
    )
    proof = models.CharField(max_length=10, choices=Proof.choices, blank=True, default="", db_default="")
    timezone = models.CharField(max_length=40, blank=True, default="", db_default="")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = ConsentEventQuerySet.as_manager()

    class Meta:
        ordering = ["happened_at"]

    @property
    def asked(self) -> str:
        """The purpose as the notice put it."""
        return str(self._purpose.get("text", self.purpose))

    @property
    def valid_months(self) -> int | None:
        """How long a yes to it counts, as the notice said; none: until it is taken back."""
        return self._purpose.get("valid_months")

    @property
    def _purpose(self) -> dict[str, Any]:
        """The purpose in the notice that was answered."""
        purposes = self.consent.notice.content.get("purposes", ())
        return next((one for one in purposes if one["key"] == self.purpose), {})


class SubjectRequest(Identified):
    """What a person asks about their own data (LGPD art. 18), with the day by which it must be answered."""

    kind = models.CharField("pedido", max_length=10, choices=RequestKind.choices)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="requests")
    region = models.ForeignKey(Region, models.PROTECT, related_name="subject_requests")
    visit = models.ForeignKey(Visit, models.SET_NULL, null=True, blank=True, related_name="subject_requests")
    channel = models.CharField(max_length=10, choices=EventChannel.choices)
    corrections = models.JSONField(default=dict, blank=True)  # field of the person → what it should be
    message = models.TextField("mensagem", blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField("prazo")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=RequestState.choices, default=RequestState.OPEN)
    answer = models.TextField("resposta", blank=True)
    kept = models.JSONField(default=list, blank=True)  # what an erasure kept: [{"what", "because"}]
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SubjectRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="subject_request_closed_with_an_answer",
            )
        ]


class Erasure(Identified):
    """That somebody's data were erased: what went, what the law keeps and why. Who it was is only a keyed hash."""

    person_key = models.CharField(max_length=64, db_index=True)  # HMAC of the CPF; empty when there was none
    person_was = models.UUIDField()
    erased_at = models.DateTimeField(default=timezone.now)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    erased = models.JSONField(default=dict)  # model → number of rows
    kept = models.JSONField(default=list)  # [{"what", "because"}]


class ClosedLink(Identified):
    """Links of a visit that were written before a moment open nothing any more (one was lost or passed on)."""

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="closed_links")
    written_before_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
