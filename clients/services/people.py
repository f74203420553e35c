"""People met at the door: who we know already, and writing down who was met (SOL-41: person first)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from clients.enums import PersonRole
from clients.models import Business, BusinessPerson, Person
from common import audit, sql


@dataclass(frozen=True)
class Met:
    """A person as the agent wrote them down. `cpf` is empty unless the person gave a valid one (CNS-03)."""

    id: uuid.UUID | None
    name: str
    cpf: str
    phone: str
    email: str
    role: str


@dataclass(frozen=True)
class Known:
    """A person we have, and whether they speak for the business already."""

    id: uuid.UUID
    is_linked: bool


def who_is_known(*, business_ids: list[uuid.UUID], met: list[Met]) -> sql.Question:
    """Ask for the people that those met may be, with the businesses (of these) they speak for."""
    by_id, by_cpf = [person.id for person in met if person.id], [person.cpf for person in met if person.cpf]
    return sql.Question(f"{_WHO} p.id IN %s UNION ALL {_WHO} p.cpf IN %s", (business_ids, by_id, business_ids, by_cpf))


_WHO = (
    "SELECT p.id, p.cpf, l.business_id FROM clients_person p"
    " LEFT JOIN clients_businessperson l ON l.person_id = p.id AND l.business_id IN %s WHERE"
)


def recognise(rows: sql.Rows, met: Met, business_id: uuid.UUID | None) -> Known | None:
    """Which of the rows is the person met.

    The CPF decides. Without it, an id counts only for somebody linked to the business (an id alone must not open
    another business's people), and not for somebody who has another CPF.
    """
    people = [(sql.as_uuid(pk), cpf, sql.as_uuid(business)) for pk, cpf, business in rows]
    linked = {pk for pk, _, business in people if business and business == business_id}
    by_cpf = next((pk for pk, cpf, _ in people if cpf and cpf == met.cpf), None)
    by_id = next((pk for pk, cpf, _ in people if pk == met.id and pk in linked and not (cpf and met.cpf)), None)
    person_id = by_cpf or by_id
    return Known(person_id, person_id in linked) if person_id else None


def record_person(*, met: Met, known: Known | None, business_id: uuid.UUID, at: datetime) -> uuid.UUID:
    """Write down a person and whom they speak for; answers the person's id. Call it inside a transaction.

    What the client corrected replaces what we had; of somebody recognised by CPF alone only gaps are filled, since
    another agent of another business may be typing.
    """
    if known is None:
        person_id: uuid.UUID = sql.add(
            Person, name=met.name, cpf=met.cpf or None, phone=met.phone, email=met.email, first_seen_at=at
        )
        _link(person_id, business_id, met.role, at)
        return person_id
    if known.is_linked:
        sql.run(_CORRECT, met.name, met.phone, met.phone, met.email, met.email, met.cpf or None, known.id)
    else:
        sql.run(_FILL_GAPS, met.phone, met.email, known.id)
    _link(known.id, business_id, met.role, at)
    return known.id


_CORRECT = """
    UPDATE clients_person SET name = %s,
        phone = CASE WHEN %s = '' THEN phone ELSE %s END, email = CASE WHEN %s = '' THEN email ELSE %s END,
        cpf = COALESCE(cpf, %s)
    WHERE id = %s"""
_FILL_GAPS = """
    UPDATE clients_person SET
        phone = CASE WHEN phone = '' THEN %s ELSE phone END, email = CASE WHEN email = '' THEN %s ELSE email END
    WHERE id = %s"""
_LATEST_ROLE = """(business_id, person_id) DO UPDATE SET role = excluded.role
    WHERE clients_businessperson.role <> excluded.role"""


def _link(person_id: uuid.UUID, business_id: uuid.UUID, role: str, at: datetime) -> None:
    """Say who the person is for the business; the latest word counts."""
    sql.add(
        BusinessPerson,
        on_conflict=_LATEST_ROLE,
        business_id=business_id,
        person_id=person_id,
        role=role,
        linked_at=at,
    )


@transaction.atomic
def note_cpf(*, person: Person, cpf: str, by: audit.Actor | None) -> Person:
    """Write down the CPF that a person told us later; answers whoever has it now.

    A CPF is one person (SOL-04): when we know somebody by it already, that is who was met, and what `person` was for
    businesses goes to them; `fold` ends it once nothing hangs on `person` any more. A CPF is never replaced here.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.cpf:
        return row
    try:
        with transaction.atomic():
            row.cpf = cpf
            row.save(update_fields=["cpf"])
    except IntegrityError:
        known = Person.objects.get(cpf=cpf)
        row.links.exclude(business__in=known.links.values("business")).update(person=known)
        known.phone, known.email = known.phone or row.phone, known.email or row.email
        known.save(update_fields=["phone", "email"])
        audit.record("person recognised by cpf", known, by=by, double=str(row.pk))
        return known
    audit.record("person cpf noted", row, by=by)
    return row


@transaction.atomic
def replace_cpf(person: Person, *, cpf: str, by: audit.Actor | None) -> None:
    """The number that was written down is wrong. The caller knows that nothing is registered under it."""
    Person.objects.filter(pk=person.pk).update(cpf=cpf)
    person.cpf = cpf
    audit.record("person cpf replaced", person, by=by)


@transaction.atomic
def write_down(*, name: str, cpf: str, by: audit.Actor | None) -> Person:
    """Somebody whom nobody had written down."""
    person = Person.objects.create(name=name, cpf=cpf)
    audit.record("person written down", person, by=by)
    return person


def link_as(person: Person, *, business: Business, like: Business | None, who: Person | None = None) -> None:
    """The person is for `business` what `who` (else the person) is for the business `like`."""
    known = BusinessPerson.objects.filter(business=like, person=who or person).first()
    role = known.role if known else PersonRole.REPRESENTATIVE
    BusinessPerson.objects.get_or_create(business=business, person=person, defaults={"role": role})


@transaction.atomic
def fold(*, double: Person, into: Person, by: audit.Actor | None) -> None:
    """Forget a person who turned out to be somebody we knew; visits and consents must hang on the other by now."""
    audit.record("person folded", double, by=by, into=str(into.pk))
    double.delete()
