"""What a manager or tutor should look at. Nothing that happened is refused for these: it is stored and flagged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from agents.models import User
from clients.rules import cnpj_problem, normalize_cnpj
from common.dates import is_zone, known_zone
from diagnostics.services.diagnoses import Applied
from sync.services.document import VisitDocument
from sync.services.lookup import Context
from visits.enums import Outcome

CLOCK_TOLERANCE = timedelta(minutes=10)  # F10
LONGEST_OFFLINE = timedelta(days=60)


def flags_of_place(document: VisitDocument, known: Context, *, by: User) -> Iterator[str]:
    """Where the visit was made against where the agent works and was sent."""
    business = known.business
    if (
        business
        and business.territory_id is None
        and not (business.added_by == by.pk and business.region_id == by.region_id)
    ):  # a sweep may end across the street, not in another region
        yield "outside_territory"
    if business and document.business.cnpj and business.cnpj != normalize_cnpj(document.business.cnpj):
        yield "cnpj_differs"
    stop = known.stop
    if document.stop_id and not (stop and stop.agent_id == by.pk and business and stop.business_id == business.id):
        yield "unknown_stop"
    if document.business.added and cnpj_problem(document.business.cnpj):
        yield "invalid_document_number"


def flags_of_time(document: VisitDocument, *, received_at: datetime) -> Iterator[str]:
    """What the phone's clock says against ours. The phone's word is kept as it came."""
    started_at, finished_at = document.started_at, document.finished_at
    age = received_at - finished_at
    if finished_at < started_at or not -CLOCK_TOLERANCE < age < LONGEST_OFFLINE:
        yield "clock_skew"
    if not is_zone(document.timezone):
        yield "unknown_timezone"
    elif started_at.astimezone(known_zone(document.timezone)).date() != document.visited_on:
        yield "date_differs"


def flags_of_content(document: VisitDocument, applied: Applied | None) -> Iterator[str]:
    """What was done with the client."""
    if document.outcome == Outcome.ATTENDED and not document.deliveries:
        yield "no_delivery"  # PRM-06
    if document.diagnosis and applied is None:
        yield "unknown_instrument"
    if applied and not applied.version.is_latest:
        yield "old_instrument"
    if applied and applied.differs_from_phone:
        yield "score_differs"
