"""Decide which attendance records a visit becomes and write them, once."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import cast

from django.db import transaction

from attendance.enums import AgentKind, RecordKind
from attendance.models import Action, AttendanceRecord, Impediment
from attendance.rules.records import ActionFact, Decision, DeliveryFact, Facts, Obstacle, decide
from attendance.services.reference import publics
from clients.models import Person
from common import audit, jobs
from common.failpoints import reached
from diagnostics.models import Finding
from visits.models import Visit
from visits.services.state import mark_attention, mark_received

BUILD = "attendance.build"
BUILD_CONTACT = "attendance.build_contact"
SEND = "attendance.send"


def expect_records(visit_id: uuid.UUID) -> None:
    """Write down that the visit's records must be made. Call it in the transaction that stores the visit."""
    jobs.enqueue(BUILD, visit_id)


@jobs.surrenders(BUILD)
def give_up(visit_id: uuid.UUID, because: str) -> None:
    """The worker itself failed on this visit too often: show it to a person."""
    visit = Visit.objects.get(pk=visit_id)
    if not visit.attendance_records.exists():
        _impede(visit, Decision(), Obstacle("worker_failed", because, "Suporte técnico", ""))


@jobs.handles(BUILD)
def build_records(visit_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Make the visit's records, or say what stands in the way. Doing it again changes nothing."""
    visit = Visit.objects.select_related("business", "person", "agent", "region").get(pk=visit_id)
    if visit.attendance_records.exists():
        return jobs.Done()
    decision = decide(facts_of(visit))
    with transaction.atomic():
        if not jobs.holds(BUILD, visit_id, attempt):
            return jobs.Done()  # somebody else took over; this outcome is not written either
        if decision.problem:
            return _impede(visit, decision, decision.problem)
        _make(visit, decision)
        reached("build.writing")
    reached("build.written")
    return jobs.Done()


def facts_of(visit: Visit) -> Facts:
    """What the rules look at, read from the visit."""
    local_year = visit.visited_on.year
    told = set(Finding.objects.filter(diagnosis__visit=visit).values_list("code", flat=True))
    deliveries = tuple(
        DeliveryFact(
            is_guidance=delivery.tool is None,
            was_explained=delivery.was_explained,
            was_requested=delivery.was_requested,
            answers_finding=not told.isdisjoint(delivery.findings),
            name=delivery.tool.name if delivery.tool else "",
        )
        for delivery in visit.deliveries.select_related("tool").order_by("pk")
    )
    actions = Action.objects.filter(unit_id=visit.region.unit_id, plan_year=local_year, is_active=True)
    return Facts(
        outcome=visit.outcome,
        channel=visit.channel,
        plan_year=local_year,
        has_person=visit.person is not None,
        has_cpf=bool(visit.person and visit.person.cpf),
        business_is_active=visit.business.is_active,
        size=visit.business.size,
        deliveries=deliveries,
        actions=tuple(
            ActionFact(action.pk, action.name, action.category, action.plan_year, action.agent_kind)
            for action in actions
        ),
        publics=publics(),
        agent_kind=AgentKind.GUIDANCE,
    )


def _impede(visit: Visit, decision: Decision, problem: Obstacle) -> jobs.Outcome:
    """Keep the problem where people see it; the job waits for them."""
    Impediment.objects.update_or_create(
        visit=visit,
        defaults={
            "code": problem.code,
            "message": problem.message,
            "acts": problem.acts,
            "reasons": [asdict(reason) for reason in decision.reasons],
        },
    )
    mark_attention(visit_id=visit.pk, because=problem.code)
    return jobs.Attention(problem.message)


def _make(visit: Visit, decision: Decision) -> None:
    """Write the planned records and the jobs that send them."""
    if Impediment.objects.filter(visit=visit).delete()[0]:
        mark_received(visit_id=visit.pk)
    actions: dict[object, Action] = {action.pk: action for action in Action.objects.filter(unit=visit.region.unit_id)}
    person = cast("Person", visit.person)  # the rules block a visit without one (SOL-04)
    for sequence, planned in enumerate(decision.records, start=1):
        record = AttendanceRecord.objects.create(
            visit=visit,
            sequence=sequence,
            kind=RecordKind.ATTENDANCE if planned.counts else RecordKind.INFORMATION,
            agent=visit.agent,
            region=visit.region,
            competence=visit.visited_on.replace(day=1),
            solution_type=planned.solution_type,
            action=actions[planned.action],
            category=planned.category,
            person=person,
            business=visit.business if planned.with_business else None,
            modality=planned.modality,
            starts_at=visit.started_at,
            ends_at=visit.finished_at,
            description=planned.description,
            counts=planned.counts,
            reasons=[asdict(reason) for reason in decision.reasons],
        )
        audit.record("attendance record made", record, by=None, visit=str(visit.pk), type=planned.solution_type)
        jobs.enqueue(SEND, record.pk)
