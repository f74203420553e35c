"""How a visit will count, told at the door: the phone and the server say the same, and the records keep the word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.rules import DeliveryFact, decide
from tests.attendance.door import how_it_counts
from tests.attendance.test_rules import FACTS, RULES
from tests.javascript import ask, shared

CASES = shared("counting")["cases"]
DOCUMENT = shared("closing")["document"]
DEFINITION = shared("score")["definition"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_shared_cases(case: dict[str, Any]) -> None:
    """SOL-11, SOL-28, SOL-29, SOL-30, SOL-43, DEL-12."""
    told = how_it_counts(DOCUMENT | case["changes"], DEFINITION, is_promised=case["is_promised"])
    assert told == case["counts_as"]


left = st.fixed_dictionaries(
    {"was_explained": st.booleans(), "was_requested": st.booleans()},
    optional={
        "tool": st.sampled_from([None, "t1", ""]),
        "findings": st.lists(st.sampled_from(["um_ruim", "dois_ruim", "outra"]), max_size=2),
    },
)
changes = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(["attended", "attended", "attended", "owner_away", "refused"]),
        "deliveries": st.lists(left, max_size=3),
        "person": st.sampled_from([None, {"cpf": ""}, {"cpf": "52998224725"}, {"cpf": "529.982.247-25"}]),
    }
)


@settings(max_examples=3, deadline=None)
@given(st.lists(st.tuples(changes, st.booleans()), min_size=80, max_size=160))
def test_the_phone_says_the_same(batch: list[tuple[dict[str, Any], bool]]) -> None:
    calls = [
        {"rule": "counting", "document": DOCUMENT | change, "definition": DEFINITION, "isPromised": promised}
        for change, promised in batch
    ]
    said = [how_it_counts(DOCUMENT | change, DEFINITION, is_promised=promised) for change, promised in batch]
    assert ask(calls) == said


@pytest.mark.parametrize("explained", [True, False])
@pytest.mark.parametrize("requested", [True, False])
@pytest.mark.parametrize("tool", ["t1", None])
def test_the_record_keeps_the_word(explained: bool, requested: bool, tool: str | None) -> None:
    """What was told at the door is what becomes of it."""
    delivery = {"tool": tool, "findings": [], "was_explained": explained, "was_requested": requested}
    told = how_it_counts(DOCUMENT | {"deliveries": [delivery]}, DEFINITION)
    (record,) = decide(replace(FACTS, deliveries=(DeliveryFact(not tool, explained, requested),)), RULES).records
    assert (told["kind"], told["counts"]) == (record.kind, record.counts)
