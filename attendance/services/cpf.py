"""The CPF that was missing at the door, written down later (CNS-03, SOL-04)."""

from __future__ import annotations

from typing import cast

from django.db import transaction
from django.db.models import Q

from attendance.models import Impediment
from attendance.services.resend import retry_cause
from clients.models import Person
from clients.services import people
from common import audit
from privacy.services.consents import move_consents
from visits.services.record import move_visits

NO_CPF = "no_cpf"
PERSON_PROBLEMS = frozenset({NO_CPF, "no_person"})  # what a CPF cures, and what it cannot


def has_cpf_now(impediment: Impediment) -> bool:
    """Whether the CPF that was missing has come meanwhile, and all that is left is to decide again."""
    person = impediment.cause.person
    return impediment.code == NO_CPF and bool(person and person.cpf)


@transaction.atomic
def note_cpf(impediment: Impediment, *, cpf: str, by: audit.Actor | None) -> bool:
    """Give the person attended their CPF and decide again on every visit and contact of theirs that waited for it.

    True when we knew somebody by this CPF: the two are one person, and the visits are theirs now. Saying it again
    changes nothing. The cause has a person; the page says why nothing can be done where it has none.
    """
    person = cast("Person", impediment.cause.person)
    holder = people.note_cpf(person=person, cpf=cpf, by=by)
    was_known = holder.pk != person.pk
    if was_known:
        move_visits(double=person, to=holder, by=by)
        move_consents(double=person, to=holder)
        people.fold(double=person, into=holder, by=by)
    theirs = Q(visit__person=holder) | Q(contact__person=holder)
    for waiting in Impediment.objects.filter(theirs, code=NO_CPF):
        retry_cause(waiting, by=by)
    return was_known
