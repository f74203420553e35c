"""Matching (DEL-02), what keeps a visit from being finished (PRM-06, DEL-01, CNS-01): the phone runs the same cases."""

from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliveries.enums import JourneyMode
from deliveries.rules import MODES, OUTCOMES, closing_problems, match
from tests.javascript import ask, shared
from visits.enums import Outcome

CLOSING = shared("closing")
DEFINITION = shared("score")["definition"]


@pytest.mark.parametrize("case", shared("match"), ids=lambda case: case["name"])
def test_match(case):
    assert match(case["findings"], case["tools"]) == case["match"]


@pytest.mark.parametrize("case", CLOSING["cases"], ids=lambda case: case["name"])
def test_closing(case):
    document = {} if case["changes"] is None else CLOSING["document"] | case["changes"]
    assert [asdict(problem) for problem in closing_problems(document, DEFINITION)] == case["problems"]


def test_without_a_definition_the_phones_own_findings_count():
    """The server may not know an old instrument: nothing is asked of the answers, the findings are those shown."""
    shown = {"themes": [], "findings": [{"code": "outro", "theme": "a", "text": "Outro", "rank": 1}]}
    document = CLOSING["document"] | {"diagnosis": {"answers": {}, "result": shown}}
    assert [problem.code for problem in closing_problems(document, None)] == ["answers_no_finding"]


def test_the_words_of_the_rules_are_those_of_the_models():
    assert set(Outcome.values) == OUTCOMES
    assert set(JourneyMode.values) == MODES


codes = st.sampled_from(["a", "b", "c", "d", "e"])
findings = st.lists(codes, unique=True).map(
    lambda keys: [{"code": key, "theme": "t", "text": key, "rank": rank} for rank, key in enumerate(keys, start=1)]
)
answers = st.lists(st.builds(lambda code: {"finding": code, "why": f"por {code}"}, codes), max_size=3)
tools = st.lists(answers, max_size=8).map(lambda rows: [{"key": f"t{i}", "answers": row} for i, row in enumerate(rows)])


@given(findings, tools)
def test_match_offers_at_most_three_each_once_and_only_what_answers(found, catalogue):
    offers = match(found, catalogue)
    assert len(offers) <= 3
    assert len({offer["tool"] for offer in offers}) == len(offers)
    by_key = {tool["key"]: tool["answers"] for tool in catalogue}
    assert all({"finding": o["finding"], "why": o["why"]} in by_key[o["tool"]] for o in offers)
    ranks = [next(f["rank"] for f in found if f["code"] == offer["finding"]) for offer in offers]
    assert ranks == sorted(ranks)


parts = st.fixed_dictionaries(
    {},
    optional={
        case: st.sampled_from([each["changes"][case] for each in CLOSING["cases"] if case in (each["changes"] or {})])
        for case in {key for each in CLOSING["cases"] for key in each["changes"] or {}}
    },
)


@settings(max_examples=4, deadline=None)
@given(st.lists(st.tuples(findings, tools, parts), min_size=40, max_size=120))
def test_the_phone_says_the_same(batch):
    calls = []
    expected = []
    for found, catalogue, changes in batch:
        document = CLOSING["document"] | changes
        calls.append({"rule": "match", "findings": found, "tools": catalogue})
        calls.append({"rule": "closing", "document": document, "definition": DEFINITION})
        expected.append(match(found, catalogue))
        expected.append([asdict(problem) for problem in closing_problems(document, DEFINITION)])
    assert ask(calls) == expected
