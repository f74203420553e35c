"""The toolkit, what was left with the client, journeys and credit needs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agents.models import Unit
from common.models import Identified
from deliveries.enums import CreditPhase, Handover, JourneyMode, JourneyState, LinkState, Opinion, ReferralState
from deliveries.querysets import JourneyEntryQuerySet, ReferralQuerySet, ToolQuerySet
from visits.models import Contact, Visit


class Tool(Identified):
    """A tool of the catalogue (annex of 2021, completed by units: DEL-04). `url` may be missing (DEL-11).

    `answers` lists the findings that the tool answers: `[{"finding": code, "why": text in the client's words}]`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="tools")
    key = models.SlugField(max_length=60)
    name = models.CharField("nome", max_length=120)
    theme = models.CharField("tema", max_length=60)
    function = models.CharField("para que serve", max_length=120, blank=True)
    provider = models.CharField("de quem é", max_length=80, blank=True)
    url = models.URLField("endereço", max_length=400, blank=True)
    summary = models.CharField("o que é", max_length=160)
    audience = models.CharField("para quem", max_length=160, blank=True, default="", db_default="")
    steps = models.JSONField("como começar", default=list)
    minutes = models.PositiveSmallIntegerField("minutos para começar", default=15)
    answers = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)  # what nobody decided otherwise about (see ToolUse)
    link_state = models.CharField(
        max_length=9, choices=LinkState.choices, default=LinkState.UNCHECKED, db_default=LinkState.UNCHECKED
    )
    link_checked_at = models.DateTimeField(null=True, blank=True)
    link_problem = models.CharField(max_length=160, blank=True, default="", db_default="")  # why it does not open
    link_failures = models.PositiveSmallIntegerField(default=0, db_default=0)  # checks in a row that found it so

    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], name="tool_key_once_per_unit"),
            models.UniqueConstraint(fields=["key"], condition=Q(unit__isnull=True), name="tool_key_once_in_the_annex"),
            models.CheckConstraint(
                condition=~Q(link_state=LinkState.BROKEN) | Q(link_checked_at__isnull=False) & ~Q(link_problem=""),
                name="tool_broken_link_says_why_and_since_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def live_url(self) -> str:
        """The address to offer: none when the checks say that it leads nowhere."""
        return "" if self.link_state == LinkState.BROKEN else self.url


class ToolUse(Identified):
    """What a unit decided about a tool, its own or one of the annex: on or off, and its place in the order (DEL-04)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tool_uses")
    tool = models.ForeignKey(Tool, models.CASCADE, related_name="uses")
    is_active = models.BooleanField(null=True)  # none: as the catalogue says
    position = models.PositiveSmallIntegerField(null=True)  # none: as the catalogue says

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "tool"], name="tool_used_one_way_per_unit")]


class Delivery(Identified):
    """Something useful left with the client, or guidance given on the spot (DEL-01). Counting is decided elsewhere."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="deliveries")
    tool = models.ForeignKey(Tool, models.PROTECT, null=True, blank=True, related_name="deliveries")
    guidance = models.TextField("orientação dada", blank=True)
    findings = models.JSONField(default=list)  # codes of the findings it answers
    handover = models.CharField(max_length=8, choices=Handover.choices)
    was_explained = models.BooleanField(default=False)
    was_requested = models.BooleanField(default=False)  # SOL-28: sent content counts only if asked for
    own_choice_because = models.CharField(max_length=200, blank=True)
    proposed = models.JSONField(null=True)  # keys of what the rule proposed when this was chosen; none: not told
    opinion = models.CharField(
        "o que o cliente achou", max_length=10, choices=Opinion.choices, blank=True, default="", db_default=""
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tool__isnull=False) | ~Q(guidance=""), name="delivery_is_a_tool_or_guidance"
            )
        ]


class JourneyEntry(Identified):
    """The client goes on somewhere after the visit (JOR-01), in the way the client chose (PRM-02)."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="journey_entry")
    destination = models.CharField(max_length=40)
    mode = models.CharField(max_length=12, choices=JourneyMode.choices)
    entered_on = models.DateField()
    state = models.CharField(max_length=8, choices=JourneyState.choices, default=JourneyState.ENTERED)

    objects = JourneyEntryQuerySet.as_manager()


class Referral(Identified):
    """A credit need heard at the door. No offer, no rate, no approval is ever recorded here (CRD-04)."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="referral")
    need = models.TextField("necessidade, nas palavras do cliente")
    state = models.CharField(max_length=10, choices=ReferralState.choices, default=ReferralState.REQUESTED)
    requested_at = models.DateTimeField(default=timezone.now)
    aligned_at = models.DateTimeField(null=True, blank=True)
    aligned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    alignment_note = models.TextField(blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="referrals_taken"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    declined_because = models.TextField(blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[ReferralState.ALIGNED, ReferralState.TAKEN])
                | Q(aligned_by__isnull=False, aligned_at__isnull=False),
                name="referral_aligned_before_it_goes_on",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.TAKEN) | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="referral_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.DECLINED)
                | Q(declined_by__isnull=False, declined_at__isnull=False) & ~Q(declined_because=""),
                name="referral_declined_with_a_reason",
            ),
        ]


class Consultation(Identified):
    """A consultation of the second level, and the aligned need it answers (CRD-02, CRD-05)."""

    contact = models.OneToOneField(Contact, models.PROTECT, related_name="consultation")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="consultations")
    phase = models.CharField("fase", max_length=12, choices=CreditPhase.choices)
