"""What the rules that make the records say of a visit's document, for static/js/rules/counting.js to be held against.

The server itself asks the rules about rows (attendance.services.facts); only the phone decides over the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attendance.enums import RecordKind
from attendance.rules.facts import ContactFacts, DeliveryFact
from attendance.rules.kinds import GUIDANCE, kind_of, solution_type_of
from clients.rules import cpf_problem
from deliveries.rules import finding_codes

WAITS = "waits"
NO_CPF = "Sem o CPF, a visita espera aqui e não vai para o SAS."
ANY_DAY = date(2024, 1, 1)  # no rule of the door looks at the day


def how_it_counts(
    document: Mapping[str, Any], definition: Mapping[str, Any] | None, *, is_promised: bool = False
) -> dict[str, Any]:
    """`{kind, counts, why}`: attendance, information, no_show or improper_contact; `waits` where the CPF is missing."""
    told = finding_codes(document, definition)
    facts = ContactFacts(
        on=ANY_DAY,
        channel="in_person",
        outcome=document.get("outcome") or "",
        was_promised=is_promised,
        deliveries=tuple(_delivery(each, told) for each in document.get("deliveries") or ()),
    )
    kind, _, reason = kind_of(facts)
    if reason:
        return {"kind": str(kind), "counts": False, "why": reason.text}
    cpf = (document.get("person") or {}).get("cpf") or ""
    if not cpf or cpf_problem(cpf):
        return {"kind": WAITS, "counts": False, "why": NO_CPF}
    code, why = solution_type_of(facts)
    counts = code == GUIDANCE
    known = RecordKind.ATTENDANCE if counts else RecordKind.INFORMATION
    return {"kind": str(known), "counts": counts, "why": why.text}


def _delivery(left: Mapping[str, Any], told: set[str]) -> DeliveryFact:
    return DeliveryFact(
        is_guidance=not left.get("tool"),
        was_explained=left.get("was_explained") is True,
        was_requested=left.get("was_requested") is True,
        answers_finding=not told.isdisjoint(left.get("findings") or ()),
    )
