"""Which records a visit becomes: a table of cases, and what holds for every case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.rules import ActionFact, DeliveryFact, Facts, decide
from attendance.services.reference import publics, solution_types
from clients.enums import Size
from visits.enums import Channel, Outcome

GUIDANCE = ActionFact("a", "Sebrae na sua Empresa - Cariri", "Orientação", 2026)
EXPLAINED = DeliveryFact(is_guidance=True, was_explained=True, was_requested=True)
FACTS = Facts(
    outcome="attended", channel="in_person", plan_year=2026, has_person=True, has_cpf=True, business_is_active=True,
    size="me", deliveries=(EXPLAINED,), actions=(GUIDANCE,), publics=publics(),
)  # fmt: skip


def rules_of(facts: Facts) -> list[str]:
    return [reason.rule for reason in decide(facts).reasons]


def test_it_works() -> None:
    decision = decide(FACTS)
    (record,) = decision.records
    assert decision.problem is None
    assert (record.solution_type, record.category, record.counts) == ("CON-ORI", "Orientação", True)
    assert (record.modality, record.with_business, record.action) == ("in_person", True, "a")
    assert rules_of(FACTS) == ["SOL-11", "SOL-41", "SOL-38", "PRG-22", "CAT-10", "SOL-11"]


@pytest.mark.parametrize(
    ("delivery", "solution_type", "counts", "rule"),
    [
        (DeliveryFact(True, was_explained=True, was_requested=True), "CON-ORI", True, "SOL-11"),
        (DeliveryFact(True, True, False, answers_finding=True), "CON-ORI", True, "SOL-11"),
        (DeliveryFact(False, was_explained=True, was_requested=True), "CON-ORI", True, "SOL-11"),
        (DeliveryFact(False, True, False, answers_finding=True), "CON-INF", False, "SOL-29"),  # a tool nobody asked for
        (DeliveryFact(False, was_explained=False, was_requested=True), "CON-INF", False, "SOL-30"),  # only sent
        (DeliveryFact(True, was_explained=False, was_requested=False), "CON-INF", False, "SOL-29"),
        (DeliveryFact(True, was_explained=True, was_requested=False), "CON-INF", False, "SOL-29"),
    ],
)
def test_solution_type_follows_what_was_done(
    delivery: DeliveryFact, solution_type: str, counts: bool, rule: str
) -> None:
    facts = replace(FACTS, deliveries=(delivery,))
    (record,) = decide(facts).records
    assert (record.solution_type, record.counts) == (solution_type, counts)
    assert rules_of(facts)[0] == rule


@pytest.mark.parametrize(("channel", "modality"), [(c, "in_person" if c == "in_person" else "remote") for c in Channel])
def test_modality_follows_the_channel(channel: str, modality: str) -> None:
    assert decide(replace(FACTS, channel=channel)).records[0].modality == modality


def test_inactive_business_is_left_off() -> None:
    facts = replace(FACTS, business_is_active=False)
    assert decide(facts).records[0].with_business is False
    assert "CAT-11" in rules_of(facts)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome != Outcome.ATTENDED])
def test_nobody_attended_is_no_attendance(outcome: str) -> None:
    decision = decide(replace(FACTS, outcome=outcome))
    assert (decision.records, decision.problem) == ((), None)
    assert decision.reasons[0].rule == "SOL-43"


@pytest.mark.parametrize(
    ("change", "code", "rule", "acts"),
    [
        ({"has_person": False, "has_cpf": False}, "no_person", "SOL-04", "Agente"),
        ({"has_cpf": False}, "no_cpf", "SOL-04", "Agente"),
        ({"actions": ()}, "no_action", "PRG-22", "Administração estadual"),
        ({"plan_year": 2027}, "no_action", "PRG-22", "Administração estadual"),
        ({"actions": (replace(GUIDANCE, name="Agente de Crédito - Cariri"),)}, "no_action", "PRG-22", None),
        ({"actions": (replace(GUIDANCE, agent_kind="credit"),)}, "no_action", "PRG-22", None),
        ({"size": "other"}, "forbidden_public", "PRG-21", "Gestão regional"),
        (
            {"business_is_active": False, "actions": (replace(GUIDANCE, category="Sebraetec"),)},
            "forbidden_public", "PRG-21", "Administração estadual",
        ),
        ({"actions": (replace(GUIDANCE, category="Outros"),)}, "forbidden_public", "PRG-21", None),
    ],
)  # fmt: skip
def test_refusals_say_who_acts(change: dict[str, object], code: str, rule: str, acts: str | None) -> None:
    decision = decide(replace(FACTS, **change))
    assert decision.records == ()
    assert decision.problem is not None
    assert (decision.problem.code, decision.problem.rule, decision.problem.blocks) == (code, rule, True)
    assert acts is None or decision.problem.acts == acts
    assert decision.problem.message.endswith(".")


def test_an_action_of_the_guidance_category_goes_first() -> None:
    partner = replace(GUIDANCE, key="b", name="Sebrae na sua Empresa - A", category="Parcerias de Atendimento")
    assert decide(replace(FACTS, actions=(partner, GUIDANCE))).records[0].action == "a"


def test_twenty_solution_types() -> None:
    assert len(solution_types()) == 20


booleans = st.booleans()
facts = st.builds(
    Facts,
    outcome=st.sampled_from(Outcome.values),
    channel=st.sampled_from(Channel.values),
    plan_year=st.sampled_from([2026, 2027]),
    has_person=booleans,
    has_cpf=booleans,
    business_is_active=booleans,
    size=st.sampled_from(Size.values),
    deliveries=st.lists(st.builds(DeliveryFact, booleans, booleans, booleans, booleans), max_size=3).map(tuple),
    actions=st.lists(
        st.builds(
            ActionFact,
            key=st.uuids(),
            name=st.sampled_from(["Sebrae na sua Empresa - X", "Agente de Crédito - X", "Outra"]),
            category=st.sampled_from(["Orientação", "Sebraetec", "Eventos", "Outros", "Inventada"]),
            plan_year=st.just(2026),
        ),
        max_size=3,
    ).map(tuple),
    publics=st.just(publics()),
)


@given(facts)
def test_what_always_holds(facts: Facts) -> None:
    decision = decide(facts)
    assert decision == decide(facts)  # same facts, same decision
    assert decision.reasons
    if decision.problem:
        assert decision.records == ()  # what is blocked yields no record
    for record in decision.records:
        assert facts.outcome == "attended"
        assert facts.has_cpf
        assert record.solution_type in ("CON-ORI", "CON-INF")
        assert record.counts == (record.solution_type != "CON-INF")  # informação never counts
        assert record.with_business <= facts.business_is_active  # never on an inactive CNPJ
        action = next(action for action in facts.actions if action.key == record.action)
        assert action.name.startswith("Sebrae na sua Empresa - ")
