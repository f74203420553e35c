"""Actions of the plan year, solutions, and the attendance records that visits and contacts become."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agents.models import Region, Unit
from attendance.enums import (
    ACTION_PREFIX,
    SOLUTION_KINDS,
    AgentKind,
    Modality,
    Moment,
    Portfolio,
    RecordKind,
    RecordState,
)
from attendance.querysets import ActionQuerySet, AttendanceRecordQuerySet, ImpedimentQuerySet, SolutionQuerySet
from clients.models import Business, Person
from common.models import Identified
from visits.models import Contact, Visit


class Action(Identified):
    """An action (ação) of a unit's plan year that holds agents' attendances; its name follows PRG-22 or PRG-23.

    What records have been sent with never changes: another name or code is a row of its own from a day on
    (`services.actions`). Without days it holds for the whole plan year.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="actions")
    plan_year = models.PositiveSmallIntegerField()
    agent_kind = models.CharField(max_length=10, choices=AgentKind.choices)
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=40)
    project_code = models.CharField(max_length=20)
    action_code = models.CharField(max_length=20)
    is_active = models.BooleanField(default=True)
    starts_on = models.DateField("vale a partir de", null=True, blank=True)
    ends_on = models.DateField("vale até", null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "plan_year", "name"], condition=Q(ends_on=None), name="action_in_force_once_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gte=F("starts_on")),
                name="action_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(agent_kind=AgentKind.GUIDANCE, name__startswith=ACTION_PREFIX[AgentKind.GUIDANCE])
                | Q(agent_kind=AgentKind.CREDIT, name__startswith=ACTION_PREFIX[AgentKind.CREDIT]),
                name="action_name_follows_its_pattern",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Solution(Identified):
    """A product or service of a portfolio (PRG-13): only with its SAS code may it be recorded. `unit` empty: national.

    `collection` and `year` are the Vitrine's, whose year may lag the plan year (PRG-16). What a record was made with
    never changes: another portfolio or code is a row of its own from a day on (`services.portfolio`).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="solutions")
    name = models.CharField("nome", max_length=120)
    solution_type = models.CharField("tipo", max_length=7)
    portfolio = models.CharField("portfólio", max_length=8, choices=Portfolio.choices)
    collection = models.CharField("coleção", max_length=80, blank=True)
    year = models.PositiveSmallIntegerField("ano da coleção", null=True, blank=True)
    sas_code = models.CharField("código no SAS", max_length=20, blank=True)
    minimum_attendance = models.PositiveSmallIntegerField("frequência mínima (%)", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    starts_on = models.DateField("vale a partir de", null=True, blank=True)
    ends_on = models.DateField("vale até", null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    objects = SolutionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["sas_code"],
                condition=~Q(sas_code="") & Q(ends_on=None),
                name="solution_sas_code_in_force_is_not_shared",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gte=F("starts_on")),
                name="solution_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(minimum_attendance__isnull=True)
                | Q(minimum_attendance__isnull=False, minimum_attendance__lte=100),
                name="solution_attendance_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (até {self.ends_on:%d/%m/%Y})" if self.ends_on else self.name


class Claim(Identified):
    """What a contact says it was, beyond a conversation: a solution of the portfolio, with the proof of its type.

    Each type has its own counting event, and asks for its own proof only (`rules.counting.PROOFS`).
    """

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="claim")
    solution = models.ForeignKey(Solution, models.PROTECT, null=True, blank=True, related_name="+")
    tied_to = models.ForeignKey(Solution, models.PROTECT, null=True, blank=True, related_name="+")  # CAT-06
    is_consolidated = models.BooleanField("oferta consolidada", default=False)  # SOL-36
    attended_percent = models.PositiveSmallIntegerField("frequência (%)", null=True, blank=True)
    as_exhibitor = models.BooleanField("expôs na feira", default=False)  # SOL-20
    is_sponsored = models.BooleanField("evento patrocinado", default=False)  # SOL-20
    moment = models.CharField("momento", max_length=8, choices=Moment.choices, blank=True)  # SOL-15, SOL-37
    moment_counts = models.BooleanField("o momento contabiliza", default=False)  # SOL-37
    opens_new_business = models.BooleanField("rodada para abrir negócio", default=False)  # CAT-09
    is_student = models.BooleanField("estudante que não se identifica", default=False)  # SOL-04, SOL-44


class OfOneCause(Identified):
    """A row about one visit or one contact; a constraint of each table keeps it from being both, or neither."""

    visit: Any  # the two foreign keys of whoever extends this
    contact: Any

    class Meta:
        abstract = True

    @property
    def cause(self) -> Visit | Contact:
        """What happened: the visit or the contact."""
        cause: Visit | Contact = self.visit or self.contact
        return cause

    @property
    def happened_on(self) -> date:
        """The local day of the cause."""
        on: date = self.visit.visited_on if self.visit else self.contact.talked_on
        return on

    @property
    def client_name(self) -> str:
        """The business that was visited or called, else the person."""
        return str(self.cause.business or self.cause.person or "Sem cliente")

    @property
    def municipality_name(self) -> str:
        """Where the business is; empty where there is none."""
        return str(self.cause.business.municipality.name) if self.cause.business else ""


class AttendanceRecord(OfOneCause):
    """One record for the national system. Its id is the reference we give SAS, so a resend is recognised.

    It has one cause, a visit or a contact. Person first, business attached (SOL-41); an inactive business is left off
    and the record is made on the CPF (CAT-11). `reasons` are the rules that spoke: `[{"rule": "PRG-22", "text": …}]`.
    A correction or a cancellation is a record of its own that refers to the first one.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="attendance_records")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="attendance_records")
    sequence = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=RecordKind.choices, default=RecordKind.ATTENDANCE)
    detail = models.CharField(max_length=16, blank=True)  # code of the outcome or reason, for no-shows and the like
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendance_records")  # SOL-46
    region = models.ForeignKey(Region, models.PROTECT, related_name="attendance_records")
    solution_type = models.CharField(max_length=7, blank=True)  # code of solution_types.csv, e.g. CON-ORI
    solution = models.ForeignKey(Solution, models.PROTECT, null=True, blank=True, related_name="records")
    tied_to = models.ForeignKey(Solution, models.PROTECT, null=True, blank=True, related_name="+")  # CAT-06
    rule_set = models.CharField(max_length=20, blank=True)
    action = models.ForeignKey(Action, models.PROTECT, related_name="records")
    category = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="attendance_records")
    business = models.ForeignKey(Business, models.PROTECT, null=True, blank=True, related_name="attendance_records")
    modality = models.CharField(max_length=10, choices=Modality.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    competence = models.DateField("competência")  # first day of the month that SAS counts it in
    description = models.CharField(max_length=240)
    counts = models.BooleanField()
    reasons = models.JSONField(default=list)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    cancels = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="cancellation")
    because = models.CharField("motivo", max_length=240, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=RecordState.choices, default=RecordState.WAITING)
    problem = models.TextField(blank=True)
    acts = models.CharField("quem resolve", max_length=40, blank=True)
    sas_number = models.CharField(max_length=40, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttendanceRecordQuerySet.as_manager()

    class Meta:
        ordering = ["visit_id", "contact_id", "sequence"]  # without a join: locked rows must not be joined (PostgreSQL)
        constraints = [
            models.UniqueConstraint(fields=["visit", "sequence"], name="record_once_per_visit_and_sequence"),
            models.UniqueConstraint(fields=["contact", "sequence"], name="record_once_per_contact_and_sequence"),
            models.UniqueConstraint(
                fields=["sas_number"], condition=~Q(sas_number=""), name="record_sas_number_is_not_shared"
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordState.REGISTERED) | (~Q(sas_number="") & Q(registered_at__isnull=False)),
                name="record_registered_has_its_number",
            ),
            models.CheckConstraint(
                condition=~Q(solution_type="CON-INF") | Q(counts=False), name="record_information_never_counts"
            ),
            models.CheckConstraint(condition=~Q(solution_type="ACE-FAM"), name="record_fampe_is_never_ours"),
            models.CheckConstraint(
                condition=Q(visit__isnull=False, contact__isnull=True) | Q(visit__isnull=True, contact__isnull=False),
                name="record_has_one_cause",
            ),
            models.CheckConstraint(
                condition=Q(kind=RecordKind.ATTENDANCE) | Q(counts=False), name="record_only_attendance_counts"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SOLUTION_KINDS) & ~Q(solution_type="")
                | ~Q(kind__in=SOLUTION_KINDS) & Q(solution_type=""),
                name="record_solution_has_its_type",
            ),
            models.CheckConstraint(  # SOL-04: only students of entrepreneurial education may be unnamed
                condition=~Q(kind__in=SOLUTION_KINDS) | Q(person__isnull=False) | Q(solution_type="CAP-MAT"),
                name="record_names_who_was_attended",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, cancels__isnull=True)
                | Q(corrects__isnull=False, cancels__isnull=True) & ~Q(because="")
                | Q(corrects__isnull=True, cancels__isnull=False, counts=False) & ~Q(because=""),
                name="record_corrects_or_cancels_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(competence__day=1), name="record_competence_is_a_month"),
        ]

    @property
    def timezone(self) -> str:
        """The time zone of the place."""
        return self.cause.timezone

    @property
    def first(self) -> AttendanceRecord | None:
        """The record that this one corrects or cancels."""
        return self.corrects or self.cancels

    @property
    def operation(self) -> str:
        """register, correct or cancel."""
        return "correct" if self.corrects_id else "cancel" if self.cancels_id else "register"


class Impediment(OfOneCause):
    """Why a visit or contact yields no record yet, and who can put it right. Gone once the records could be made."""

    visit = models.OneToOneField(Visit, models.CASCADE, null=True, blank=True, related_name="impediment")
    contact = models.OneToOneField(Contact, models.CASCADE, null=True, blank=True, related_name="impediment")
    code = models.CharField(max_length=30)
    message = models.TextField()
    acts = models.CharField("quem resolve", max_length=40)
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(default=timezone.now)

    objects = ImpedimentQuerySet.as_manager()

    class Meta:
        ordering = ["found_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False, contact__isnull=True) | Q(visit__isnull=True, contact__isnull=False),
                name="impediment_has_one_cause",
            )
        ]


class ClosedMonth(Identified):
    """A competence month that SAS takes nothing into any more, as it told us for a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="closed_months")
    month = models.DateField()  # first day
    learned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="month_closes_once_per_unit")]
