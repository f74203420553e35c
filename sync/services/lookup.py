"""What the server knows about the things a document names, asked in one journey to the database."""

from __future__ import annotations

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
class Context:
    """Everything that is decided before the first row is written."""

    accepted_sha256: str | None  # of the document that was accepted under this id before
    business: KnownBusiness | None
    stop: KnownStop | None
    person: Known | None
    later_visit: UUID | None  # at the same business; it keeps the promise made in this one


def look_up(document: VisitDocument, *, cnpj: str, met: Met | None, by: User) -> Context:
    """Ask for the business, the stop, the person, a later visit and an earlier submission."""
    business_id = document.business.id
    accepted, business_rows, stop_rows, person_rows, later = sql.ask(
        sql.Question(
            "SELECT sha256 FROM sync_submission WHERE visit_id = %s AND state = %s",
            (document.id, str(SubmissionState.ACCEPTED)),
        ),
        businesses.which_business(business_id=business_id, cnpj=cnpj, agent_id=by.pk, on=document.visited_on),
        record.which_stop(document.stop_id),
        people.who_is_known(business_id=business_id, met=met),
        record.later_visit(business_id, document.started_at),
    )
    business = businesses.choose(business_rows, business_id)
    if business and business.id != business_id:  # known by its CNPJ only: ask again for what hangs on the id
        person_rows, later = sql.ask(
            people.who_is_known(business_id=business.id, met=met),
            record.later_visit(business.id, document.started_at),
        )
    return Context(
        accepted_sha256=accepted[0][0] if accepted else None,
        business=business,
        stop=record.as_stop(stop_rows),
        person=people.recognise(person_rows, met) if met else None,
        later_visit=sql.as_uuid(later[0][0]) if later else None,
    )
