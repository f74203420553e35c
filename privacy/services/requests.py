"""Requests of people about their own data, with the legal term (LGPD art. 18 and 19): asked, answered, carried out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agents.models import User
from clients.models import Person
from common import audit
from common.dates import today_in
from common.problems import Problem, RefusedError
from privacy.enums import EventChannel, RequestKind, RequestState
from privacy.models import SubjectRequest
from privacy.rules import due_on
from privacy.services.erasure import erase
from visits.models import Visit

CORRECTABLE = frozenset({"name", "phone", "email"})
ERASED = "Apagado. O que a lei manda guardar está na lista, com o motivo, e também no link da pessoa."
CLOSED = Problem("closed", "Este pedido já foi respondido.", "answer")


@transaction.atomic
def ask(
    *,
    visit: Visit,
    kind: str,
    channel: EventChannel,
    now: datetime,
    message: str = "",
    corrections: Mapping[str, str] | None = None,
    by: User | None = None,
) -> SubjectRequest:
    """Take a request in. The term of 15 days runs from the day of the place; one open request of a kind is enough."""
    same = SubjectRequest.objects.open().filter(person=visit.person_id, kind=kind, message=message, visit=visit)
    asked = same.filter(corrections=dict(corrections or {})).first() if visit.person_id else None
    if asked is None:
        asked = SubjectRequest.objects.create(
            kind=kind, person_id=visit.person_id, region_id=visit.region_id, visit=visit, channel=channel,
            corrections=dict(corrections or {}), message=message, asked_at=now,
            due_on=due_on(today_in(visit.timezone, now)), noted_by=by,
        )  # fmt: skip
        audit.record("request.asked", asked, by=by, kind=kind, channel=str(channel), fields=sorted(asked.corrections))
    return asked


def decide(*, asked: SubjectRequest, is_granted: bool, answer: str, by: User) -> SubjectRequest:
    """Carry out what is asked, or say why not; `RefusedError` when it is closed, or something stands against it."""
    verb = verb_of(asked) if is_granted else "answer"
    if verb == "correct":
        return correct(asked=asked, answer=answer, by=by)
    if verb == "delete":
        return delete(asked=asked, by=by)
    state = RequestState.DONE if is_granted else RequestState.REFUSED
    return answer_request(asked=asked, state=state, answer=answer, by=by)


@transaction.atomic
def correct(*, asked: SubjectRequest, answer: str, by: User) -> SubjectRequest:
    """A person confirmed the correction: what is held says it now."""
    asked = _locked(asked)
    changes = {name: value for name, value in asked.corrections.items() if name in CORRECTABLE}
    if asked.person_id:
        Person.objects.filter(pk=asked.person_id).update(**changes)
    return _close(asked, RequestState.DONE, answer, by=by)


@transaction.atomic
def delete(*, asked: SubjectRequest, by: User) -> SubjectRequest:
    """Erase what may go; what the law keeps, and why, is the answer. Nobody's own words: they would outlive the person
    and be read by whoever holds the link."""
    asked = _locked(asked)
    if asked.person is None:
        raise RefusedError(Problem("nobody", "Esta pessoa já foi apagada.", "answer"))
    done = erase(person=asked.person, by=by)
    asked.refresh_from_db()
    asked.kept = done.kept
    return _close(asked, RequestState.DONE, ERASED, by=by)


@transaction.atomic
def answer_request(*, asked: SubjectRequest, state: RequestState, answer: str, by: User) -> SubjectRequest:
    """Answer without changing anything: a question, a copy handed over, or why it is not done."""
    return _close(_locked(asked), state, answer, by=by)


def deletion_of(visit: Visit) -> SubjectRequest | None:
    """The deletion that was carried out for the client of a visit: its answer holds what stays, and why."""
    done = SubjectRequest.objects.filter(visit=visit, kind=RequestKind.DELETION, state=RequestState.DONE)
    return done.order_by("answered_at").last()


def verb_of(asked: SubjectRequest) -> str:
    """What granting a request does: "correct", "delete" or only "answer"."""
    return {RequestKind.CORRECTION: "correct", RequestKind.DELETION: "delete"}.get(RequestKind(asked.kind), "answer")


def _locked(asked: SubjectRequest) -> SubjectRequest:
    row = SubjectRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=asked.pk)
    if row.state != RequestState.OPEN:
        raise RefusedError(CLOSED)
    return row


def _close(asked: SubjectRequest, state: RequestState, answer: str, *, by: User) -> SubjectRequest:
    asked.state, asked.answer, asked.answered_by, asked.answered_at = state, answer.strip(), by, timezone.now()
    asked.save(update_fields=["state", "answer", "kept", "answered_by", "answered_at"])
    audit.record("request.answered", asked, by=by, state=str(state), kind=asked.kind)
    return asked
