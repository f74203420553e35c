"""What keeps a definition from being published."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.problems import Problem
from diagnostics.checks import definition_problems
from tests.javascript import shared

SOUND = shared("score")["definition"]


def changed(path, value):
    """The sound definition with one place replaced."""
    definition = copy.deepcopy(SOUND)
    place = definition
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return definition


FIRST, SECOND = ("questions", 0), ("questions", 1)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("number",), 0, "shape"),
        (("surprise",), 1, "shape"),
        (("themes",), [], "shape"),
        ((*SECOND, "kind"), "slider", "shape"),
        ((*SECOND, "weight"), 1.5, "shape"),
        ((*SECOND, "options", 0, "points"), 5, "shape"),
        ((*SECOND, "options", 0, "key"), "_na", "shape"),
        ((*SECOND, "key"), "__proto__", "shape"),
        ((*SECOND, "key"), "gente", "question_repeated"),
        ((*SECOND, "theme"), "outro", "theme_unknown"),
        ((*SECOND, "options"), [], "options_count"),
        ((*FIRST, "options"), SOUND["questions"][1]["options"], "options_count"),
        ((*SECOND, "options", 1, "key"), "zero", "option_repeated"),
        ((*SECOND, "options", 0, "finding", "code"), "dois_ruim", "finding_repeated"),
        ((*FIRST, "min"), 100, "limits"),
        (("themes", 1, "key"), "a", "theme_repeated"),
        (("levels", 0, "from"), 5, "levels_order"),
        (("levels", 1, "from"), 70, "levels_order"),
        ((*SECOND, "relevant"), True, "condition_shape"),
        ((*SECOND, "relevant"), {"and": []}, "condition_shape"),
        ((*SECOND, "relevant"), {">": [1, 2]}, "condition_shape"),
        ((*SECOND, "relevant"), {"var": "gente"}, "condition_shape"),
        ((*SECOND, "relevant"), {"==": [{"var": "gente"}, 1]}, "condition_value"),
        ((*SECOND, "relevant"), {"===": [{"var": "gente"}, "1"]}, "condition_value"),
        ((*SECOND, "relevant"), {"===": [{"var": "gente"}, True]}, "condition_value"),
        ((*SECOND, "relevant"), {"===": [{"var": "nobody"}, 1]}, "condition_unknown"),
        ((*SECOND, "relevant"), {"===": [{"var": "dois"}, "zero"]}, "condition_unknown"),
        (("questions", 2, "relevant"), {"in": [{"var": "um"}, ["outra"]]}, "condition_value"),
        (("questions", 2, "relevant"), {"!": {">": [{"var": "um"}, 1]}}, "condition_value"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_refuses(path, value, code):
    assert code in {problem.code for problem in definition_problems(changed(path, value))}


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from(["gente", "um", "zero"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["and", "!", "in", ">", "var"]), inner, max_size=2)
    ),
    max_leaves=8,
)


@given(junk)
def test_any_json_as_a_definition_gives_problems_and_no_exception(definition):
    assert all(isinstance(problem, Problem) for problem in definition_problems(definition))
    assert definition_problems(definition)


@given(junk)
def test_any_json_as_a_condition_gives_no_exception(condition):
    problems = definition_problems(changed((*SECOND, "relevant"), condition))
    assert all(problem.where == "um" for problem in problems)
