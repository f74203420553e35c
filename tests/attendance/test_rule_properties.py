"""What holds for every contact that can be thought of (issue D, Proof)."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.enums import ACTION_PREFIX, AgentKind
from attendance.rules import (
    ActionFact,
    BusinessFact,
    ClaimFact,
    ContactFacts,
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
codes = st.sampled_from([*RULES.types, "CAP-CLI"])
days = st.dates(date(2025, 12, 1), date(2027, 1, 31))
solutions = st.builds(
    SolutionFact, key=st.just("s"), solution_type=codes, sas_code=st.sampled_from(["", "S-1"]),
    minimum_attendance=st.none() | st.integers(0, 100),
)  # fmt: skip
claims = st.builds(
    ClaimFact, solution=solutions, tied_to=st.none() | solutions, took_part=booleans, is_consolidated=booleans,
    attended_percent=st.none() | st.integers(0, 100), as_exhibitor=booleans, is_sponsored=booleans,
    moment=st.sampled_from(["", "inicio", "25", "100", "uso"]), moment_counts=booleans, opens_new_business=booleans,
)  # fmt: skip
facts = st.builds(
    ContactFacts, on=days, channel=st.sampled_from(Channel.values),
    kind=st.sampled_from([VISIT, VISIT, *ContactKind.values]), outcome=st.sampled_from(Outcome.values),
    was_promised=booleans, minutes=st.integers(0, 180), agent_kind=st.sampled_from(AgentKind.values),
    performer=st.sampled_from(["sebrae", "partner"]),
    person=st.none() | st.builds(PersonFact, has_cpf=booleans, is_student=booleans),
    business=st.none() | st.builds(BusinessFact, booleans, st.sampled_from(Size.values), booleans),
    deliveries=st.lists(st.builds(DeliveryFact, booleans, booleans, booleans, booleans), max_size=2).map(tuple),
    was_requested=booleans, was_explained=booleans, improper_reason=st.sampled_from(["", "timeout"]),
    referral=st.sampled_from(["", "requested", "aligned", "taken", "declined"]), claim=st.none() | claims,
    is_portfolio_client=booleans,
)  # fmt: skip
actions = st.lists(
    st.builds(
        ActionFact, key=st.uuids(), name=st.sampled_from(NAMES), plan_year=st.sampled_from([2026, 2027]),
        category=st.sampled_from([*{row.category for row in RULES.rows}, "Inventada"]),
        agent_kind=st.sampled_from(AgentKind.values),
    ),
    max_size=4,
)  # fmt: skip
COUNTED_BY_CONVERSATION = {"CON-ORI", "INT-CON", "INT-ASS", "ACE-FOR", "ACE-REG"}


@settings(max_examples=400, deadline=None)
@given(facts, actions)
def test_what_always_holds(facts: ContactFacts, actions: list[ActionFact]) -> None:
    """No contact is both blocked and yields a record; nothing that a rule forbids is planned; same facts, same one."""
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
