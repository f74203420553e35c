"""Which records a visit or a contact becomes: tables of cases, each with the rule that it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from attendance.rules import ActionFact, BusinessFact, ContactFacts, Decision, DeliveryFact, PersonFact, decide
from attendance.services.reference import rule_sets
from visits.enums import Channel, Outcome

GUIDANCE = ActionFact("a", "Sebrae na sua Empresa - Cariri", "Orientação", 2026)
CREDIT = ActionFact("c", "Agente de Crédito - Cariri", "Orientação", 2026, "credit")
RULES = rule_sets()[-1].with_actions([GUIDANCE, CREDIT])
EXPLAINED = DeliveryFact(is_guidance=True, was_explained=True, was_requested=True)
FACTS = ContactFacts(
    on=date(2026, 11, 20), channel="in_person", minutes=22, person=PersonFact(has_cpf=True),
    business=BusinessFact(is_active=True, size="me"), deliveries=(EXPLAINED,),
)  # fmt: skip
INACTIVE = BusinessFact(is_active=False, size="me")


def rules_of(decision: Decision) -> list[str]:
    return [reason.rule for reason in decision.reasons]


def with_actions(*actions: ActionFact) -> Any:
    return RULES.with_actions(actions)


def test_it_works() -> None:
    decision = decide(FACTS, RULES)
    (record,) = decision.records
    assert decision.problem is None
    assert (record.kind, record.solution_type, record.category, record.counts) == (
        "attendance", "CON-ORI", "Orientação", True,
    )  # fmt: skip
    assert (record.modality, record.with_business, record.action) == ("in_person", True, "a")
    assert rules_of(decision) == ["SOL-11", "SOL-41", "SOL-38", "PRG-22", "CAT-10", "SOL-06"]


@pytest.mark.parametrize(
    ("delivery", "solution_type", "counts", "rule"),
    [
        (DeliveryFact(True, was_explained=True, was_requested=True), "CON-ORI", True, "SOL-11"),
        (DeliveryFact(True, True, False, answers_finding=True), "CON-ORI", True, "SOL-11"),
        (DeliveryFact(False, was_explained=True, was_requested=True), "CON-ORI", True, "SOL-11"),
        (DeliveryFact(False, True, False, answers_finding=True), "CON-INF", False, "SOL-29"),  # a tool nobody asked for
        (DeliveryFact(False, was_explained=False, was_requested=True), "CON-INF", False, "SOL-30"),  # only sent: SOL-28
        (DeliveryFact(True, was_explained=False, was_requested=False), "CON-INF", False, "SOL-29"),
        (DeliveryFact(True, was_explained=True, was_requested=False), "CON-INF", False, "SOL-29"),
    ],
)
def test_solution_type_follows_what_was_done(
    delivery: DeliveryFact, solution_type: str, counts: bool, rule: str
) -> None:
    """SOL-11, SOL-12, SOL-28, SOL-29, SOL-30, DEL-12: delivering and counting are decided apart."""
    decision = decide(replace(FACTS, deliveries=(delivery,)), RULES)
    (record,) = decision.records
    assert (record.solution_type, record.counts) == (solution_type, counts)
    assert record.kind == ("attendance" if counts else "information")
    assert rules_of(decision)[0] == rule


@pytest.mark.parametrize(("channel", "modality"), [(c, "in_person" if c == "in_person" else "remote") for c in Channel])
def test_modality_follows_the_channel(channel: str, modality: str) -> None:
    """SOL-38, X24."""
    assert decide(replace(FACTS, channel=channel), RULES).records[0].modality == modality


def test_inactive_business_is_left_off() -> None:
    """CAT-11, X16: the owner is attended on the CPF, never on the inactive CNPJ."""
    decision = decide(replace(FACTS, business=INACTIVE), RULES)
    assert decision.records[0].with_business is False
    assert "CAT-11" in rules_of(decision)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome != Outcome.ATTENDED])
@pytest.mark.parametrize("was_promised", [True, False])
def test_nobody_attended_is_a_kind_of_its_own(outcome: str, was_promised: bool) -> None:
    """SOL-34, SOL-43, IND-07: a no-show where an hour had been agreed on, an improper contact elsewhere."""
    decision = decide(replace(FACTS, outcome=outcome, was_promised=was_promised, person=None, deliveries=()), RULES)
    (record,) = decision.records
    is_no_show = was_promised and outcome in ("owner_away", "closed")
    assert record.kind == ("no_show" if is_no_show else "improper_contact")
    assert (record.counts, record.solution_type, record.detail, record.with_person) == (False, "", outcome, False)
    assert rules_of(decision)[0] == "SOL-43"


@pytest.mark.parametrize(
    ("change", "actions", "code", "rule", "acts"),
    [
        ({"person": None}, [GUIDANCE], "no_person", "SOL-04", "Agente"),
        ({"person": PersonFact(False)}, [GUIDANCE], "no_cpf", "SOL-04", "Agente"),
        ({}, [], "no_action", "PRG-22", "Administração estadual"),
        ({"on": date(2027, 1, 2)}, [GUIDANCE], "no_action", "PRG-22", "Administração estadual"),
        ({}, [replace(GUIDANCE, name="Agente de Crédito - Cariri")], "no_action", "PRG-22", None),
        ({}, [replace(GUIDANCE, name="Sebrae na sua Empresa -Cariri")], "no_action", "PRG-22", None),
        ({}, [CREDIT], "no_action", "PRG-22", None),
        ({}, [replace(GUIDANCE, has_codes=False)], "no_action_codes", "PRG-15", "Administração estadual"),
        ({"agent_kind": "credit"}, [GUIDANCE], "no_action", "PRG-23", "Administração estadual"),
        ({"business": BusinessFact(True, "other")}, [GUIDANCE], "forbidden_public", "PRG-21", "Gestão regional"),
        ({}, [replace(GUIDANCE, category="Outros")], "management_only", "CAT-15", "Administração estadual"),
        ({}, [replace(GUIDANCE, category="Sebraetec")], "no_such_instrument", "PRG-21", None),
        ({}, [replace(GUIDANCE, category="Inventada")], "unknown_category", "CAT-01", None),
        ({}, [replace(GUIDANCE, category="Sala do Empreendedor")], "not_a_partner", "PRG-18", None),
        ({"on": date(2019, 5, 1)}, [GUIDANCE], "no_action", "PRG-22", None),
    ],
)  # fmt: skip
def test_refusals_say_who_acts(
    change: dict[str, Any], actions: list[ActionFact], code: str, rule: str, acts: str | None
) -> None:
    """SOL-04, PRG-15, PRG-18, PRG-21, PRG-22, PRG-23, PRG-24, CAT-01, CAT-15, PRM-11: each with who puts it right."""
    decision = decide(replace(FACTS, **change), with_actions(*actions))
    assert decision.records == ()
    assert decision.problem is not None
    assert (decision.problem.code, decision.problem.rule, decision.problem.blocks) == (code, rule, True)
    assert acts is None or decision.problem.acts == acts
    assert decision.problem.message.endswith(".")
    assert decision.reasons[-1].rule == rule


def test_no_rules_for_a_day_stop_everything() -> None:
    """PRG-01, SOL-01: rules are dated; where none are in force nothing is decided."""
    decision = decide(FACTS, None)
    assert decision.problem
    assert (decision.problem.code, decision.problem.rule) == ("no_rules", "PRG-01")


def test_an_action_of_the_guidance_category_goes_first() -> None:
    partner = replace(GUIDANCE, key="b", name="Sebrae na sua Empresa - A", category="Capacitação")
    assert decide(FACTS, with_actions(partner, GUIDANCE)).records[0].action == "a"


def test_no_client_is_ever_put_into_a_management_action() -> None:
    """CAT-15: not even what is no attendance."""
    only = with_actions(replace(GUIDANCE, category="Outros"))
    decision = decide(replace(FACTS, outcome="closed"), only)
    assert decision.problem
    assert decision.problem.rule == "CAT-15"
