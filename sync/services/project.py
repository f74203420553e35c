"""From a document to rows. Each app writes its own tables; here is only which of them, in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from agents.models import User
from clients.rules import cpf_problem, normalize_cpf
from clients.services.businesses import correct_business
from clients.services.people import Met, record_person
from common import sql
from deliveries.services import record as deliveries
from diagnostics.services import diagnoses
from diagnostics.services.diagnoses import Applied
from privacy.enums import ConsentState
from privacy.services import chain, consents
from privacy.services.consents import Answered, Said
from sync.services.blobs import expect_photo
from sync.services.document import VisitDocument, as_plain
from sync.services.flags import flags_of_content, flags_of_place, flags_of_time
from sync.services.lookup import Context
from visits.models import Visit
from visits.services.photos import Named, record_photos
from visits.services.record import promise, record_visit


@dataclass(frozen=True)
class Understood:
    """A document with what had to be decided about it before looking anything up."""

    document: VisitDocument
    answered: Answered | None
    met: Met | None
    flags: tuple[str, ...]
    withdrawn: frozenset[str] = frozenset()


def understand(document: VisitDocument) -> Understood:
    """Decide what of the person may be kept (I6): nobody is stored without having answered a notice we know."""
    flags = []
    answered = _answered(document)
    if document.consent and answered is None:
        flags.append("unknown_notice")
    met = None
    if document.person and answered and not consents.refused_the_notice(answered):
        cpf = normalize_cpf(document.person.cpf)
        if document.person.cpf and cpf_problem(cpf):
            flags.append("invalid_document_number")
            cpf = ""
        met = _met(document, cpf, keeps_contact=_keeps_contact(answered))
    elif document.person:
        flags.append("person_without_consent")
    return Understood(document, answered, met, tuple(flags))


def _answered(document: VisitDocument) -> Answered | None:
    """The consent, if the notice shown is one of ours to the letter."""
    given = document.consent
    notice = consents.shown_notice(given.notice_id) if given else None
    if given is None or notice is None or notice.sha256 != given.notice_sha256:
        return None
    choices = tuple(Said(choice.purpose, choice.state) for choice in given.choices)
    return Answered(given.notice_id, given.capacity, given.proof, given.signature, given.answered_at, choices)


def _keeps_contact(answered: Answered) -> bool:
    """Phone and e-mail serve only what the person said yes to; name and CPF serve the attendance itself."""
    notice = consents.shown_notice(answered.notice_id)
    return notice is None or not notice.asks_for or answered.gave_any(notice.asks_for)


def _met(document: VisitDocument, cpf: str, *, keeps_contact: bool) -> Met | None:
    """The person; without phone and e-mail when all that needs them was refused (LGPD art. 6, III)."""
    person = document.person
    if person is None:
        return None
    met = Met(person.id, person.name.strip() or person.name, cpf, person.phone, person.email, person.role)
    return met if keeps_contact else replace(met, phone="", email="")


def project(understood: Understood, known: Context, *, by: User, at: datetime) -> Visit:
    """Write every row that follows from a document. Inside a transaction; the business is there already."""
    document = understood.document
    applied = _applied(document, by)
    visit = _visit(understood, known, applied, by=by, at=at)
    _correct(document, known, by=by)
    with sql.together():
        if understood.met:
            visit.person_id = record_person(
                met=understood.met, known=known.person, business_id=visit.business_id, at=at
            )
        record_visit(visit=visit, by=by)
        if understood.answered:
            consents.record_consent(visit=visit, answered=understood.answered)
        if applied:
            diagnoses.record_diagnosis(visit=visit, applied=applied)
        _what_comes_next(_as_it_stands(understood, known), visit, known, by=by)
        if document.photos:
            _expect_photos(document, visit)
    return visit


def _as_it_stands(understood: Understood, known: Context) -> Understood:
    """Without the yeses that the person took back while this document lay on a phone; the chain keeps both words."""
    answered = understood.answered
    if answered is None or known.person is None:
        return understood
    over = chain.withdrawn_since(known.person.id, answered.answered_at)
    if not over:
        return understood
    choices = tuple(
        replace(said, state=ConsentState.WITHDRAWN) if said.purpose in over else said for said in answered.choices
    )
    return replace(understood, answered=replace(answered, choices=choices), withdrawn=over)


def _applied(document: VisitDocument, by: User) -> Applied | None:
    """The diagnosis scored by the version that was used, old or new (F52)."""
    used = document.diagnosis
    if used is None:
        return None
    version = diagnoses.published_version(by.unit_id, used.instrument, used.version)
    if version is None:
        return None
    return diagnoses.apply_instrument(
        version=version,
        answers=used.answers,
        timings=used.timings,
        notes=used.notes,
        phone_result=as_plain(used.result),
    )


def _visit(understood: Understood, known: Context, applied: Applied | None, *, by: User, at: datetime) -> Visit:
    """The visit's own row, flags included."""
    document, business, stop = understood.document, known.business, known.stop
    assert business is not None  # noqa: S101  (the caller has found or added it)
    flags = {
        *understood.flags,
        *flags_of_place(document, known, by=by),
        *flags_of_time(document, received_at=at),
        *flags_of_content(document, applied),
        *(["unknown_tool"] if _unknown_tools(document, by) else []),
    }
    position = document.arrival.position
    own_stop = stop if stop and "unknown_stop" not in flags else None
    return Visit(
        id=document.id,
        agent_id=by.pk,
        region_id=business.region_id or by.region_id,  # type: ignore[misc]  # agents have a region
        territory_id=business.territory_id or (own_stop.territory_id if own_stop else None),
        business_id=business.id,
        stop_id=own_stop.id if own_stop else None,
        channel=document.channel,
        outcome=document.outcome,
        started_at=document.started_at,
        finished_at=max(document.started_at, document.finished_at),
        received_at=at,
        visited_on=document.visited_on,
        timezone=document.timezone,
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        accuracy_m=position.accuracy_m if position else None,
        position_missing_because=document.arrival.missing_because,
        **_departure(document),
        notes=document.notes,
        flags=sorted(flags),
        timings=document.timings,
    )


def _departure(document: VisitDocument) -> dict[str, Any]:
    """Where the visit ended, or why that is not known; phones of an earlier version do not say."""
    if document.departure is None:
        return {}
    position = document.departure.position
    return {
        "departure_latitude": position.latitude if position else None,
        "departure_longitude": position.longitude if position else None,
        "departure_accuracy_m": position.accuracy_m if position else None,
        "departure_missing_because": document.departure.missing_because,
    }


def _expect_photos(document: VisitDocument, visit: Visit) -> None:
    """The photos that the document names; their bytes come apart."""
    named = [Named(photo.sha256, photo.key, photo.iv, photo.taken_at, photo.what) for photo in document.photos]
    for photo_id in record_photos(visit=visit, named=named):
        expect_photo(photo_id)


def _correct(document: VisitDocument, known: Context, *, by: User) -> None:
    """Apply the agent's corrections to a business of theirs; a stranger's business stays as it is."""
    business, stop = known.business, known.stop
    changes = as_plain(document.business.changes)
    if not changes or business is None:
        return
    was_sent = stop is not None and stop.agent_id == by.pk and stop.business_id == business.id
    if business.territory_id or business.added_by == by.pk or was_sent:
        correct_business(business_id=business.id, changes=changes, by=by)


def _unknown_tools(document: VisitDocument, by: User) -> list[str]:
    """Keys of tools that no catalogue of the unit holds."""
    keys = [left.tool for left in document.deliveries if left.tool]
    return [key for key in keys if deliveries.tool_by_key(by.unit_id, key) is None]


def _what_comes_next(understood: Understood, visit: Visit, known: Context, *, by: User) -> None:
    """What was left with the client and agreed on. A credit need goes on after a yes; silence is none (LGPD art. 8)."""
    document = understood.document
    deliveries.record_deliveries(visit=visit, left=_left(document, by))
    if document.next_step:
        deliveries.record_journey(visit=visit, destination=document.next_step.destination, mode=document.next_step.mode)
    if document.credit and understood.answered and understood.answered.gave_any({consents.CREDIT_SHARING}):
        deliveries.record_referral(visit=visit, need=document.credit.need)
    if document.contact and document.contact.channel not in understood.withdrawn:  # a channel is named like its purpose
        promise(
            visit=visit,
            due_at=document.contact.due_at,
            channel=document.contact.channel,
            purpose=document.contact.purpose,
            kept_in=known.later_visit,
        )


def _left(document: VisitDocument, by: User) -> list[deliveries.Left]:
    """The deliveries; an empty one is left out.

    A tool that no catalogue holds stays with its key as a guidance that answers nothing: merely showing a tool must not
    count as an attendance (SOL-29).
    """
    left = []
    for thing in document.deliveries:
        tool_id = deliveries.tool_by_key(by.unit_id, thing.tool) if thing.tool else None
        guidance = thing.guidance or ("" if tool_id else thing.tool or "")
        if tool_id or guidance:
            left.append(
                deliveries.Left(
                    thing.id,
                    tool_id,
                    guidance,
                    thing.findings if tool_id or not thing.tool else [],
                    thing.handover,
                    thing.was_explained,
                    thing.was_requested,
                    thing.own_choice_because,
                    thing.opinion,
                    thing.proposed,
                )
            )
    return left
