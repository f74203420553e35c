"""Which attendance records a visit becomes, and why.

Only visits in which the client was attended become records. Improper contacts and no-shows have kinds of their own in
the national system (SOL-43); they are not attendances and are not sent yet.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from attendance.enums import ACTION_PREFIX, AgentKind, Modality
from clients.enums import TARGET_SIZES
from visits.enums import Channel, Outcome

GUIDANCE = "CON-ORI"  # orientação técnica
INFORMATION = "CON-INF"
CATEGORY = "Orientação"  # CAT-10


@dataclass(frozen=True)
class Reason:
    """A rule that spoke: its number and what it said, in Portuguese."""

    rule: str
    text: str


@dataclass(frozen=True)
class Obstacle:
    """Why a visit yields no record, and who can put it right."""

    code: str
    message: str
    acts: str
    rule: str
    blocks: bool = True


@dataclass(frozen=True)
class DeliveryFact:
    """What was left with the client: an own guidance or a tool, explained or not, asked for or not."""

    is_guidance: bool
    was_explained: bool
    was_requested: bool
    answers_finding: bool = False
    name: str = ""

    @property
    def is_technical_guidance(self) -> bool:
        """Whether it is orientação técnica (SOL-11, SOL-28, SOL-29, DEL-12).

        It must have been explained. A guidance counts when the client asked for it or it answers what the client
        told; a tool only when the client asked for it: showing a tool that nobody asked for is not an attendance.
        """
        if not self.was_explained:
            return False
        return self.was_requested or (self.is_guidance and self.answers_finding)


@dataclass(frozen=True)
class ActionFact:
    """An action of the unit's plan year."""

    key: Hashable
    name: str
    category: str
    plan_year: int
    agent_kind: str = AgentKind.GUIDANCE


@dataclass(frozen=True)
class Facts:
    """Everything the rules look at. `publics` is Anexo I: (category, solution type) → (PF allowed, PN allowed)."""

    outcome: str
    channel: str
    plan_year: int
    has_person: bool
    has_cpf: bool
    business_is_active: bool
    size: str
    deliveries: tuple[DeliveryFact, ...] = ()
    actions: tuple[ActionFact, ...] = ()
    publics: dict[tuple[str, str], tuple[bool, bool]] = field(default_factory=dict)
    agent_kind: str = AgentKind.GUIDANCE


@dataclass(frozen=True)
class Planned:
    """A record to make."""

    solution_type: str
    action: Hashable
    category: str
    with_business: bool
    modality: str
    counts: bool
    description: str


@dataclass(frozen=True)
class Decision:
    """Records to make, or the problem that stands in the way, and every rule that spoke."""

    records: tuple[Planned, ...] = ()
    problem: Obstacle | None = None
    reasons: tuple[Reason, ...] = ()


def decide(facts: Facts) -> Decision:
    """What the visit becomes. Problems block, they do not warn (PRG-21)."""
    if facts.outcome != Outcome.ATTENDED:
        text = "Ninguém foi atendido nesta visita: não é atendimento e não vai para o SAS."
        return Decision(reasons=(Reason("SOL-43", text),))
    problem = _person_problem(facts)
    if problem:
        return Decision(problem=problem, reasons=(Reason(problem.rule, problem.message),))
    solution_type, why_type = _solution_type(facts.deliveries)
    with_business, why_business = _who_is_attended(facts)
    action = _action(facts, solution_type, with_business)
    if isinstance(action, Obstacle):
        return Decision(problem=action, reasons=(why_type, why_business, Reason(action.rule, action.message)))
    modality, why_modality = _modality(facts.channel)
    planned = Planned(
        solution_type=solution_type,
        action=action.key,
        category=action.category,
        with_business=with_business,
        modality=modality,
        counts=solution_type != INFORMATION,
        description=_description(solution_type, facts.deliveries),
    )
    return Decision(
        records=(planned,),
        reasons=(why_type, why_business, why_modality, *_action_reasons(facts, action), _counting(planned)),
    )


def _person_problem(facts: Facts) -> Obstacle | None:
    if not facts.has_person:
        message = "A visita não diz quem foi atendido. Peça à agente que volte ao negócio e anote a pessoa."
        return Obstacle("no_person", message, "Agente", "SOL-04")
    if not facts.has_cpf:
        message = "Falta o CPF de quem foi atendido. Pergunte no próximo contato e passe para a gestão, que o anota."
        return Obstacle("no_cpf", message, "Agente", "SOL-04")
    return None


def _solution_type(deliveries: Iterable[DeliveryFact]) -> tuple[str, Reason]:
    """Orientação técnica when something technical was explained; else informação."""
    if any(delivery.is_technical_guidance for delivery in deliveries):
        text = "Um assunto técnico de interesse do cliente foi explicado: é orientação técnica."
        return GUIDANCE, Reason("SOL-11", text)
    if any(delivery.was_requested for delivery in deliveries):
        return INFORMATION, Reason("SOL-30", "O cliente pediu o conteúdo, mas ele não foi explicado: é informação.")
    text = "Mostrar ou mandar uma ferramenta que o cliente não pediu não é orientação técnica: é informação."
    return INFORMATION, Reason("SOL-29", text)


def _who_is_attended(facts: Facts) -> tuple[bool, Reason]:
    """Person first, business attached; an inactive business is left off."""
    if facts.business_is_active:
        return True, Reason("SOL-41", "O registro é da pessoa, com o negócio vinculado a ela.")
    return False, Reason("CAT-11", "O negócio não está ativo na Receita: o registro é só no CPF, nunca no CNPJ.")


def _modality(channel: str) -> tuple[str, Reason]:
    if channel == Channel.IN_PERSON:
        return Modality.IN_PERSON, Reason("SOL-38", "A orientação foi dada na porta: presencial.")
    return Modality.REMOTE, Reason("SOL-38", "A orientação foi dada por telefone ou internet: à distância.")


def _action(facts: Facts, solution_type: str, with_business: bool) -> ActionFact | Obstacle:
    """The action that holds the record: of the year, named after PRG-22/23, of a category that admits this public."""
    prefix = ACTION_PREFIX[AgentKind(facts.agent_kind)]
    named = [
        action
        for action in facts.actions
        if action.plan_year == facts.plan_year
        and action.agent_kind == facts.agent_kind
        and action.name.startswith(prefix)
    ]
    if not named:
        message = (
            f"Não há ação ativa “{prefix}…” no plano de {facts.plan_year}. "
            "Peça à administração estadual que cadastre a ação com os códigos do SAS."
        )
        return Obstacle("no_action", message, "Administração estadual", "PRG-22")
    fitting = [action for action in named if _admits(facts, action.category, solution_type, with_business)]
    if not fitting:
        return _forbidden_public(facts, with_business)
    return min(fitting, key=lambda action: (action.category != CATEGORY, action.name))


def _admits(facts: Facts, category: str, solution_type: str, with_business: bool) -> bool:
    """Whether Anexo I admits this public; a type without a row of its own follows its whole category."""
    row = facts.publics.get((category, solution_type))
    rows = [row] if row else [value for (name, _), value in facts.publics.items() if name == category]
    if not rows:
        return False
    if not with_business:
        return all(person_allowed for person_allowed, _ in rows)
    return facts.size in TARGET_SIZES and all(business_allowed for _, business_allowed in rows)


def _forbidden_public(facts: Facts, with_business: bool) -> Obstacle:
    if with_business and facts.size not in TARGET_SIZES:
        message = "O negócio não é MEI, ME nem EPP, e a ação só admite pequenos negócios. Confira o porte no cadastro."
        return Obstacle("forbidden_public", message, "Gestão regional", "PRG-21")
    message = "A categoria da ação não admite este público. Peça à administração estadual uma ação de Orientação."
    return Obstacle("forbidden_public", message, "Administração estadual", "PRG-21")


def _action_reasons(facts: Facts, action: ActionFact) -> tuple[Reason, Reason]:
    rule = "PRG-22" if facts.agent_kind == AgentKind.GUIDANCE else "PRG-23"
    return (
        Reason(rule, f"Vai para a ação “{action.name}” de {action.plan_year}."),
        Reason("CAT-10" if action.category == CATEGORY else "CAT-01", f"A categoria da ação é {action.category}."),
    )


def _counting(planned: Planned) -> Reason:
    if planned.counts:
        return Reason("SOL-11", "Conta como atendimento: a própria conversa vale.")
    return Reason("SOL-12", "Fica registrado, mas informação nunca conta como atendimento.")


def _description(solution_type: str, deliveries: Iterable[DeliveryFact]) -> str:
    """What was done, in words without personal data."""
    kind = "Orientação técnica" if solution_type == GUIDANCE else "Informação"
    names = [delivery.name or "orientação do agente" for delivery in deliveries]
    return f"{kind} em visita ao negócio: {', '.join(dict.fromkeys(names)) or 'conversa'}"[:240]
