"""Which attendance records a visit or a contact becomes, and why: `decide(facts, rules)`."""

from __future__ import annotations

from collections.abc import Iterable

from attendance.enums import AgentKind, RecordKind
from attendance.rules.counting import counts
from attendance.rules.decision import STATE, Decision, Obstacle, Planned, Reason
from attendance.rules.facts import VISIT, ActionFact, ContactFacts, DeliveryFact
from attendance.rules.kinds import INFORMATION, kind_of, solution_type_of
from attendance.rules.obstacles import first_obstacle, modality_of
from attendance.rules.publics import CATEGORY, any_action, fitting_action
from attendance.rules.rule_set import RuleSet, SolutionType
from visits.enums import Channel, ImproperReason, Outcome


def decide(facts: ContactFacts, rules: RuleSet | None) -> Decision:
    """What it becomes. Either records or a problem, never both; each rule that spoke says so."""
    if rules is None:
        message = f"Não há regras do programa carregadas para {facts.on:%d/%m/%Y}. Chame a administração estadual."
        return _blocked(Obstacle("no_rules", message, STATE, "PRG-01"))
    kind, detail, why = kind_of(facts)
    if why:
        return _uncounted(facts, rules, kind, detail, why)
    code, why_type = solution_type_of(facts)
    solution_type = rules.types.get(code)
    if solution_type is None:
        message = "O tipo desta solução não é um dos vinte em vigor. Peça à administração estadual que o corrija."
        return _blocked(Obstacle("unknown_type", message, STATE, "SOL-02"), why_type)
    problem = first_obstacle(facts, rules, solution_type)
    if problem:
        return _blocked(problem, why_type)
    return _consumed(facts, rules, solution_type, why_type)


def _consumed(facts: ContactFacts, rules: RuleSet, kind: SolutionType, why_type: Reason) -> Decision:
    """A solution was consumed: the record names the person, and the business where it may."""
    with_business, why_business = _who_is_attended(facts, kind)
    action = fitting_action(facts, rules, kind, with_business=with_business)
    if isinstance(action, Obstacle):
        return _blocked(action, why_type, why_business)
    does_count, why_counts = counts(facts, kind)
    claim = facts.claim
    planned = Planned(
        kind=RecordKind.INFORMATION if kind.code == INFORMATION else RecordKind.ATTENDANCE,
        solution_type=kind.code,
        action=action.key,
        category=action.category,
        with_person=facts.person is not None,
        with_business=with_business,
        modality=modality_of(facts.channel),
        counts=does_count,
        description=_description(facts, kind),
        solution=claim.solution.key if claim else None,
        tied_to=claim.tied_to.key if claim and claim.tied_to else None,
    )
    reasons = (why_type, why_business, _why_modality(facts.channel), *_why_action(facts, action), why_counts)
    return Decision(records=(planned,), reasons=reasons)


def _uncounted(facts: ContactFacts, rules: RuleSet, kind: RecordKind, detail: str, why: Reason) -> Decision:
    """A kind of its own that never counts (SOL-34, SOL-42, SOL-43): nobody was attended, so no public is asked for."""
    action = any_action(facts, rules)
    if isinstance(action, Obstacle):
        return _blocked(action, why)
    planned = Planned(
        kind=kind,
        solution_type="",
        action=action.key,
        category=action.category,
        with_person=bool(facts.person and facts.person.has_cpf),
        with_business=bool(facts.business and facts.business.is_active),
        modality=modality_of(facts.channel),
        counts=False,
        description=": ".join(part for part in (kind.label, DETAILS.get(detail, "")) if part)[:240],
        detail=detail,
        solution=facts.claim.solution.key if facts.claim and facts.claim.solution.sas_code else None,
    )
    never = Reason("IND-07", f"Fica registrado como {kind.label.lower()}, à parte, e nunca conta como atendimento.")
    return Decision(
        records=(planned,),
        reasons=(why, _why_modality(facts.channel), *_why_action(facts, action), never),
    )


DETAILS: dict[str, str] = {
    **{str(value): str(label).lower() for value, label in Outcome.choices},
    **{str(value): str(label).lower() for value, label in ImproperReason.choices},
}


def _blocked(problem: Obstacle, *before: Reason) -> Decision:
    return Decision(problem=problem, reasons=(*before, Reason(problem.rule, problem.message)))


def _who_is_attended(facts: ContactFacts, kind: SolutionType) -> tuple[bool, Reason]:
    """Person first, business attached; an inactive business is left off (SOL-41, CAT-11, X16)."""
    if facts.business is None:
        return False, Reason("X4", "O registro é só da pessoa: não há negócio ligado a este contato.")
    if not facts.business.is_active:
        return False, Reason("CAT-11", "O negócio não está ativo na Receita: o registro é só no CPF, nunca no CNPJ.")
    if not kind.admits_business:
        return False, Reason("SOL-24", f"{kind.name} é da pessoa: o negócio não entra no registro.")
    return True, Reason("SOL-41", "O registro é da pessoa, com o negócio vinculado a ela.")


def _why_modality(channel: str) -> Reason:
    if channel == Channel.IN_PERSON:
        return Reason("SOL-38", "Aconteceu frente a frente: presencial.")
    return Reason("SOL-38", "Aconteceu por telefone ou internet: à distância.")


def _why_action(facts: ContactFacts, action: ActionFact) -> tuple[Reason, Reason]:
    rule = "PRG-22" if facts.agent_kind == AgentKind.GUIDANCE else "PRG-23"
    return (
        Reason(rule, f"Vai para a ação “{action.name}” de {action.plan_year}."),
        Reason("CAT-10" if action.category == CATEGORY else "CAT-01", f"A categoria da ação é {action.category}."),
    )


def _description(facts: ContactFacts, kind: SolutionType) -> str:
    """What was done, in words without personal data."""
    if facts.claim and facts.claim.solution.name:
        return f"{kind.name}: {facts.claim.solution.name}"[:240]
    if facts.kind != VISIT:
        return f"{kind.name} em contato com o negócio"[:240]
    return f"{kind.name} em visita ao negócio: {_names(facts.deliveries)}"[:240]


def _names(deliveries: Iterable[DeliveryFact]) -> str:
    names = [delivery.name or "orientação do agente" for delivery in deliveries]
    return ", ".join(dict.fromkeys(names)) or "conversa"
