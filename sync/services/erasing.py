"""Documents that became no visit and name a person who is erased: no key leads from one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clients.models import Person
from clients.rules import normalize_cpf
from privacy.services.erasure import also_erases
from sync.enums import SubmissionState
from sync.models import Submission
from sync.services.facts import as_document
from sync.services.sealed import legible


@also_erases
def forget_kept(person: Person) -> Mapping[str, int]:
    """Empty the kept documents (in conflict, refused, handed in as a copy) that are about this person."""
    kept = Submission.objects.exclude(state=SubmissionState.ACCEPTED).exclude(body=b"").only("pk", "body")
    named = [
        each.pk for each in kept.iterator(chunk_size=100) if _is_about(as_document(legible(bytes(each.body))), person)
    ]
    return {"sync.Submission": Submission.objects.filter(pk__in=named).update(body=b"")}


def _is_about(document: dict[str, Any], person: Person) -> bool:
    """By number, by CPF, or by name with telephone or e-mail."""
    said = document.get("person")
    if not isinstance(said, dict):
        return False
    if str(said.get("id")) == str(person.pk) or (person.cpf and normalize_cpf(str(said.get("cpf"))) == person.cpf):
        return True
    has_name = str(said.get("name", "")).strip().casefold() == person.name.casefold()
    contacts = {value for value in (person.phone, person.email) if value}
    return has_name and bool(contacts & {str(said.get("phone")), str(said.get("email"))})
