"""JsonLogic in Python and on the phone: every operator of jsonlogic.com, case by case, in both.

The official test set (https://jsonlogic.com/tests.json) is not ours to copy: `tools/samples.py` brings it with the
package that carries it.
"""

import json

import pytest

from diagnostics.rules import apply
from tests.javascript import ask, samples, shared

CASES = shared("jsonlogic")
OURS = [
    pytest.param(rule, CASES["known"] if known == "known" else known, wanted, id=f"{group['about']} {number}")
    for group in CASES["groups"]
    for number, (rule, known, wanted) in enumerate(group["cases"])
]


def same(told, wanted):
    """Equal as JSON: 2 is 2.0, but true is not 1."""
    return json.dumps(told) == json.dumps(wanted) or (told == wanted and type(wanted) in (int, float))


@pytest.mark.parametrize(("rule", "known", "wanted"), OURS)
def test_cases(rule, known, wanted):
    assert same(apply(rule, known), wanted)


def test_the_phone_says_the_same():
    told = ask([{"rule": "logic", "logic": case.values[0], "known": case.values[1]} for case in OURS])
    for case, answer in zip(OURS, told, strict=True):
        assert same(answer, case.values[2]), case


def official():
    """`[rule, data, result]` each; texts between them are headings."""
    [path] = samples("jsonlogic", "*.json")
    return [case for case in json.loads(path.read_text("utf-8")) if not isinstance(case, str)]


def test_the_official_set_passes_in_both():
    cases = official()
    assert len(cases) == 277
    told = ask([{"rule": "logic", "logic": logic, "known": known} for logic, known, _ in cases])
    for (logic, known, wanted), answer in zip(cases, told, strict=True):
        assert same(apply(logic, known), wanted), logic
        assert same(answer, wanted), logic
