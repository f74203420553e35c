"""People who answered a notice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from clients.models import BusinessPerson, Person
from common.ids import uuid7
from privacy.models import Consent, ConsentEvent, Notice
from privacy.services.notices import load_notices
from tests.cast import Cast
from visits.models import Visit

AT = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
CPF = "52998224725"


def person(cast: Cast, **fields: Any) -> Person:
    """José of the grocery."""
    given = {"name": "José Wilson Pereira", "cpf": CPF, "phone": "88999990000"} | fields
    met, is_new = Person.objects.get_or_create(cpf=given.pop("cpf"), defaults=given)
    if is_new:
        BusinessPerson.objects.create(business=cast.mercearia, person=met, role="owner")
    return met


def visit(cast: Cast, who: Person | None = None, at: datetime = AT, **fields: Any) -> Visit:
    """A visit of Rosângela's to the grocery."""
    return Visit.objects.create(
        **{
            "id": uuid7(), "agent": cast.rosangela, "region": cast.cariri, "territory": cast.piraja,
            "business": cast.mercearia, "person": who, "channel": "in_person", "outcome": "attended",
            "started_at": at, "finished_at": at, "received_at": at, "visited_on": date(2026, 11, 20),
            "timezone": "America/Fortaleza",
        } | fields
    )  # fmt: skip


def said(cast: Cast, who: Person | None = None, at: datetime = AT, **choices: str) -> Consent:
    """José answered the national notice in a visit."""
    load_notices()
    who = who or person(cast)
    consent = Consent.objects.create(
        visit=visit(cast, who, at), notice=Notice.objects.latest("version"), person=who, capacity="owner",
        agent=cast.rosangela, proof="signature", signature="M0 0L9 9", answered_at=at,
    )  # fmt: skip
    for purpose, state in ({"attendance": "given"} | choices).items():
        ConsentEvent.objects.create(consent=consent, purpose=purpose, state=state, happened_at=at)
    return consent
