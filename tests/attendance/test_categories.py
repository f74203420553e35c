"""Anexo I of 2023: which category holds what, and for whom (PRG-21, CAT)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from attendance.rules import BusinessFact, decide
from attendance.rules.facts import PARTNER
from tests.attendance.test_rules import FACTS, GUIDANCE, INACTIVE
from tests.attendance.test_solution_types import RULES, claimed, holding, solution

NINE = {
    "Eventos", "Capacitação", "Consultoria empresarial", "Oportunidades de negócio", "Orientação", "Sebraetec",
    "Sala do Empreendedor", "Parcerias de Atendimento", "Outros",
}  # fmt: skip
STARTUP = BusinessFact(is_active=False, size="me", is_startup=True)


def test_nine_categories() -> None:
    """CAT-01: every action has exactly one of them."""
    assert {row.category for row in RULES.rows} == NINE


@pytest.mark.parametrize(
    ("category", "instruments"),
    [
        ("Eventos", {"Palestra", "Missão e Caravana", "Seminário", "Informação"}),
        ("Capacitação", {"Oficina", "Curso", "Clínica", "Consultoria", "Informação"}),
        ("Consultoria empresarial", {"Consultoria"}),
        ("Oportunidades de negócio", {"Feira", "Rodada"}),
        ("Orientação", {"Orientação Técnica", "Consultoria"}),
        ("Sebraetec", {"Consultoria"}),
        ("Sala do Empreendedor", {"Orientação Técnica", "Palestra", "Informação"}),
        ("Parcerias de Atendimento", {"Todos"}),
    ],
)
def test_instruments_of_each_category(category: str, instruments: set[str]) -> None:
    """CAT-02, CAT-05, CAT-07, CAT-08, CAT-09, CAT-10, CAT-12, CAT-13, CAT-14."""
    assert {row.instrument for row in RULES.rows_of(category)} == instruments


@pytest.mark.parametrize(
    ("code", "category", "rule"),
    [
        ("EVT-MIS", "Eventos", "CAT-03"),  # small businesses only, though Eventos admits natural persons
        ("INT-CON", "Consultoria empresarial", "CAT-07"),
        ("INT-CON", "Sebraetec", "CAT-12"),
        ("OPO-ROD", "Oportunidades de negócio", "CAT-09"),
    ],
)
def test_a_person_alone_is_stopped_where_only_businesses_go(code: str, category: str, rule: str) -> None:
    """PRG-06, CAT-03, CAT-07, CAT-09, CAT-12, X10, X11, X12, PRG-21: blocked, not warned."""
    decision = claimed(code, category, business=None, is_consolidated=True)
    assert decision.problem
    assert (decision.records, decision.problem.code, decision.problem.rule) == ((), "forbidden_public", "PRG-21")
    assert claimed(code, category, is_consolidated=True).records


@pytest.mark.parametrize("code", ["EVT-PAL", "EVT-SEM"])
def test_events_admit_a_person_alone(code: str) -> None:
    """CAT-02, X4."""
    assert claimed(code, "Eventos", business=None).records


def test_a_round_for_new_business_admits_a_person() -> None:
    """CAT-09: rounds meant to open new business, and startups."""
    for change in ({"business": None, "opens_new_business": True}, {"business": STARTUP}):
        assert claimed("OPO-ROD", "Oportunidades de negócio", is_consolidated=True, **change).records


@pytest.mark.parametrize("setting", [True, False])
def test_a_startups_person_at_a_fair_is_a_setting(setting: bool) -> None:
    """CAT-08, X9: 2024 admits only businesses; the exception of 2023 stays behind a setting."""
    rules = replace(holding("Oportunidades de negócio"), fair_admits_startup_person=setting)
    assert bool(claimed("OPO-FEI", business=STARTUP, rules=rules).records) is setting


def test_consultoria_of_capacitacao_names_its_course() -> None:
    """CAT-06."""
    refused = claimed("INT-CON", "Capacitação")
    assert refused.problem
    assert (refused.problem.rule, refused.problem.where) == ("CAT-06", "tied_to")
    (record,) = claimed("INT-CON", "Capacitação", tied_to=solution("CAP-CUR", key="curso")).records
    assert (record.category, record.tied_to) == ("Capacitação", "curso")


def test_an_instrument_of_another_category_is_stopped() -> None:
    """PRG-12, PRG-21: whatever the name, the action obeys Anexo I; visitors of fairs are Informação (CAT-04, X14)."""
    decision = claimed("EVT-PAL", "Orientação")
    assert decision.problem
    assert decision.problem.code == "no_such_instrument"
    row = next(row for row in RULES.rows_of("Eventos") if row.instrument == "Informação")
    assert (row.solution_type, row.condition) == ("CON-INF", "visitor_as_info")


def test_types_newer_than_anexo_i_follow_their_whole_category() -> None:
    """X8, X5, X6: 2024 has types that 2023 never placed."""
    assert claimed("ACE-FOR", "Orientação").records
    assert claimed("ACE-REG", "Consultoria empresarial").records
    assert claimed("ACE-FOR", "Consultoria empresarial").problem  # a person alone: only businesses there


@pytest.mark.parametrize("category", ["Sala do Empreendedor", "Parcerias de Atendimento"])
def test_partners_categories_are_for_partners(category: str) -> None:
    """PRG-18, CAT-13, CAT-14: who performed it must match the category."""
    rules = holding(category)
    refused = decide(FACTS, rules)
    assert refused.problem
    assert refused.problem.rule == "PRG-18"
    assert decide(replace(FACTS, performer=PARTNER), rules).records


@pytest.mark.parametrize("change", [{"business": INACTIVE}, {"business": None}])
def test_orientacao_admits_whoever_has_no_active_business(change: dict[str, Any]) -> None:
    """CAT-10, CAT-11, X16."""
    (record,) = decide(replace(FACTS, **change), RULES.with_actions([GUIDANCE])).records
    assert (record.with_person, record.with_business) == (True, False)
