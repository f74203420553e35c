"""What a person does about a record that needs attention: put right what can be, send it again as the same record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.conf import settings
from django.db import transaction

from agents.models import User
from attendance.enums import RecordState
from attendance.models import Action, AttendanceRecord, ClosedMonth, Impediment
from attendance.rules import decide
from attendance.rules.competence import is_closed, month_of, next_month
from attendance.services.build import BUILD, BUILD_CONTACT, SEND
from attendance.services.cause import cause_received, siblings
from attendance.services.documents import Documents, put_right
from attendance.services.facts import facts_of_cause, rules_for
from common import audit, jobs
from common.dates import today_in
from common.problems import Problem, RefusedError

AMENDABLE = ("action_id", "person_id", "business_id", "competence", "description")


@dataclass(frozen=True)
class Amendment:
    """What a person changes of a refused record; its reference stays, so that it is registered once."""

    action: Action
    with_business: bool
    competence: date
    description: str
    documents: Documents = field(default_factory=Documents)


def open_months(record: AttendanceRecord) -> list[date]:
    """Months that a refused record may go into: from its own day's to the present one, those that are not closed."""
    unit = record.region.unit
    closed = set(ClosedMonth.objects.filter(unit=unit).values_list("month", flat=True))
    month, today = month_of(record.happened_on), today_in(unit.timezone)
    found = []
    while month <= today:
        if not is_closed(month, today=today, closing_day=settings.SAS_CLOSING_DAY, closed=closed):
            found.append(month)
        month = next_month(month)
    return found or [record.competence]


@transaction.atomic
def amend_record(record: AttendanceRecord, amendment: Amendment, *, by: User) -> bool:
    """Change a refused record and send it again; False when it no longer waits for a person."""
    held = AttendanceRecord.objects.select_for_update().needing_attention().filter(pk=record.pk).first()
    if held is None:
        return False
    before, refused_for = {name: getattr(held, name) for name in AMENDABLE}, held.problem
    put_right(held, amendment.documents, by=by)
    _check_public(held, amendment)
    held.action, held.competence, held.description = amendment.action, amendment.competence, amendment.description
    held.category = amendment.action.category
    held.business = held.business if amendment.with_business else None
    held.save(update_fields=["action", "category", "business", "competence", "description"])
    changed = [name for name, value in before.items() if getattr(held, name) != value]
    audit.record("attendance amended", held, by=by, fields=changed)
    if amendment.documents.cpf:  # the others that waited for the same number
        alike = AttendanceRecord.objects.visible_to(by).needing_attention().exclude(pk=held.pk)
        for other in alike.filter(person=held.person_id, problem=refused_for):
            resend_record(other, by=by)
    return resend_record(held, by=by)


def _check_public(record: AttendanceRecord, amendment: Amendment) -> None:
    """Another action, or the person without the business, passes the same gate as at first (PRG-21)."""
    is_same = amendment.action.category == record.category and amendment.with_business == bool(record.business_id)
    if is_same or record.cancels_id:
        return
    if record.corrects_id:
        text = "Uma correção fica na categoria e no negócio em que foi decidida. Fale com o suporte técnico."
        raise RefusedError(Problem("correction", text, "action"))
    rules = rules_for(record.region.unit_id, record.happened_on)
    facts = facts_of_cause(record.cause)
    if not amendment.with_business:
        facts = replace(facts, business=None)
    only = [one for one in rules.actions if one.key == amendment.action.pk] if rules else []
    problem = decide(facts, rules.with_actions(only) if rules else None).problem
    if problem:
        raise RefusedError(Problem(problem.code, problem.message, "action"))


@transaction.atomic
def resend_record(record: AttendanceRecord, *, by: audit.Actor | None) -> bool:
    """Put the record back in the queue under the same reference; False when it is registered, or in a file."""
    movable = AttendanceRecord.objects.unsettled().filter(pk=record.pk).exclude(state=RecordState.FILED)
    if not movable.exists():
        return False
    movable.needing_attention().update(state=RecordState.WAITING, problem="", acts="")
    if not siblings(record).needing_attention().exists():
        cause_received(record, by=by)
    jobs.requeue(SEND, record.pk)
    audit.record("attendance resent", record, by=by)
    return True


@transaction.atomic
def retry_cause(impediment: Impediment, *, by: audit.Actor | None) -> None:
    """Decide again which records the visit or contact becomes, now that somebody has put the cause right."""
    if impediment.visit_id:
        jobs.requeue(BUILD, impediment.visit_id)
    elif impediment.contact_id:
        jobs.requeue(BUILD_CONTACT, impediment.contact_id)
    audit.record("attendance decided again", impediment, by=by, code=impediment.code)
