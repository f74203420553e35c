"""What the rules look at, read from a visit or a contact."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from agents.enums import Role
from agents.models import User
from attendance.enums import AgentKind
from attendance.models import Action, Claim, Solution
from attendance.rules import (
    ActionFact,
    BusinessFact,
    ClaimFact,
    ContactFacts,
    DeliveryFact,
    PersonFact,
    RuleSet,
    SolutionFact,
    rule_set_on,
)
from attendance.rules.kinds import NOT_THERE
from attendance.services.reference import rule_sets
from clients.models import Business, Person
from common.dates import known_zone
from deliveries.models import Consultation, Referral
from diagnostics.models import Finding
from visits.models import Appointment, Contact, Visit

PROVED = (
    "is_consolidated", "attended_percent", "as_exhibitor", "is_sponsored", "moment", "moment_counts",
    "opens_new_business",
)  # fmt: skip


def rules_for(unit_id: Any, day: date) -> RuleSet | None:
    """The rules in force on a day, with the unit's actions of that plan year."""
    found = rule_set_on(day, rule_sets())
    if found is None:
        return None
    actions = Action.objects.in_force(unit_id, day)
    return found.with_actions(
        ActionFact(
            action.pk,
            action.name,
            action.category,
            action.plan_year,
            action.agent_kind,
            has_codes=bool(action.project_code and action.action_code),
        )
        for action in actions
    )


def kind_of_agent(user: User) -> AgentKind:
    """Whose actions hold what this person did (PRG-22, PRG-23)."""
    return AgentKind.CREDIT if user.role == Role.CREDIT_AGENT else AgentKind.GUIDANCE


def facts_of_cause(cause: Visit | Contact) -> ContactFacts:
    """What happened as the rules see it, whichever of the two it was."""
    return facts_of(cause) if isinstance(cause, Visit) else facts_of_contact(cause)


def facts_of(visit: Visit) -> ContactFacts:
    """A visit as the rules see it."""
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
    return ContactFacts(
        on=visit.visited_on,
        channel=visit.channel,
        outcome=visit.outcome,
        was_promised=visit.outcome in NOT_THERE and _was_promised(visit),
        minutes=minutes_between(visit.started_at, visit.finished_at),
        agent_kind=AgentKind.GUIDANCE,
        person=person_fact(visit.person),
        business=business_fact(visit.business),
        deliveries=deliveries,
    )


def facts_of_contact(contact: Contact) -> ContactFacts:
    """A contact beyond the visit as the rules see it."""
    consultation = Consultation.objects.select_related("referral").filter(contact=contact).first()
    claim = Claim.objects.select_related("solution", "tied_to").filter(contact=contact).first()
    return facts_of_parts(contact, referral=consultation.referral if consultation else None, claim=claim)


def facts_of_parts(contact: Contact, *, referral: Referral | None, claim: Claim | None) -> ContactFacts:
    """The same from its parts, saved or not: what the page previews is what will be decided."""
    return ContactFacts(
        on=contact.talked_on,
        channel=contact.channel,
        kind=contact.kind,
        was_promised=True,
        minutes=minutes_between(contact.started_at, contact.ended_at),
        agent_kind=kind_of_agent(contact.agent),
        person=_who(contact, claim),
        business=business_fact(contact.business),
        was_requested=contact.was_requested,
        was_explained=contact.was_explained,
        improper_reason=contact.improper_reason,
        referral=referral.state if referral else "",
        claim=claim_fact(claim) if claim else None,
    )


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes."""
    return int((end - start).total_seconds() // 60)


def person_fact(person: Person | None) -> PersonFact | None:
    """Who was attended."""
    return PersonFact(has_cpf=bool(person.cpf)) if person else None


def _who(contact: Contact, claim: Claim | None) -> PersonFact | None:
    """Who was attended; a student whom nobody names is known to be one (SOL-04, SOL-44)."""
    if contact.person is None and claim and claim.is_student:
        return PersonFact(has_cpf=False, is_student=True)
    return person_fact(contact.person)


def business_fact(business: Business | None) -> BusinessFact | None:
    """Whom the person speaks for."""
    return BusinessFact(is_active=business.is_active, size=business.size) if business else None


def solution_fact(solution: Solution) -> SolutionFact:
    """An item of a portfolio."""
    return SolutionFact(
        solution.pk, solution.solution_type, solution.portfolio, solution.sas_code, solution.minimum_attendance,
        solution.name, solution.starts_on, solution.ends_on,
    )  # fmt: skip


def claim_fact(claim: Claim) -> ClaimFact | None:
    """What a contact says it was; None when it names no solution."""
    if claim.solution is None:
        return None
    return ClaimFact(
        solution=solution_fact(claim.solution),
        tied_to=solution_fact(claim.tied_to) if claim.tied_to else None,
        **{name: getattr(claim, name) for name in PROVED},
    )


def _was_promised(visit: Visit) -> bool:
    """Whether an hour or a day had been agreed on for this visit."""
    if visit.stop and visit.stop.is_fixed:
        return True
    due = Appointment.objects.filter(business_id=visit.business_id, due_at__lte=visit.finished_at)
    return any(
        promise.due_at.astimezone(known_zone(visit.timezone)).date() == visit.visited_on
        for promise in due.order_by("-due_at")[:3]
    )
