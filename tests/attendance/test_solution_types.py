"""The twenty solution types of 2024: attributes as the source prints them, and each type's own counting event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from attendance.rules import BusinessFact, ClaimFact, ContactFacts, Decision, PersonFact, SolutionFact, decide
from attendance.rules.rule_set import RuleSet
from attendance.services.reference import rule_sets
from tests.attendance.test_rules import CREDIT, FACTS, GUIDANCE, INACTIVE

RULES = rule_sets()[-1]
COLLECTIVE = {"EVT-PAL", "EVT-SEM", "EVT-MIS", "EVT-ENC", "CAP-CUR", "CAP-OFI", "CAP-MAT", "OPO-FEI", "OPO-ROD"}
AUTOMATED = {"CAP-AUT", "CAP-JOG", "OPO-VIT", "ACE-FER"}


def holding(category: str) -> RuleSet:
    """The rules with one guidance action of a category."""
    return RULES.with_actions([replace(GUIDANCE, category=category)])


def solution(code: str, **changes: Any) -> SolutionFact:
    return SolutionFact(**({"key": "s", "solution_type": code, "sas_code": "S-1", "name": "Item"} | changes))


def claimed(code: str, category: str = "Capacitação", *, rules: RuleSet | None = None, **changes: Any) -> Decision:
    """What becomes of a contact that claims a solution of a type."""
    claim = {name: changes.pop(name) for name in list(changes) if name in ClaimFact.__dataclass_fields__}
    item = claim.pop(
        "solution", solution(code, **({"minimum_attendance": 75} if code in ("CAP-CUR", "CAP-OFI") else {}))
    )
    channel = "video" if code in AUTOMATED else "in_person"
    fields = {"kind": "solution", "minutes": 90, "deliveries": (), "channel": channel} | changes
    facts: ContactFacts = replace(FACTS, claim=ClaimFact(item, **claim), **fields)
    return decide(facts, rules or holding(category))


def test_twenty_types_in_six_propositions() -> None:
    """SOL-02, SOL-03, X21, X22: 4, 2, 5, 2, 3 and 4; Palestra and Seminário apart; the second is Conhecimento."""
    names = [kind.proposition for kind in RULES.types.values()]
    counted = {name: names.count(name) for name in names}
    assert counted == {
        "Evento": 4, "Conhecimento": 2, "Capacitação": 5, "Intervenção": 2, "Oportunidade de negócios": 3,
        "Acesso a serviços": 4,
    }  # fmt: skip


def test_execution_structures() -> None:
    """SOL-31, SOL-32: who is collective, automated, individual, as the summary table says; Informação is two."""
    by = {name: {code for code, kind in RULES.types.items() if name in kind.structures} for name in
          ("coletiva", "automatizada", "individual")}  # fmt: skip
    assert by["coletiva"] == COLLECTIVE
    assert by["automatizada"] == AUTOMATED | {"CON-INF"}
    assert by["individual"] == set(RULES.types) - COLLECTIVE - AUTOMATED


@pytest.mark.parametrize("code", sorted(RULES.types))
def test_attributes_of_each_type(code: str) -> None:
    """SOL-05, SOL-07 to SOL-26, X13, X20: public, modality, assistance and offer, type by type."""
    kind = RULES.types[code]
    remote_only, present_only = AUTOMATED, {"EVT-MIS", "ACE-FAM"}
    want = {"remote"} if code in remote_only else {"in_person"} if code in present_only else {"in_person", "remote"}
    assert kind.modalities == want
    assert kind.admits_business == (code not in {"CAP-JOG", "CAP-MAT", "ACE-FOR"})
    assert kind.needs_business == (code in {"OPO-FEI", "OPO-VIT", "ACE-REG", "ACE-FAM"})
    assert kind.needs_offer == (code in COLLECTIVE | AUTOMATED | {"ACE-FAM"})
    assert kind.is_assisted == (code not in AUTOMATED)


@pytest.mark.parametrize(
    ("code", "category"),
    [("EVT-PAL", "Eventos"), ("EVT-SEM", "Eventos"), ("EVT-MIS", "Eventos"), ("EVT-ENC", "Eventos"),
     ("OPO-ROD", "Oportunidades de negócio"), ("CAP-MAT", "Capacitação")],
)  # fmt: skip
@pytest.mark.parametrize("is_consolidated", [True, False])
def test_collective_types_count_once_consolidated(code: str, category: str, is_consolidated: bool) -> None:
    """SOL-07, SOL-08, SOL-09, SOL-10, SOL-17, SOL-22, SOL-36: only with the offer consolidated."""
    (record,) = claimed(code, category, is_consolidated=is_consolidated).records
    assert (record.kind, record.counts) == ("attendance", is_consolidated)


@pytest.mark.parametrize("code", ["CAP-CUR", "CAP-OFI"])
@pytest.mark.parametrize(("came", "counts"), [(75, True), (74, False), (None, False)])
def test_courses_want_their_least_frequency(code: str, came: int | None, counts: bool) -> None:
    """SOL-13, SOL-14: the solution sets the least presence."""
    (record,) = claimed(code, is_consolidated=True, attended_percent=came).records
    assert record.counts is counts


def test_a_course_that_sets_no_frequency_does_not_count() -> None:
    (record,) = claimed("CAP-CUR", solution=solution("CAP-CUR"), is_consolidated=True, attended_percent=100).records
    assert record.counts is False


def test_enrolled_and_not_come_is_a_no_show() -> None:
    """SOL-34, SOL-43: acquisition is not attendance."""
    (record,) = claimed("CAP-CUR", took_part=False).records
    assert (record.kind, record.counts, record.solution_type) == ("no_show", False, "")


@pytest.mark.parametrize(
    ("moment", "counts"), [("inicio", True), ("25", False), ("50", False), ("75", False), ("100", False)]
)
def test_self_study_counts_at_its_start(moment: str, counts: bool) -> None:
    """SOL-15, X19: five moments are recorded, only início counts."""
    (record,) = claimed("CAP-AUT", moment=moment).records
    assert record.counts is counts


@pytest.mark.parametrize(
    ("code", "category"), [("CAP-JOG", "Orientação"), ("OPO-VIT", "Consultoria empresarial"), ("ACE-FER", "Orientação")]
)
@pytest.mark.parametrize("flagged", [True, False])
def test_digital_moments_count_where_flagged(code: str, category: str, flagged: bool) -> None:
    """SOL-16, SOL-21, SOL-23, SOL-37: only a moment flagged contabiliza."""
    (record,) = claimed(code, category, moment="uso", moment_counts=flagged).records
    assert record.counts is flagged


@pytest.mark.parametrize(
    ("as_exhibitor", "is_sponsored", "counts"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_a_fair_counts_for_exhibitors(as_exhibitor: bool, is_sponsored: bool, counts: bool) -> None:
    """SOL-20: visitors and sponsored events are excluded."""
    decision = claimed(
        "OPO-FEI",
        "Oportunidades de negócio",
        is_consolidated=True,
        as_exhibitor=as_exhibitor,
        is_sponsored=is_sponsored,
    )
    assert decision.records[0].counts is counts


@pytest.mark.parametrize(("minutes", "passes"), [(60, True), (59, False), (0, False)])
def test_consultoria_needs_an_hour(minutes: int, passes: bool) -> None:
    """SOL-18."""
    decision = claimed("INT-CON", "Consultoria empresarial", minutes=minutes)
    assert bool(decision.records) is passes
    if decision.problem:
        assert (decision.problem.code, decision.problem.rule, decision.problem.where) == (
            "too_short",
            "SOL-18",
            "ended_at",
        )


def test_assessoramento_is_for_portfolio_clients() -> None:
    """SOL-19, JOR-04."""
    refused = claimed("INT-ASS", "Orientação")
    assert refused.problem
    assert refused.problem.rule == "SOL-19"
    assert claimed("INT-ASS", "Orientação", is_portfolio_client=True).records[0].counts


def test_formalisation_is_the_persons_own() -> None:
    """SOL-24: the business does not enter the record."""
    assert claimed("ACE-FOR", "Orientação").records[0].with_business is False


def test_regularisation_needs_an_active_business() -> None:
    """SOL-25."""
    assert claimed("ACE-REG", "Orientação").records[0].with_business
    refused = claimed("ACE-REG", "Orientação", business=INACTIVE)
    assert refused.problem
    assert refused.problem.rule == "SOL-25"


def test_fampe_is_never_made_here() -> None:
    """SOL-26, CRD-09."""
    decision = claimed("ACE-FAM", "Orientação")
    assert decision.problem
    assert (decision.records, decision.problem.code) == ((), "fampe")


def test_missions_are_in_person() -> None:
    """SOL-09, X13, SOL-38."""
    decision = claimed("EVT-MIS", "Eventos", channel="video")
    assert decision.problem
    assert decision.problem.code == "wrong_modality"


@pytest.mark.parametrize("is_student", [True, False])
def test_only_students_of_teaching_material_may_be_unnamed(is_student: bool) -> None:
    """SOL-04, SOL-44: the one exception to naming the consumer."""
    person = PersonFact(has_cpf=False, is_student=is_student)
    assert bool(claimed("CAP-MAT", person=person).records) is is_student
    assert claimed("CAP-CUR", person=person).records == ()


def test_a_solution_without_a_sas_code_goes_nowhere() -> None:
    """PRG-13, PRG-15."""
    decision = claimed("CAP-CUR", solution=solution("CAP-CUR", sas_code=""))
    assert decision.problem
    assert (decision.problem.rule, decision.problem.acts) == ("PRG-13", "Administração estadual")


def test_an_offered_type_needs_its_portfolio_item() -> None:
    """SOL-33, SOL-39: orientação técnica and informação need none."""
    from attendance.rules.obstacles import first_obstacle

    found = first_obstacle(FACTS, RULES, RULES.types["CAP-CUR"])
    assert found
    assert found.rule == "SOL-39"
    assert first_obstacle(FACTS, RULES, RULES.types["CON-ORI"]) is None


def test_what_is_told_as_a_solution_of_the_portfolio_names_one() -> None:
    """SOL-39: it never passes for information that the client asked for."""
    decision = decide(replace(FACTS, kind="solution"), RULES)
    assert decision.problem
    assert (decision.records, decision.problem.code, decision.problem.rule) == ((), "needs_solution", "SOL-39")


def test_a_type_that_nobody_knows_is_stopped() -> None:
    """SOL-02, X7: a clínica is no type of 2024."""
    decision = claimed("CAP-CLI")
    assert decision.problem
    assert decision.problem.rule == "SOL-02"


CREDIT_RULES = RULES.with_actions([CREDIT, replace(CREDIT, key="d", category="Consultoria empresarial")])
CREDIT_FACTS = replace(FACTS, kind="credit", agent_kind="credit", minutes=60, referral="taken", deliveries=())


def test_a_credit_consultation() -> None:
    """CRD-03, CRD-08, PRG-23, X26: consultoria in an action of the credit agent."""
    decision = decide(CREDIT_FACTS, CREDIT_RULES)
    (record,) = decision.records
    assert (record.solution_type, record.action, record.counts) == ("INT-CON", "d", True)
    assert {"CRD-03", "PRG-23"} <= {reason.rule for reason in decision.reasons}


def test_a_person_without_a_business_is_consulted_in_orientacao() -> None:
    """X4, X12, CAT-07, CAT-10: the category decides; Consultoria empresarial is for small businesses only."""
    for business in (None, INACTIVE):
        (record,) = decide(replace(CREDIT_FACTS, business=business), CREDIT_RULES).records
        assert (record.action, record.with_business) == ("c", False)


@pytest.mark.parametrize(
    ("change", "code", "rule"),
    [
        ({"minutes": 59}, "too_short", "CRD-03"),
        ({"referral": "requested"}, "not_aligned", "CRD-02"),
        ({"referral": ""}, "not_aligned", "CRD-02"),
        ({"referral": "declined"}, "not_aligned", "CRD-02"),
        ({"agent_kind": "guidance"}, "not_second_level", "CRD-03"),
        ({"business": BusinessFact(True, "other")}, "forbidden_public", "PRG-21"),
    ],
)
def test_what_stops_a_credit_consultation(change: dict[str, Any], code: str, rule: str) -> None:
    """CRD-02, CRD-03, X2."""
    decision = decide(replace(CREDIT_FACTS, **change), CREDIT_RULES)
    assert decision.problem
    assert (decision.problem.code, decision.problem.rule) == (code, rule)
