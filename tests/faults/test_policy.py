"""The model's policy is the phone's: the same cases run in JavaScript (tests/js/capsule/outbox_cases.test.mjs)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.policy import FAR_AHEAD, Verdict, is_due, judge, wait_for
from tests.javascript import shared

CASES = shared("outbox")


@pytest.mark.parametrize("case", CASES["judge"], ids=lambda case: case["name"])
def test_what_an_answer_means(case: dict[str, Any]) -> None:
    verdict = judge(case["status"], case["body"], "v", "d")
    assert verdict == Verdict(case["fate"], case.get("because", ""), case.get("problem", ""))


@pytest.mark.parametrize("case", CASES["wait"], ids=str)
def test_how_long_to_wait(case: dict[str, Any]) -> None:
    assert wait_for(case["tries"], case["chance"]) == case["wait"]


def test_a_moment_far_ahead_was_set_by_a_wrong_clock() -> None:
    """(F10)"""
    assert [is_due(moment, 1_000) for moment in (None, 1_000, 1_001, 1_000 + FAR_AHEAD + 1)] == [
        True,
        True,
        False,
        True,
    ]
