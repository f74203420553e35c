"""Invented instruments that are sound, and answers of every kind to them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

LEVELS = [
    {"from": 0, "name": "Pede cuidado"},
    {"from": 35, "name": "Em construção"},
    {"from": 60, "name": "No caminho"},
]
THEMES = ["a", "b", "c"]


@st.composite
def instruments(draw: Any) -> dict[str, Any]:
    """A definition of one to eight questions with conditions over earlier ones."""
    questions: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["single", "single", "single", "number", "text"]))
        question = {
            "key": f"q{number}", "theme": draw(st.sampled_from(THEMES)), "text": "Pergunta?", "help": "", "kind": kind,
            "required": draw(st.booleans()), "relevant": draw(_relevance(questions)),
            "weight": draw(st.integers(1, 10)), "options": draw(_options(number)) if kind == "single" else [],
        }  # fmt: skip
        if kind == "number" and draw(st.booleans()):
            question |= {"min": draw(st.integers(0, 3)), "max": draw(st.integers(3, 9))}
        questions.append(question)
    return {
        "key": "inventado", "number": 1, "title": "Inventado", "minutes": 5, "label": "Inventado",
        "themes": [{"key": key, "name": key} for key in THEMES], "levels": LEVELS, "questions": questions,
    }  # fmt: skip


@st.composite
def _options(draw: Any, number: int) -> list[dict[str, Any]]:
    finding = st.none() | st.just({"code": f"f{number}", "text": f"Ponto {number}"})
    points = st.none() | st.integers(0, 4)
    return [
        {"key": f"o{i}", "text": "Opção", "points": draw(points), "finding": draw(finding)}
        for i in range(draw(st.integers(2, 4)))
    ]


def _relevance(earlier: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    usable = [question for question in earlier if question["kind"] != "text"]
    if not usable:
        return st.none()
    comparison = st.sampled_from(usable).flatmap(_comparison)
    joined = st.builds(
        lambda word, parts: {word: parts}, st.sampled_from(["and", "or"]), st.lists(comparison, min_size=1, max_size=3)
    )
    return (
        st.none()
        | comparison
        | joined
        | comparison.map(lambda inner: {"!": [inner]})
        | joined.map(lambda inner: {"!": inner})
    )


def _comparison(question: dict[str, Any]) -> st.SearchStrategy[Any]:
    variable = {"var": question["key"]}
    if question["kind"] == "number":
        operators = st.sampled_from([">", ">=", "<", "<=", "===", "!=="])
        return st.builds(lambda operator, value: {operator: [variable, value]}, operators, st.integers(-1, 10))
    keys = st.sampled_from([option["key"] for option in question["options"]])
    equal = st.builds(lambda operator, key: {operator: [variable, key]}, st.sampled_from(["===", "!=="]), keys)
    return equal | st.lists(keys, min_size=1, max_size=3).map(lambda each: {"in": [variable, each]})


any_answer = (
    st.sampled_from(["o0", "o1", "o2", "o3", "_na", "", " ", "O0", "algo", "__proto__"])
    | st.integers(-2, 12)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.sampled_from([None, True, False, 3.0, 2.5, [], ["o0"], {"o0": 1}, 10**20, "3"])
    | st.text(max_size=5)
)
answer_sheets = st.dictionaries(
    st.sampled_from([f"q{number}" for number in range(8)] + ["outra", "__proto__", "constructor"]), any_answer
)
