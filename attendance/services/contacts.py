"""Contacts beyond the visit: with whom, what the rules would make of one, and writing it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from agents.enums import Role
from agents.models import User
from attendance.models import Claim
from attendance.rules import Decision, decide
from attendance.services.build import expect_contact_records
from attendance.services.facts import facts_of_parts, rules_for
from clients.models import Business
from clients.querysets import BusinessQuerySet
from common import audit
from common.problems import Problem, RefusedError
from deliveries.enums import ReferralState
from deliveries.models import Consultation, Referral
from visits.enums import AppointmentState, ContactKind
from visits.models import Appointment, Contact

KINDS: dict[str, list[ContactKind]] = {
    Role.AGENT: [
        ContactKind.FOLLOW_UP, ContactKind.GUIDANCE, ContactKind.INFORMATION, ContactKind.SOLUTION,
        ContactKind.ENROLMENT, ContactKind.NO_SHOW, ContactKind.IMPROPER, ContactKind.CAMPAIGN,
    ],
    Role.CREDIT_AGENT: [
        ContactKind.CREDIT, ContactKind.GUIDANCE, ContactKind.INFORMATION, ContactKind.ENROLMENT, ContactKind.NO_SHOW,
        ContactKind.IMPROPER, ContactKind.CAMPAIGN,
    ],
}  # fmt: skip
KEEPS_A_PROMISE = frozenset(
    {ContactKind.FOLLOW_UP, ContactKind.GUIDANCE, ContactKind.INFORMATION, ContactKind.SOLUTION, ContactKind.CREDIT}
)


@dataclass(frozen=True)
class Draft:
    """A contact before it is saved, with what belongs to it. `contact.pk` comes from the form: saving twice is once."""

    contact: Contact
    referral: Referral | None = None
    phase: str = ""
    claim: Claim | None = None


def clients_of(user: User) -> BusinessQuerySet:
    """Businesses that somebody may write a contact down for: an agent's own places, a credit agent's own cases."""
    if user.role == Role.CREDIT_AGENT:
        mine = Referral.objects.filter(taken_by=user, state=ReferralState.TAKEN)
        return Business.objects.filter(pk__in=mine.values("visit__business_id"))
    visited = Business.objects.filter(visits__agent=user).values("pk")
    return Business.objects.filter(Q(pk__in=Business.objects.visible_to(user).values("pk")) | Q(pk__in=visited))


def cases_of(user: User, business: Business) -> Any:
    """The credit needs of a business that this credit agent has taken."""
    return Referral.objects.filter(taken_by=user, state=ReferralState.TAKEN, visit__business=business)


def preview(draft: Draft) -> Decision:
    """What the rules would make of it now."""
    contact = draft.contact
    facts = facts_of_parts(contact, referral=draft.referral, claim=draft.claim)
    return decide(facts, rules_for(contact.region.unit_id, contact.talked_on))


def curable(decision: Decision) -> Problem | None:
    """The problem that the form itself can cure; what others have to put right does not keep a contact from us."""
    problem = decision.problem
    return Problem(problem.code, problem.message, problem.where) if problem and problem.where else None


@transaction.atomic
def record_contact(draft: Draft, *, by: User) -> Contact:
    """Write a contact down with the job that makes its records (PLN-10). Saying it again changes nothing."""
    contact = draft.contact
    if known := _written_before(contact, by=by):
        return known
    problem = curable(preview(draft))
    if problem:
        raise RefusedError(problem)
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
    except IntegrityError:  # the other of two taps at the same moment was first
        if known := _written_before(contact, by=by):
            return known
        raise
    if draft.referral:
        Consultation.objects.create(contact=contact, referral=draft.referral, phase=draft.phase)
    if draft.claim:
        draft.claim.contact = contact
        draft.claim.save(force_insert=True)
    if contact.kind in KEEPS_A_PROMISE:
        _keep_promises(contact)
    audit.record("contact.recorded", contact, by=by, kind=contact.kind)
    expect_contact_records(contact.pk)
    return contact


def _written_before(contact: Contact, *, by: User) -> Contact | None:
    """The contact of this number, if there is one and it is theirs."""
    known = Contact.objects.filter(pk=contact.pk).first()
    if known and known.agent_id != by.pk:  # a number comes from a form, so from anybody
        raise RefusedError(Problem("taken", "Este contato não pôde ser guardado. Abra o formulário de novo.", ""))
    return known


def _keep_promises(contact: Contact) -> None:
    """Whoever was talked to has been got back to."""
    open_ones = Appointment.objects.open().filter(business=contact.business, promised_in__agent=contact.agent)
    kept = open_ones.filter(promised_in__started_at__lt=contact.started_at)
    kept.update(state=AppointmentState.KEPT, kept_in_contact=contact)
