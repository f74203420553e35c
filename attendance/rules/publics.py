"""Which action may hold a record: its name, its category and the public that Anexo I admits (PRG-21 to 24, CAT)."""

from __future__ import annotations

from attendance.enums import ACTION_PREFIX, AgentKind
from attendance.rules.decision import AGENT, MANAGER, STATE, Obstacle
from attendance.rules.facts import PARTNER, ActionFact, ContactFacts
from attendance.rules.kinds import CONSULTING, GUIDANCE, INFORMATION
from attendance.rules.rule_set import ANY_INSTRUMENT, CONDITIONAL, YES, CategoryRow, RuleSet, SolutionType
from clients.enums import TARGET_SIZES

CATEGORY = "Orientação"  # CAT-10
TRAINING = "Capacitação"
OF_PARTNERS = frozenset({"Sala do Empreendedor", "Parcerias de Atendimento"})  # PRG-18, CAT-13, CAT-14
PREFERRED = {GUIDANCE: CATEGORY, INFORMATION: CATEGORY, CONSULTING: "Consultoria empresarial"}


def named_actions(facts: ContactFacts, rules: RuleSet) -> list[ActionFact] | Obstacle:
    """The plan year's actions that may hold this agent's records, by their names (PRG-22, PRG-23)."""
    prefix = ACTION_PREFIX[AgentKind(facts.agent_kind)]
    named = [
        action
        for action in rules.actions
        if action.plan_year == facts.on.year
        and action.agent_kind == facts.agent_kind
        and action.name.startswith(prefix)
    ]
    coded = [action for action in named if action.has_codes]
    if coded:
        return coded
    if named:
        message = "A ação não tem os códigos do SAS. Peça à administração estadual que os cadastre."
        return Obstacle("no_action_codes", message, STATE, "PRG-15")
    message = (
        f"Não há ação ativa “{prefix}…” no plano de {facts.on.year}. "
        "Peça à administração estadual que cadastre a ação com os códigos do SAS."
    )
    return Obstacle("no_action", message, STATE, "PRG-22" if facts.agent_kind == AgentKind.GUIDANCE else "PRG-23")


def fitting_action(
    facts: ContactFacts, rules: RuleSet, kind: SolutionType, *, with_business: bool
) -> ActionFact | Obstacle:
    """The action whose category admits this type and public; the type's usual category goes first."""
    named = named_actions(facts, rules)
    if isinstance(named, Obstacle):
        return named
    first = PREFERRED.get(kind.code, TRAINING)
    ordered = sorted(named, key=lambda action: (action.category != first, action.category != CATEGORY, action.name))
    refusals = []
    for action in ordered:
        refusal = gate(facts, rules, kind, action.category, with_business=with_business)
        if refusal is None:
            return action
        refusals.append(refusal)
    return refusals[0]


def any_action(facts: ContactFacts, rules: RuleSet) -> ActionFact | Obstacle:
    """The action that holds what is no attendance: of the right name, and not one of management (CAT-15)."""
    named = named_actions(facts, rules)
    if isinstance(named, Obstacle):
        return named
    held = [action for action in named if not any(row.only_management for row in rules.rows_of(action.category))]
    if held:
        return min(held, key=lambda action: (action.category != CATEGORY, action.name))
    return _management_only()


def gate(
    facts: ContactFacts, rules: RuleSet, kind: SolutionType, category: str, *, with_business: bool
) -> Obstacle | None:
    """Why a category may not hold this attendance. A public that it forbids is blocked, never warned (PRG-21)."""
    rows = rules.rows_of(category)
    if not rows:
        message = f"A categoria “{category}” não está no Anexo I. Peça à administração estadual que corrija a ação."
        return Obstacle("unknown_category", message, STATE, "CAT-01")
    if any(row.only_management for row in rows):
        return _management_only()
    if category in OF_PARTNERS and facts.performer != PARTNER:
        message = f"A categoria {category} é de parceiros. Peça à administração estadual uma ação de Orientação."
        return Obstacle("not_a_partner", message, STATE, "PRG-18")
    held = _rows_for(kind.code, rows, rules)
    if not held:
        message = f"A categoria {category} não tem {kind.name}. Peça à administração estadual uma ação que tenha."
        return Obstacle("no_such_instrument", message, STATE, "PRG-21")
    if kind.code == CONSULTING and category == TRAINING and not (facts.claim and facts.claim.tied_to):
        message = "Consultoria em Capacitação precisa dizer a qual curso, oficina ou clínica está ligada. Escolha qual."
        return Obstacle("needs_training", message, AGENT, "CAT-06", "tied_to")
    if all(_admits(facts, rules, row, with_business=with_business) for row in held):
        return None
    return _forbidden(facts, category, with_business=with_business)


def _rows_for(code: str, rows: tuple[CategoryRow, ...], rules: RuleSet) -> list[CategoryRow]:
    """The category's rows that speak of a type.

    A type that Anexo I has no instrument for follows its whole category (X8), and so does Informação, which is no
    attendance wherever it is written down (X15).
    """
    own = [row for row in rows if row.solution_type == code or row.instrument == ANY_INSTRUMENT]
    if own:
        return own
    return list(rows) if code == INFORMATION or not rules.knows_instrument(code) else []


def _admits(facts: ContactFacts, rules: RuleSet, row: CategoryRow, *, with_business: bool) -> bool:
    """Whether a row admits the person alone, or the business through its person."""
    if with_business:
        return row.business == YES and facts.business is not None and facts.business.size in TARGET_SIZES
    if row.person == CONDITIONAL:
        return _condition(facts, rules, row)
    return row.person == YES


def _condition(facts: ContactFacts, rules: RuleSet, row: CategoryRow) -> bool:
    """CAT-08, CAT-09, X9: a startup's person at a fair where the unit keeps the exception; rounds for new business."""
    is_startup = bool(facts.business and facts.business.is_startup)
    if row.condition == "pf_if_startup":
        return is_startup and rules.fair_admits_startup_person
    opens = bool(facts.claim and facts.claim.opens_new_business)
    return row.condition == "pf_if_new_business_round_or_startup" and (is_startup or opens)


def _forbidden(facts: ContactFacts, category: str, *, with_business: bool) -> Obstacle:
    if with_business and facts.business and facts.business.size not in TARGET_SIZES:
        message = "O negócio não é MEI, ME nem EPP, e a ação só admite pequenos negócios. Confira o porte no cadastro."
        return Obstacle("forbidden_public", message, MANAGER, "PRG-21")
    message = (
        f"A categoria {category} não admite pessoa sem negócio ativo. "
        "Peça à administração estadual uma ação de Orientação."
    )
    return Obstacle("forbidden_public", message, STATE, "PRG-21")


def _management_only() -> Obstacle:
    message = "A categoria Outros é só para ações de gestão, sem cliente. Peça à administração estadual outra ação."
    return Obstacle("management_only", message, STATE, "CAT-15")
