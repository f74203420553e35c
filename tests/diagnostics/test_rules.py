"""Scores, findings and what is missing (DIA-02, DIA-03): the cases that the phone runs too, and properties."""

import json

import pytest
from hypothesis import given, settings

from diagnostics.checks import definition_problems
from diagnostics.rules import answer_words, missing_answers, said, score, visible_questions
from diagnostics.services.instruments import DATA
from tests.diagnostics.instruments import answer_sheets, instruments, random_sheets
from tests.javascript import ask, shared

SCORE = shared("score")
OURS = json.loads((DATA / "gestao_basica.json").read_text("utf-8"))


def outcome(definition, answers):
    return {
        "visible": visible_questions(definition, answers),
        "missing": missing_answers(definition, answers),
        "said": said(definition, answers),
        "result": score(definition, answers),
    }


@pytest.mark.parametrize("case", SCORE["cases"], ids=lambda case: case["name"])
def test_cases(case):
    expected = {name: case[name] for name in ("visible", "missing", "result")}
    told = outcome(SCORE["definition"], case["answers"])
    assert {name: told[name] for name in expected} == expected
    assert set(told["said"]) == {found["code"] for found in told["result"]["findings"]}


@pytest.mark.parametrize(
    ("answer", "words"),
    [("a", ["Às vezes"]), (["a", "_na"], ["Às vezes", "Não sabe ou prefere não dizer"]), (3, ["3"]), ("x", ["x"])],
)
def test_an_answer_in_words(answer, words):
    assert answer_words({"options": [{"key": "a", "text": "Às vezes"}]}, answer) == words


def test_the_definition_of_the_cases_is_sound():
    assert definition_problems(SCORE["definition"]) == []


@given(instruments(), answer_sheets)
def test_a_result_stays_in_its_bounds(definition, answers):
    assert definition_problems(definition) == []
    told = outcome(definition, answers)
    assert set(told["missing"]) <= set(told["visible"])
    for theme in told["result"]["themes"]:
        assert (theme["score"] is None) == (theme["level"] is None) == (theme["answered"] == 0)
        assert theme["score"] is None or 0 <= theme["score"] <= 100
        assert theme["answered"] <= theme["of"]
    findings = told["result"]["findings"]
    assert [found["rank"] for found in findings] == list(range(1, len(findings) + 1))
    assert len({found["code"] for found in findings}) == len(findings)


def test_the_phone_says_the_same_thousands_of_times():
    """The server's result counts, but the client saw the phone's: they may never differ. Node is asked once."""
    calls: list[dict] = []

    @settings(max_examples=120, deadline=None, database=None)
    @given(instruments(), answer_sheets)
    def collect(definition, answers):
        sheets = [answers, *random_sheets(definition, seed=len(calls), count=25)]
        calls.append({"rule": "score", "definition": definition, "sheets": sheets})

    collect()
    assert sum(len(call["sheets"]) for call in calls) >= 3_000
    for call, told in zip(calls, ask(calls), strict=True):
        assert told == [outcome(call["definition"], answers) for answers in call["sheets"]], call


def best(question, pick):
    scored = [option for option in question["options"] if option["points"] is not None]
    return pick(scored or question["options"], key=lambda option: option["points"] or 0)["key"]


def test_our_instrument_answered_at_its_best_and_at_its_worst():
    singles = [question for question in OURS["questions"] if question["kind"] == "single"]
    top = {question["key"]: best(question, max) for question in singles} | {
        "pessoas_total": 3,
        "precisa_dinheiro": "nao",
    }
    worst = {question["key"]: best(question, min) for question in singles} | {"pessoas_total": 3}
    assert {theme["score"] for theme in score(OURS, top)["themes"]} == {100}
    assert score(OURS, top)["findings"] == []
    assert {theme["score"] for theme in score(OURS, worst)["themes"]} == {0}
    ranked = [found["code"] for found in score(OURS, worst)["findings"]]
    assert ranked[:2] == ["dinheiro_misturado", "caixa_sem_anotar"]
    assert ranked[-1] == "precisa_de_dinheiro"


def test_questions_about_the_team_show_only_where_somebody_else_works():
    assert "funcoes" not in visible_questions(OURS, {"pessoas_total": 1})
    assert "funcoes" in visible_questions(OURS, {"pessoas_total": 2})
    assert "funcoes" not in visible_questions(OURS, {"pessoas_total": "_na"})


def test_the_instrument_fits_a_visit_at_the_door():
    """At most 25 questions for a door visit, and about twenty for who works alone (domain facts 7)."""
    assert len(OURS["questions"]) <= 25
    assert 15 <= len(visible_questions(OURS, {"pessoas_total": 1})) <= 22
    assert all(len(option["text"]) <= 60 for question in OURS["questions"] for option in question["options"])
