"""What the server knows about the things that documents name, asked in one journey to the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from agents.models import User
from clients.services import businesses, people
from clients.services.businesses import KnownBusiness
from clients.services.people import Known, Met
from common import sql
from sync.enums import SubmissionState
from sync.services.document import VisitDocument
from visits.services import record
from visits.services.record import KnownStop


@dataclass(frozen=True)
class Inquiry:
    """What there is to ask for a document."""

    document: VisitDocument
    cnpj: str
    met: Met | None
    by: User


@dataclass(frozen=True)
class Context:
    """Everything that is decided before the first row is written."""

    accepted_sha256: str | None  # of the document that was accepted under this id before
    business: KnownBusiness | None
    stop: KnownStop | None
    person: Known | None
    later_visit: UUID | None  # at the same business; it keeps the promise made in this one


def look_up(inquiries: Sequence[Inquiry], *others: sql.Question) -> tuple[list[Context], list[sql.Rows]]:
    """For each document its business, stop, person, a later visit and an earlier submission; answers to others, too."""
    asked = [inquiry.document.business.id for inquiry in inquiries]
    contexts, answers = _ask(inquiries, asked, *others)
    found = [context.business.id if context.business else None for context in contexts]
    if not all(one in (None, other) for one, other in zip(found, asked, strict=True)):
        contexts, _ = _ask(inquiries, found)  # known by its CNPJ only: ask again for what hangs on the id
    return contexts, answers


def _ask(
    inquiries: Sequence[Inquiry], business_ids: Sequence[UUID | None], *others: sql.Question
) -> tuple[list[Context], list[sql.Rows]]:
    """One journey, with the businesses under these ids."""
    documents = [inquiry.document for inquiry in inquiries]
    known_ids = [business_id for business_id in business_ids if business_id]
    accepted_rows, business_rows, held_rows, work_rows, stop_rows, person_rows, later_rows, *answers = sql.ask(
        sql.Question(
            "SELECT visit_id, sha256 FROM sync_submission WHERE state = %s AND visit_id IN %s",
            (str(SubmissionState.ACCEPTED), [document.id for document in documents]),
        ),
        businesses.which_businesses(ids=known_ids, cnpjs=[inquiry.cnpj for inquiry in inquiries]),
        businesses.which_territories(known_ids),
        businesses.which_assignments([inquiry.by.pk for inquiry in inquiries]),
        record.which_stops([document.stop_id for document in documents if document.stop_id]),
        people.who_is_known(business_ids=known_ids, met=[inquiry.met for inquiry in inquiries if inquiry.met]),
        record.later_visits([(id, doc.started_at) for id, doc in zip(business_ids, documents, strict=True)]),
        *others,
    )
    accepted = {sql.as_uuid(visit_id): sha256 for visit_id, sha256 in accepted_rows}
    found, stops = businesses.Found(business_rows, held_rows, work_rows), record.as_stops(stop_rows)
    contexts = [
        Context(
            accepted_sha256=accepted.get(inquiry.document.id),
            business=found.choose(
                id=business_id, cnpj=inquiry.cnpj, agent_id=inquiry.by.pk, on=inquiry.document.visited_on
            ),
            stop=stops.get(inquiry.document.stop_id),  # type: ignore[arg-type]  # None is no stop's id
            person=people.recognise(person_rows, inquiry.met, business_id) if inquiry.met else None,
            later_visit=record.next_after(later_rows, business_id, inquiry.document.started_at),
        )
        for inquiry, business_id in zip(inquiries, business_ids, strict=True)
    ]
    return contexts, answers
