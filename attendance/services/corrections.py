"""Corrections and cancellations: records of their own that refer to the first (ADR 19). The first one never changes."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agents.models import User
from attendance.models import AttendanceRecord
from attendance.perms import check_can_amend
from attendance.rules import ContactFacts, Decision, Planned, decide
from attendance.services.build import SEND
from attendance.services.cause import siblings
from attendance.services.competence import competence_of
from attendance.services.facts import facts_of_cause, minutes_between, person_fact, rules_for
from clients.models import Person
from common import audit, jobs
from common.dates import today_in
from common.problems import Problem, RefusedError

NAMESPACE = {"correct": "corrects", "cancel": "cancels"}
SAME = Problem(
    "same", "Assim o registro fica igual ao que já está no SAS. Mude o que está errado, ou cancele o registro.", ""
)
SAID = (
    "kind", "solution_type", "counts", "action_id", "category", "person_id", "business_id", "modality", "description",
    "detail", "solution_id", "tied_to_id",
)  # fmt: skip


@dataclass(frozen=True)
class Correction:
    """What is so in truth. `only_information`: nothing technical was explained, so it shall not count (SOL-12)."""

    person: Person | None
    channel: str
    starts_at: datetime
    ends_at: datetime
    with_business: bool
    only_information: bool


def decide_again(first: AttendanceRecord, correction: Correction) -> Decision:
    """What the rules make of the corrected facts: a correction passes the same gate as the first record."""
    facts = facts_of_cause(first.cause)
    changed: ContactFacts = replace(
        facts,
        person=person_fact(correction.person),
        channel=correction.channel,
        minutes=minutes_between(correction.starts_at, correction.ends_at),
        business=facts.business if correction.with_business else None,
    )
    if correction.only_information:
        changed = replace(changed, deliveries=(), was_explained=False, claim=None)
    return decide(changed, rules_for(first.region.unit_id, first.happened_on))


@transaction.atomic
def correct(first: AttendanceRecord, *, correction: Correction, because: str, by: User) -> AttendanceRecord:
    """Make the record that takes the first one's place, and the job that sends it."""
    held = _held(first)
    check_can_amend(by, held)
    decision = decide_again(held, correction)
    if decision.problem:
        raise RefusedError(Problem(decision.problem.code, decision.problem.message, decision.problem.where))
    planned = decision.records[0]
    made = _copy(held, "correct", because=because, by=by)
    made.corrects = held
    _apply(made, planned, correction)
    if _says(made) == _says(held):
        raise RefusedError(SAME)
    made.reasons = [asdict(reason) for reason in decision.reasons]
    return _save(made, "attendance corrected", by=by)


@transaction.atomic
def cancel(first: AttendanceRecord, *, because: str, by: User) -> AttendanceRecord:
    """Make the record that takes the first one back, and the job that sends it."""
    held = _held(first)
    check_can_amend(by, held)
    made = _copy(held, "cancel", because=because, by=by)
    made.cancels, made.counts = held, False
    made.reasons = [{"rule": "EXE-05", "text": f"Cancela o registro {held.sas_number}: {because}"}]
    return _save(made, "attendance cancelled", by=by)


def _held(first: AttendanceRecord) -> AttendanceRecord:
    """The record as it stands now, held to the end: of two people at once, the second sees the first."""
    list(AttendanceRecord.objects.select_for_update().order_by().filter(pk=first.pk).values_list("pk"))
    related = "visit__region", "contact__region", "visit__business", "contact__business", "region__unit", "agent"
    return AttendanceRecord.objects.select_related(*related).get(pk=first.pk)


def _copy(first: AttendanceRecord, operation: str, *, because: str, by: User) -> AttendanceRecord:
    """A new record with what the first one says, in the month that is open for its day."""
    unit = first.region.unit
    kept = {
        field.attname: getattr(first, field.attname)
        for field in first._meta.concrete_fields
        if field.name not in ("id", "state", "problem", "acts", "sas_number", "registered_at", "corrects", "cancels")
    }
    return AttendanceRecord(
        **kept
        | {
            "id": uuid.uuid5(first.pk, NAMESPACE[operation]),
            "sequence": siblings(first).count() + 1,
            "because": because,
            "made_by_id": by.pk,
            "created_at": timezone.now(),
            "competence": competence_of(unit, first.happened_on, today=today_in(unit.timezone, timezone.now())),
        }
    )


def _apply(made: AttendanceRecord, planned: Planned, correction: Correction) -> None:
    cause = made.cause
    made.kind, made.solution_type, made.counts = planned.kind, planned.solution_type, planned.counts
    made.action_id, made.category = planned.action, planned.category
    made.person = correction.person if planned.with_person else None
    made.business = cause.business if planned.with_business else None
    made.modality, made.description, made.detail = planned.modality, planned.description, planned.detail
    made.solution_id, made.tied_to_id = planned.solution, planned.tied_to
    made.starts_at, made.ends_at = correction.starts_at, correction.ends_at


def _says(record: AttendanceRecord) -> list[object]:
    """What SAS reads in a record; whoever corrects sees hours and minutes, no seconds."""
    hours = [at.replace(second=0, microsecond=0) for at in (record.starts_at, record.ends_at)]
    return [getattr(record, name) for name in SAID] + hours


def _save(made: AttendanceRecord, verb: str, *, by: User) -> AttendanceRecord:
    made.save(force_insert=True)
    audit.record(verb, made, by=by, first=str(made.corrects_id or made.cancels_id))
    jobs.enqueue(SEND, made.pk)
    return made
