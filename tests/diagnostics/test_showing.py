"""How a result is told: the same sentence and the same blocks on the phone, on the client's page and on paper."""

import pytest

from diagnostics.rules import DOWN, SAME, UP, blocks_of, headline, level_of, lowest_first, moved
from tests.javascript import ask, shared

CASES = shared("showing")
LEVELS = CASES["levels"]


def themes(case):
    return [{"name": name, "score": score, "level": level} for name, score, level in case["themes"]]


@pytest.mark.parametrize("case", CASES["headlines"], ids=lambda case: case["name"])
def test_headlines(case):
    assert headline(themes(case), LEVELS) == case["says"]


@pytest.mark.parametrize("case", CASES["blocks"], ids=str)
def test_blocks(case):
    assert blocks_of(case["level"], LEVELS[: case["of"]]) == case["fills"]


def test_the_phone_says_the_same():
    calls = [{"rule": "headline", "themes": themes(case), "levels": LEVELS} for case in CASES["headlines"]]
    calls += [{"rule": "blocks", "level": one["level"], "levels": LEVELS[: one["of"]]} for one in CASES["blocks"]]
    expected = [case["says"] for case in CASES["headlines"]] + [one["fills"] for one in CASES["blocks"]]
    assert ask(calls) == expected


def test_gaps_come_first_and_what_was_not_talked_about_last():
    told = lowest_first([{"score": None}, {"score": 70}, {"score": 0}])
    assert [theme["score"] for theme in told] == [0, 70, None]


@pytest.mark.parametrize(
    ("now", "then", "said"), [(50, 40, UP), (40, 40, SAME), (30, 40, DOWN), (None, 40, ""), (40, None, "")]
)
def test_what_moved_since_last_time(now, then, said):
    assert moved(now, then) == said


@pytest.mark.parametrize(
    ("score", "name"), [(0, "Pede cuidado"), (34, "Pede cuidado"), (35, "Em construção"), (None, "")]
)
def test_the_level_of_last_time(score, name):
    assert level_of(score, LEVELS) == name
