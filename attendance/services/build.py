"""Decide which attendance records a visit or a contact becomes and write them, once."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from attendance.models import AttendanceRecord, Impediment
from attendance.rules import Decision, Obstacle, Planned, decide
from attendance.rules.decision import SUPPORT
from attendance.services.cause import cause_needs_attention, cause_received
from attendance.services.competence import competence_of
from attendance.services.facts import facts_of, facts_of_contact, rules_for
from common import audit, jobs, sql
from common.dates import today_in
from common.failpoints import reached
from visits.models import Contact, Visit
from visits.services.same_day import note_same_day

BUILD = "attendance.build"
BUILD_CONTACT = "attendance.build_contact"
SEND = "attendance.send"


def reference_of(cause_id: uuid.UUID, sequence: int) -> uuid.UUID:
    """A record's id, which is our reference in SAS: the same again for the same cause, even after a restore (F37)."""
    return uuid.uuid5(cause_id, f"record:{sequence}")


@dataclass(frozen=True)
class Happened:
    """What records are made of: a visit or a contact, with what both have."""

    cause: Visit | Contact
    job: str
    key: dict[str, Any]  # the record's field that names the cause
    on: date
    ends_at: datetime

    @classmethod
    def visit(cls, visit: Visit) -> Happened:
        """A visit."""
        return cls(visit, BUILD, {"visit": visit}, visit.visited_on, visit.finished_at)

    @classmethod
    def contact(cls, contact: Contact) -> Happened:
        """A contact beyond the visit."""
        return cls(contact, BUILD_CONTACT, {"contact": contact}, contact.talked_on, contact.ended_at)


def expect_records(visit_id: uuid.UUID) -> None:
    """Write down that the visit's records must be made. Call it in the transaction that stores the visit."""
    jobs.enqueue(BUILD, visit_id)


def expect_contact_records(contact_id: uuid.UUID) -> None:
    """The same for a contact beyond the visit."""
    jobs.enqueue(BUILD_CONTACT, contact_id)


@jobs.handles(BUILD)
def build_records(visit_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Make the visit's records, or say what stands in the way. Doing it again changes nothing."""
    visits = Visit.objects.select_related("business", "person", "region__unit", "impediment")
    made = Exists(AttendanceRecord.objects.filter(visit=OuterRef("pk")))
    that_day = Visit.objects.filter(business=OuterRef("business"), visited_on=OuterRef("visited_on"))
    not_alone = Exists(that_day.exclude(agent=OuterRef("agent")))
    visit = visits.annotate(has_records=made, is_not_alone=not_alone).get(pk=visit_id)
    if visit.is_not_alone:
        note_same_day(visit)
    if visit.has_records:
        return jobs.Done()
    rules = rules_for(visit.region.unit_id, visit.visited_on)
    return _build(Happened.visit(visit), decide(facts_of(visit), rules), rules.key if rules else "", attempt)


@jobs.handles(BUILD_CONTACT)
def build_contact_records(contact_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Make a contact's records, or say what stands in the way. Doing it again changes nothing."""
    contact = Contact.objects.select_related("business", "person", "agent", "region__unit").get(pk=contact_id)
    if contact.attendance_records.exists():
        return jobs.Done()
    rules = rules_for(contact.region.unit_id, contact.talked_on)
    return _build(
        Happened.contact(contact), decide(facts_of_contact(contact), rules), rules.key if rules else "", attempt
    )


@jobs.surrenders(BUILD)
def give_up(visit_id: uuid.UUID, because: str) -> None:
    """The worker itself failed on this visit too often: show it to a person."""
    visit = Visit.objects.get(pk=visit_id)
    if not visit.attendance_records.exists():
        _impede(Happened.visit(visit), Decision(), Obstacle("worker_failed", because, SUPPORT, ""))


@jobs.surrenders(BUILD_CONTACT)
def give_up_contact(contact_id: uuid.UUID, because: str) -> None:
    """The same for a contact."""
    contact = Contact.objects.get(pk=contact_id)
    if not contact.attendance_records.exists():
        _impede(Happened.contact(contact), Decision(), Obstacle("worker_failed", because, SUPPORT, ""))


def _build(happened: Happened, decision: Decision, rule_set: str, attempt: int) -> jobs.Outcome:
    mine = (happened.job, happened.cause.pk, attempt)
    with transaction.atomic():
        if not (jobs.holds(*mine) if decision.problem else jobs.ends(*mine)):
            return jobs.Done()  # somebody else took over; this outcome is not written either
        if decision.problem:
            return _impede(happened, decision, decision.problem)
        _make(happened, decision, rule_set)
        reached("build.writing")
    reached("build.written")
    return jobs.Done(is_written=True)


def _impede(happened: Happened, decision: Decision, problem: Obstacle) -> jobs.Outcome:
    """Keep the problem where people see it; the job waits for them."""
    impediment, _ = Impediment.objects.update_or_create(
        **happened.key,
        defaults={
            "code": problem.code,
            "message": problem.message,
            "acts": problem.acts,
            "reasons": [asdict(reason) for reason in decision.reasons],
        },
    )
    cause_needs_attention(impediment, because=problem.code)
    return jobs.Attention(problem.message)


def _make(happened: Happened, decision: Decision, rule_set: str) -> None:
    """Write the planned records and the jobs that send them."""
    impediment = getattr(happened.cause, "impediment", None)  # only this job writes one
    if impediment:
        cause_received(impediment)
        impediment.delete()
    reasons = [asdict(reason) for reason in decision.reasons]
    cause = {key: str(value.pk) for key, value in happened.key.items()}
    with sql.together():
        for sequence, planned in enumerate(decision.records, start=1):
            record = _record(happened, planned, sequence=sequence, rule_set=rule_set, reasons=reasons)
            sql.insert(record)
            about = {"type": planned.solution_type, "kind": planned.kind, **cause}
            audit.record("attendance record made", record, by=None, **about)
            jobs.enqueue(SEND, record.pk)


def _record(
    happened: Happened, planned: Planned, *, sequence: int, rule_set: str, reasons: list[dict[str, str]]
) -> AttendanceRecord:
    """A record of what was planned."""
    cause = happened.cause
    unit = cause.region.unit
    return AttendanceRecord(
        id=reference_of(cause.pk, sequence),
        **happened.key,
        sequence=sequence,
        kind=planned.kind,
        detail=planned.detail,
        agent_id=cause.agent_id,
        region_id=cause.region_id,
        solution_type=planned.solution_type,
        solution_id=planned.solution,
        tied_to_id=planned.tied_to,
        rule_set=rule_set,
        action_id=planned.action,
        category=planned.category,
        person_id=cause.person_id if planned.with_person else None,
        business_id=cause.business_id if planned.with_business else None,
        modality=planned.modality,
        starts_at=cause.started_at,
        ends_at=happened.ends_at,
        competence=competence_of(unit, happened.on, today=today_in(unit.timezone, timezone.now())),
        description=planned.description,
        counts=planned.counts,
        reasons=reasons,
    )
