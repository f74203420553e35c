"""Whether a record counts: each type has its own event (SOL-06, SOL-36, SOL-37)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from attendance.rules.decision import Reason
from attendance.rules.facts import ClaimFact, ContactFacts
from attendance.rules.rule_set import SolutionType

Answer = tuple[bool, Reason]


def counts(facts: ContactFacts, kind: SolutionType) -> Answer:
    """Whether it counts, and the rule that says so."""
    return EVENTS[kind.counting_event](facts)


def _interaction(facts: ContactFacts) -> Answer:
    return True, Reason("SOL-06", "Conta como atendimento: a própria conversa vale.")


def _never(facts: ContactFacts) -> Answer:
    return False, Reason("SOL-12", "Fica registrado, mas informação nunca conta como atendimento.")


def _nowhere(facts: ContactFacts) -> Answer:
    return False, Reason("SOL-26", "A garantia FAMPE é registrada só pelo Sebrae Nacional.")


def _participation(facts: ContactFacts) -> Answer:
    if _is_consolidated(facts.claim):
        return True, Reason("SOL-36", "Conta: a oferta está consolidada e a participação, comprovada.")
    return False, Reason("SOL-36", "Ainda não conta: só depois de consolidar a oferta com a participação comprovada.")


def _frequency(facts: ContactFacts) -> Answer:
    """SOL-13, SOL-14: a course or workshop also wants the least presence that its solution sets."""
    claim = facts.claim
    if claim is None or not _is_consolidated(claim):
        return _participation(facts)
    least, came = claim.solution.minimum_attendance, claim.attended_percent
    if least is None:
        return False, Reason("SOL-13", "Não conta: a solução não diz a frequência mínima. Peça o dado à gestão.")
    if came is None or came < least:
        return False, Reason("SOL-13", f"Não conta: a frequência ficou abaixo de {least}%, o mínimo da solução.")
    return True, Reason("SOL-13", f"Conta: participou de {came}% e o mínimo é {least}%.")


def _exhibitor(facts: ContactFacts) -> Answer:
    if facts.claim and facts.claim.as_exhibitor and not facts.claim.is_sponsored:
        return _participation(facts)
    return False, Reason("SOL-20", "Não conta: em feira, só conta quem expôs, e não em evento patrocinado.")


def _first_moment(facts: ContactFacts) -> Answer:
    if facts.claim and facts.claim.moment == "inicio":
        return True, Reason("SOL-15", "Conta: é o início do curso autoinstrucional.")
    return False, Reason("SOL-15", "Fica registrado, mas só o início do curso autoinstrucional conta.")


def _flagged_moment(facts: ContactFacts) -> Answer:
    if facts.claim and facts.claim.moment and facts.claim.moment_counts:
        return True, Reason("SOL-37", "Conta: o momento digital entrega a solução (contabiliza).")
    return False, Reason("SOL-37", "Fica registrado, mas este momento digital não entrega a solução.")


def _is_consolidated(claim: ClaimFact | None) -> bool:
    return bool(claim and claim.took_part and claim.is_consolidated)


EVENTS: dict[str, Callable[[ContactFacts], Answer]] = {
    "attendance_interaction": _interaction,
    "attendance_interaction_or_offering_consolidated": _interaction,  # INT-CON: either will do (SOL-18)
    "none": _never,
    "participation_consolidated": _participation,
    "participation_consolidated_with_min_attendance": _frequency,
    "participation_consolidated_as_exhibitor": _exhibitor,
    "digital_moment_inicio": _first_moment,
    "digital_moment_flagged_contabiliza": _flagged_moment,
    "contracting_interaction": _nowhere,
}

_TOOK_PART = ("is_consolidated",)
PROOFS: dict[str, tuple[str, ...]] = {  # what a contact has to say for each event
    "participation_consolidated": _TOOK_PART,
    "participation_consolidated_with_min_attendance": (*_TOOK_PART, "attended_percent"),
    "participation_consolidated_as_exhibitor": ("as_exhibitor", "is_sponsored", *_TOOK_PART),
    "digital_moment_inicio": ("moment",),
    "digital_moment_flagged_contabiliza": ("moment", "moment_counts"),
}
OF_TYPE = {"INT-CON": ("tied_to",), "OPO-ROD": ("opens_new_business",)}  # CAT-06, CAT-09


def proofs_of(kind: SolutionType, unnamed: Collection[str] = ()) -> tuple[str, ...]:
    """What has to be said of a solution of this type before it may count, or be recorded at all."""
    student = ("is_student",) if kind.code in unnamed else ()
    return (*OF_TYPE.get(kind.code, ()), *PROOFS.get(kind.counting_event, ()), *student)
