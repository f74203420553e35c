"""Invented instruments that are sound, and answers of every kind to them."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

LEVELS = [
    {"from": 0, "name": "Pede cuidado"},
    {"from": 35, "name": "Em construção"},
    {"from": 60, "name": "No caminho"},
]
THEMES = ["a", "b", "c"]


KINDS = ["single", "single", "single", "multiple", "number", "text", "note"]
COUNTING = {"+": [1, {"var": "accumulator"}]}


@st.composite
def instruments(draw: Any) -> dict[str, Any]:
    """A definition of one to eight questions with conditions over earlier ones."""
    questions: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(KINDS))
        has_options = kind in ("single", "multiple")
        question = {
            "key": f"q{number}", "theme": draw(st.sampled_from(THEMES)), "text": "Pergunta?", "help": "", "kind": kind,
            "required": kind != "note" and draw(st.booleans()), "relevant": draw(st.none() | condition(questions)),
            "weight": draw(st.integers(1, 10)), "options": draw(_options(number)) if has_options else [],
        }  # fmt: skip
        if kind == "number" and draw(st.booleans()):
            question |= {"min": draw(st.integers(0, 3)), "max": draw(st.integers(3, 9))}
        if kind != "note" and draw(st.integers(0, 3)) == 0:
            question |= {"constraint": draw(condition([*questions, question])), "constraint_message": "Assim não."}
        questions.append(question)
    return {
        "key": "inventado", "number": 1, "title": "Inventado", "minutes": 5, "label": "Inventado",
        "themes": [{"key": key, "name": key} for key in THEMES], "levels": LEVELS, "questions": questions,
    }  # fmt: skip


@st.composite
def _options(draw: Any, number: int) -> list[dict[str, Any]]:
    finding = st.none() | st.sampled_from([f"f{number}", f"g{number}"]).map(lambda code: {"code": code, "text": code})
    points = st.none() | st.integers(0, 4)
    return [
        {"key": f"o{i}", "text": f"Opção {i}", "points": draw(points), "finding": draw(finding)}
        for i in range(draw(st.integers(2, 4)))
    ]


def condition(earlier: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    """A sound condition over the questions, or none."""
    usable = [question for question in earlier if question["kind"] != "note"]
    if not usable:
        return st.none()
    comparison = st.sampled_from(usable).flatmap(lambda question: _comparison(question, usable))
    joined = st.builds(
        lambda word, parts: {word: parts}, st.sampled_from(["and", "or"]), st.lists(comparison, min_size=1, max_size=3)
    )
    return comparison | joined | comparison.map(lambda inner: {"!": [inner]}) | joined.map(lambda inner: {"!": inner})


def _comparison(question: dict[str, Any], usable: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    variable = {"var": question["key"]}
    given = st.sampled_from(["===", "!=="]).map(lambda operator: {operator: [variable, None]})
    return given | _COMPARISONS[question["kind"]](variable, question, usable)


def _of_number(variable: Any, _: Any, usable: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    others = [{"var": each["key"]} for each in usable if each["kind"] == "number"]
    others += [_count(each) for each in usable if each["kind"] == "multiple"]
    operators = st.sampled_from([">", ">=", "<", "<=", "===", "!=="])
    value = st.integers(-1, 10) | st.sampled_from([2.5, *others])
    return st.builds(lambda operator, value: {operator: [variable, value]}, operators, value)


def _of_single(variable: Any, question: dict[str, Any], _: Any) -> st.SearchStrategy[Any]:
    keys = st.sampled_from([option["key"] for option in question["options"]])
    equal = st.builds(lambda operator, key: {operator: [variable, key]}, st.sampled_from(["===", "!=="]), keys)
    return equal | st.lists(keys, min_size=1, max_size=3).map(lambda each: {"in": [variable, each]})


def _of_multiple(variable: Any, question: dict[str, Any], usable: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    keys = st.sampled_from([option["key"] for option in question["options"]])
    return keys.map(lambda key: {"in": [key, variable]}) | _of_number(_count(question), question, usable)


def _of_text(variable: Any, *_: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(["===", "!=="]).map(lambda operator: {operator: [variable, "algo"]})


def _count(question: dict[str, Any]) -> dict[str, Any]:
    return {"reduce": [{"var": question["key"]}, COUNTING, 0]}


_COMPARISONS: dict[str, Any] = {
    "number": _of_number,
    "single": _of_single,
    "multiple": _of_multiple,
    "text": _of_text,
}


any_answer = (
    st.sampled_from(["o0", "o1", "o2", "o3", "_na", "", " ", "O0", "algo", "__proto__"])
    | st.integers(-2, 12)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.sampled_from([None, True, False, 3.0, 2.5, [], ["o0"], {"o0": 1}, 10**20, "3"])
    | st.lists(st.sampled_from(["o0", "o1", "o2", "o3", "_na", "x"]), max_size=4)
    | st.text(max_size=5)
)
answer_sheets = st.dictionaries(
    st.sampled_from([f"q{number}" for number in range(8)] + ["outra", "__proto__", "constructor"]), any_answer
)

GIVEN = {
    "single": ["o0", "o1", "o2", "o3", "_na", "O0", ["o0"], None],
    "multiple": [["o0"], ["o1", "o0"], ["o0", "o1", "o2"], ["o3", "o3"], [], ["o9"], "_na", "o0"],
    "number": [0, 1, 2, 3, 5, 10, -1, 2.5, 3.0, "3", "_na", True],
    "text": ["algo", "outra coisa", " ", "", "_na", 7],
    "note": ["algo", "_na", None],
}


def random_sheets(definition: dict[str, Any], *, seed: int, count: int) -> list[dict[str, Any]]:
    """Answers that mostly fit their questions; cheaper than drawing each."""
    dice = Random(seed)
    return [
        {each["key"]: dice.choice(GIVEN[each["kind"]]) for each in definition["questions"] if dice.random() < 0.85}
        for _ in range(count)
    ]
