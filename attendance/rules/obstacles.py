"""What stops a record before it leaves, apart from the action's category: each check answers an obstacle or nothing."""

from __future__ import annotations

from collections.abc import Callable

from attendance.enums import AgentKind, Modality
from attendance.rules.decision import AGENT, MANAGER, STATE, Obstacle
from attendance.rules.facts import VISIT, ContactFacts
from attendance.rules.rule_set import RuleSet, SolutionType
from visits.enums import Channel, ContactKind

ALIGNED = frozenset({"aligned", "taken"})  # states of a credit need that the local management has agreed to
Check = Callable[[ContactFacts, RuleSet, SolutionType], Obstacle | None]


def first_obstacle(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    """The first thing that stands in the way, the most fundamental first."""
    for check in CHECKS:
        found = check(facts, rules, kind)
        if found:
            return found
    return None


def modality_of(channel: str) -> str:
    """Decided by the channel the solution came through, not by where the client was met (SOL-38)."""
    return Modality.IN_PERSON if channel == Channel.IN_PERSON else Modality.REMOTE


def _fampe(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    if kind.counting_event != "contracting_interaction":
        return None
    message = "A garantia FAMPE é registrada só pelo Sebrae Nacional. Não registre aqui."
    return Obstacle("fampe", message, AGENT, "SOL-26", "solution")


def _level(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    """CRD-02, CRD-03: only the second level, after the local management has aligned the need."""
    if facts.kind != ContactKind.CREDIT:
        return None
    if facts.agent_kind != AgentKind.CREDIT:
        message = "Quem dá consultoria de finanças é o agente de crédito. Registre como orientação técnica."
        return Obstacle("not_second_level", message, AGENT, "CRD-03", "kind")
    if facts.referral not in ALIGNED:
        message = "A gestão local ainda não alinhou este pedido. Espere o alinhamento antes da consultoria."
        return Obstacle("not_aligned", message, MANAGER, "CRD-02", "kind")
    return None


def _requested(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    if facts.kind != ContactKind.INFORMATION or facts.was_requested:
        return None
    message = "Informação só vale se o cliente pediu. Se a iniciativa foi do Sebrae, registre como campanha."
    return Obstacle("not_requested", message, AGENT, "SOL-30", "was_requested")


def _duration(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    least = rules.minimum_minutes.get(kind.code, 0)
    if facts.minutes >= least:
        return None
    message = (
        f"Consultoria tem pelo menos {least} minutos e esta teve {facts.minutes}. "
        "Confira início e fim; se foi mais curta, registre como orientação técnica."
    )
    return Obstacle("too_short", message, AGENT, "CRD-03" if facts.kind == ContactKind.CREDIT else "SOL-18", "ended_at")


def _modality(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    if modality_of(facts.channel) in kind.modalities:
        return None
    only = "presencial" if Modality.IN_PERSON in kind.modalities else "à distância"
    message = f"{kind.name} só existe na forma {only}. Confira o canal."
    return Obstacle("wrong_modality", message, AGENT, "SOL-38", "channel")


def _portfolio(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    """SOL-39 and PRG-13: a type that is offered needs its item of a portfolio, with its code."""
    if facts.claim is None:
        is_of_portfolio = facts.kind == ContactKind.SOLUTION
        if not (kind.needs_offer or is_of_portfolio):
            return None
        what = "Este contato" if is_of_portfolio else kind.name
        message = f"{what} precisa de um item do portfólio. Escolha a solução."
        return Obstacle("needs_solution", message, AGENT, "SOL-39", "solution")
    if not facts.claim.solution.sas_code:
        message = "A solução não tem código no SAS. Peça à administração estadual que cadastre o código."
        return Obstacle("no_sas_code", message, STATE, "PRG-13")
    if not facts.claim.solution.holds_on(facts.on):
        message = "Nesse dia esta solução não estava no portfólio. Escolha a que valia no dia do contato."
        return Obstacle("not_in_force", message, AGENT, "PRG-15", "solution")
    return None


def _carteira(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    if kind.code != "INT-ASS" or facts.is_portfolio_client:
        return None
    message = "Assessoramento é só para clientes de carteira. Registre como orientação técnica."
    return Obstacle("not_portfolio_client", message, AGENT, "SOL-19", "solution")


def _person(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    """SOL-04, CNS-03: who consumed it has a name and a CPF, but for students of basic education."""
    person = facts.person
    if kind.code in rules.admits_unnamed and person and person.is_student:
        return None
    if person is None:
        message = "O registro não diz quem foi atendido. Volte a falar com o negócio e anote a pessoa."
        if facts.kind == VISIT:
            message = "A visita não diz quem foi atendido. Peça a quem visitou que volte ao negócio e anote a pessoa."
        return Obstacle("no_person", message, AGENT, "SOL-04", "" if facts.kind == VISIT else "person")
    if not person.has_cpf:
        message = "Falta o CPF de quem foi atendido. Pergunte no próximo contato e passe para a gestão, que o anota."
        return Obstacle("no_cpf", message, AGENT, "SOL-04")
    return None


def _business(facts: ContactFacts, rules: RuleSet, kind: SolutionType) -> Obstacle | None:
    """A type for legal entities needs an active one (SOL-20, SOL-21, SOL-25)."""
    if not kind.needs_business or (facts.business and facts.business.is_active):
        return None
    if kind.code == "OPO-FEI" and rules.fair_admits_startup_person and facts.business and facts.business.is_startup:
        return None  # X9
    message = f"{kind.name} é só para negócio ativo. Confira o CNPJ ou registre como orientação técnica na pessoa."
    return Obstacle("needs_business", message, AGENT, "SOL-25" if kind.code == "ACE-REG" else "SOL-20", "business")


CHECKS: tuple[Check, ...] = (
    _fampe,
    _level,
    _requested,
    _duration,
    _modality,
    _portfolio,
    _carteira,
    _person,
    _business,
)
