"""Finding the person who calls, among those whom one may see."""

from __future__ import annotations

import re

from django.db import transaction

from agents.models import User
from clients.models import Person
from common import audit
from visits.models import Visit

MOST = 20


@transaction.atomic
def find_people(words: str, *, by: User) -> list[tuple[Person, Visit | None]]:
    """People by CPF, phone or name with their latest visit; the search is audited, what was typed is not."""
    digits = re.sub(r"\D", "", words)
    visible = Person.objects.visible_to(by)
    if len(digits) >= 8:
        found = visible.filter(cpf=digits) | visible.filter(phone__endswith=digits)
    else:
        found = visible.filter(name__icontains=words.strip())
    people = list(found.order_by("name")[:MOST])
    audit.record("people searched", by, by=by, found=len(people))
    latest = Visit.objects.visible_to(by).filter(person__in=people).select_related("business").order_by("started_at")
    last = {visit.person_id: visit for visit in latest}
    return [(person, last.get(person.pk)) for person in people]
