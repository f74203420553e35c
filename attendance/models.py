"""Actions of the plan year, attendance records and what was said to SAS about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agents.models import Unit
from attendance.enums import ACTION_PREFIX, AgentKind, Modality, RecordState
from attendance.querysets import AttendanceRecordQuerySet, ImpedimentQuerySet
from clients.models import Business, Person
from common.models import Identified
from visits.models import Visit


class Action(Identified):
    """An action (ação) of a unit's plan year that holds agents' attendances; its name follows PRG-22 or PRG-23."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="actions")
    plan_year = models.PositiveSmallIntegerField()
    agent_kind = models.CharField(max_length=10, choices=AgentKind.choices)
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=40)
    project_code = models.CharField(max_length=20)
    action_code = models.CharField(max_length=20)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "plan_year", "name"], name="action_once_per_unit_and_year"),
            models.CheckConstraint(
                condition=Q(agent_kind=AgentKind.GUIDANCE, name__startswith=ACTION_PREFIX[AgentKind.GUIDANCE])
                | Q(agent_kind=AgentKind.CREDIT, name__startswith=ACTION_PREFIX[AgentKind.CREDIT]),
                name="action_name_follows_its_pattern",
            ),
        ]


class AttendanceRecord(Identified):
    """One record for the national system. Its id is the reference we give SAS, so a resend is recognised.

    Person first, business attached (SOL-41); an inactive business is left off and the record is made on the CPF
    (CAT-11). `reasons` are the rules that spoke: `[{"rule": "PRG-22", "text": …}]`.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="attendance_records")
    sequence = models.PositiveSmallIntegerField()
    solution_type = models.CharField(max_length=7)  # code of solution_types.csv, e.g. CON-ORI
    action = models.ForeignKey(Action, models.PROTECT, related_name="records")
    category = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendance_records")
    business = models.ForeignKey(Business, models.PROTECT, null=True, blank=True, related_name="attendance_records")
    modality = models.CharField(max_length=10, choices=Modality.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    description = models.CharField(max_length=240)
    counts = models.BooleanField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RecordState.choices, default=RecordState.WAITING)
    problem = models.TextField(blank=True)
    acts = models.CharField("quem resolve", max_length=40, blank=True)
    sas_number = models.CharField(max_length=40, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttendanceRecordQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "sequence"], name="record_once_per_visit_and_sequence"),
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
        ]


class Impediment(Identified):
    """Why an attended visit yields no record yet, and who can put it right. Gone once the records could be made."""

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="impediment")
    code = models.CharField(max_length=30)
    message = models.TextField()
    acts = models.CharField("quem resolve", max_length=40)
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(default=timezone.now)

    objects = ImpedimentQuerySet.as_manager()

    class Meta:
        ordering = ["found_at"]


class Exchange(Identified):
    """One request to SAS and what came back, kept whole as evidence (the key is not part of it)."""

    record = models.ForeignKey(AttendanceRecord, models.PROTECT, related_name="exchanges")
    attempt = models.PositiveIntegerField()
    method = models.CharField(max_length=6)
    path = models.CharField(max_length=200)
    request = models.JSONField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # none: no answer came
    response = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at"]
