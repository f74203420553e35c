"""What holds for every contact that can be thought of (issue D, Proof)."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.enums import ACTION_PREFIX, AgentKind
from attendance.rules import (
    ActionFact,
    BusinessFact,
    ClaimFact,
    ContactFacts,
    Decision,
    DeliveryFact,
    PersonFact,
    Planned,
    RuleSet,
    SolutionFact,
    decide,
)
from attendance.rules.facts import VISIT
from attendance.services.reference import rule_sets
from clients.enums import TARGET_SIZES, Size
from visits.enums import Channel, ContactKind, Outcome

RULES = rule_sets()[-1]
NAMES = ["Sebrae na sua Empresa - X", "Agente de Crédito - X", "Outra", "Sebrae na sua Empresa"]
booleans = st.booleans()


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """What happens on most days: with everything drawn alike, hardly any contact comes as far as a record."""
    return st.sampled_from([usual] * 20 + [*others])


codes = st.sampled_from([*RULES.types, "CAP-CLI"])
days = st.dates(date(2025, 12, 1), date(2027, 1, 31))
solutions = st.builds(
    SolutionFact, key=st.just("s"), solution_type=codes, sas_code=mostly("S-1", ""),
    minimum_attendance=st.none() | st.integers(0, 100),
)  # fmt: skip
claims = st.builds(
    ClaimFact, solution=solutions, tied_to=st.none() | solutions, took_part=booleans, is_consolidated=booleans,
    attended_percent=st.none() | st.integers(0, 100), as_exhibitor=booleans, is_sponsored=booleans,
    moment=st.sampled_from(["", "inicio", "25", "100", "uso"]), moment_counts=booleans, opens_new_business=booleans,
)  # fmt: skip
deliveries = st.builds(DeliveryFact, booleans, mostly(True, False), mostly(True, False), booleans)
facts = st.builds(
    ContactFacts, on=days, channel=mostly(Channel.IN_PERSON, *Channel.values),
    kind=st.sampled_from([VISIT, VISIT, *ContactKind.values]), outcome=mostly(Outcome.ATTENDED, *Outcome.values),
    was_promised=booleans, minutes=st.integers(0, 180), agent_kind=st.sampled_from(AgentKind.values),
    performer=st.sampled_from(["sebrae", "partner"]),
    person=mostly(PersonFact(True), PersonFact(False), PersonFact(False, True), PersonFact(True, True), None),
    business=st.none() | st.builds(BusinessFact, mostly(True, False), mostly(Size.ME, *Size.values), booleans),
    deliveries=st.lists(deliveries, max_size=2).map(tuple), was_requested=mostly(True, False),
    was_explained=mostly(True, False), improper_reason=st.sampled_from(["", "timeout"]),
    referral=st.sampled_from(["", "requested", "aligned", "taken", "declined"]), claim=st.none() | claims,
    is_portfolio_client=booleans,
)  # fmt: skip
CATEGORIES = [*sorted({row.category for row in RULES.rows}), "Inventada"]
action_facts = st.builds(
    ActionFact, key=st.uuids(), name=st.sampled_from(NAMES), plan_year=st.sampled_from([2026, 2027]),
    category=st.sampled_from(CATEGORIES), agent_kind=st.sampled_from(AgentKind.values),
)  # fmt: skip


@st.composite
def contacts(draw: st.DrawFn) -> tuple[ContactFacts, list[ActionFact]]:
    """A contact and the unit's actions; most units have one for this agent and year."""
    found, actions = draw(facts), draw(st.lists(action_facts, max_size=3))
    if draw(mostly(True, False)):
        name = f"{ACTION_PREFIX[AgentKind(found.agent_kind)]}X"
        category = draw(mostly("Orientação", *CATEGORIES))
        actions.append(ActionFact("own", name, category, found.on.year, found.agent_kind))
    return found, actions


COUNTED_BY_CONVERSATION = {"CON-ORI", "INT-CON", "INT-ASS", "ACE-FOR", "ACE-REG"}


def test_what_always_holds() -> None:
    """No contact is both blocked and yields a record; nothing that a rule forbids is planned; same facts, same one."""
    met: set[tuple[str, bool]] = set()

    @settings(max_examples=400, deadline=None)
    @given(contacts())
    def hold(contact: tuple[ContactFacts, list[ActionFact]]) -> None:
        met.update((record.kind, record.counts) for record in _holds(*contact).records)

    hold()
    assert met >= {("attendance", True), ("information", False), ("no_show", False)}  # it was asked of real ones


def _holds(facts: ContactFacts, actions: list[ActionFact]) -> Decision:
    rules = RULES.with_actions(actions)
    decision = decide(facts, rules)
    assert decision == decide(facts, rules)
    assert decision.reasons
    assert bool(decision.records) != bool(decision.problem)
    if decision.problem:
        assert decision.problem.blocks
        assert decision.problem.message.endswith(".")
        assert decision.problem.acts
    for record in decision.records:
        action = next(action for action in actions if action.key == record.action)
        _belongs(record, action, facts)
        _names_whom_it_may(record, facts, rules)
        _counts_only_what_counts(record, facts)
    return decision


def _belongs(record: Planned, action: ActionFact, facts: ContactFacts) -> None:
    """PRG-22, PRG-23, PRG-24, CAT-15, PRG-18: the action's name, year and agent; never one of management."""
    assert action.name.startswith(ACTION_PREFIX[AgentKind(facts.agent_kind)])
    assert (action.plan_year, action.agent_kind) == (facts.on.year, facts.agent_kind)
    assert record.category == action.category != "Outros"
    if record.solution_type and action.category in ("Sala do Empreendedor", "Parcerias de Atendimento"):
        assert facts.performer == "partner"


def _names_whom_it_may(record: Planned, facts: ContactFacts, rules: RuleSet) -> None:
    """SOL-04, SOL-41, CAT-11, PRG-21, SOL-26: who is named, and whom the category admits."""
    assert record.solution_type != "ACE-FAM"
    if record.with_business:
        assert facts.business is not None
        assert facts.business.is_active
    if not record.solution_type:
        return
    assert facts.person is not None
    assert facts.person.has_cpf or (record.solution_type == "CAP-MAT" and facts.person.is_student)
    kind = rules.types[record.solution_type]
    assert record.modality in kind.modalities
    if record.with_business:
        assert kind.admits_business
        assert facts.business is not None
        assert facts.business.size in TARGET_SIZES
    elif record.category in ("Consultoria empresarial", "Sebraetec") or record.solution_type == "EVT-MIS":
        assert record.category == "Parcerias de Atendimento"


def _counts_only_what_counts(record: Planned, facts: ContactFacts) -> None:
    """SOL-12, SOL-18, SOL-36, SOL-37, IND-07, CRD-02, CRD-03."""
    if record.kind != "attendance":
        assert not record.counts
        assert (record.solution_type == "CON-INF") == (record.kind == "information")
        return
    if record.solution_type == "INT-CON":
        assert facts.minutes >= 60
        assert record.category != "Capacitação" or (facts.claim and facts.claim.tied_to)
    if facts.kind == ContactKind.CREDIT and not facts.claim:
        assert facts.agent_kind == AgentKind.CREDIT
        assert facts.referral in ("aligned", "taken")
    if facts.claim:
        assert facts.claim.solution.sas_code
    if record.counts and record.solution_type not in COUNTED_BY_CONVERSATION:
        assert facts.claim
        assert facts.claim.is_consolidated or facts.claim.moment
