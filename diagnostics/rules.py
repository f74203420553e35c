"""What answers mean: which questions show, what is missing, the score by theme and the gaps (DIA-02, DIA-05).

The phone runs the twin, static/js/rules/score.js, over tests/shared_cases/score.json; the server's result is the one
that counts. Three conventions hold in both:

- An answer that the definition does not know (unknown option, number out of range, wrong type) is no answer: it scores
  nothing, satisfies nothing and shows no further question. An answer to a question that is not shown is ignored.
- `_na` ("Não sabe ou prefere não dizer") is an answer, but not a zero: it leaves the base of the score. It stays in the
  coverage (`of`), and a condition over it sees nothing.
- An option without points ("Não vende fiado") says that the question does not apply: it leaves score and coverage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from json_logic.apply import apply

NOT_SAID = "_na"
TOP_POINTS = 4
LOWEST, HIGHEST = 0, 1_000_000  # of a number question without its own limits

Definition = Mapping[str, Any]
Answers = Mapping[str, Any]
Walked = tuple[Mapping[str, Any], Any, Mapping[str, Any] | None]


def visible_questions(definition: Definition, answers: Answers) -> list[str]:
    """Keys of the questions that these answers make relevant, in order."""
    return [question["key"] for question, _, _ in _walk(definition, answers)]


def missing_answers(definition: Definition, answers: Answers) -> list[str]:
    """Keys of the relevant required questions without an answer; `_na` is an answer."""
    walked = _walk(definition, answers)
    return [question["key"] for question, value, _ in walked if question["required"] and value is None]


def score(definition: Definition, answers: Answers) -> dict[str, Any]:
    """Themes with their score (0 to 100, half up, or nothing) and level, and the findings, most useful first."""
    walked = list(_walk(definition, answers))
    asked: dict[str, list[Walked]] = {theme["key"]: [] for theme in definition["themes"]}
    for each in walked:
        if each[0]["theme"] in asked and is_scored(each[0]):
            asked[each[0]["theme"]].append(each)
    return {
        "themes": [_theme_result(theme, definition["levels"], questions) for theme, questions in asked.items()],
        "findings": _findings(walked),
    }


def is_scored(question: Mapping[str, Any]) -> bool:
    """Whether any option of the question carries points."""
    return any(option["points"] is not None for option in question.get("options") or ())


def _walk(definition: Definition, answers: Answers) -> Iterator[Walked]:
    """Each relevant question, its answer (`None`: none) and its option. Conditions see the answers above them only."""
    known: dict[str, Any] = {}
    for question in definition["questions"]:
        if question["relevant"] is not None and not apply(question["relevant"], known):
            continue
        given = answers.get(question["key"])
        option = _option(question, given) if isinstance(given, str) and question["kind"] != "number" else None
        value = given if option else _known_answer(question, given)
        if value is not None and value != NOT_SAID:
            known[question["key"]] = value
        yield question, value, option


def _known_answer(question: Mapping[str, Any], value: Any) -> Any:
    """An answer that is not one of the question's options."""
    if value == NOT_SAID:
        return NOT_SAID
    if question["kind"] == "number":
        return _whole_number(question, value)
    if isinstance(value, str) and question["kind"] == "text":
        return value if value.strip(" \t\r\n\u00a0") else None
    return None


def _whole_number(question: Mapping[str, Any], value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    low, high = question.get("min", LOWEST), question.get("max", HIGHEST)
    return int(value) if low <= value <= high and value == int(value) else None


def _option(question: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    for option in question.get("options") or ():
        if option["key"] == key:
            return option
    return None


def _theme_result(theme: str, levels: list[Any], asked: list[Walked]) -> dict[str, Any]:
    """The score over the theme's questions that carry points."""
    total = weights = answered = of = 0
    for question, _, option in asked:
        if option and option["points"] is None:
            continue  # does not apply
        of += 1
        if option:
            answered += 1
            total += option["points"] * question["weight"]
            weights += question["weight"]
    value = _percent(total, weights * TOP_POINTS) if weights else None
    return {"theme": theme, "score": value, "level": _level(levels, value), "answered": answered, "of": of}


def _percent(part: int, whole: int) -> int:
    """Half up, in whole numbers: what JavaScript and Python must not decide by floats."""
    return (200 * part + whole) // (2 * whole)


def _level(levels: list[Any], value: int | None) -> str | None:
    if value is None:
        return None
    reached: list[str] = [level["name"] for level in levels if level["from"] <= value]
    return reached[-1] if reached else None


def _findings(walked: list[Walked]) -> list[dict[str, Any]]:
    """Worst and weightiest first; a need without points (money wanted) comes after the gaps."""
    found = []
    for question, _, option in walked:
        if option and option["finding"]:
            severity = 0 if option["points"] is None else (TOP_POINTS - option["points"]) * question["weight"]
            found.append((severity, question["theme"], option["finding"]))
    found.sort(key=lambda each: -each[0])  # stable: equal ones stay in the order of the questions
    return [
        {"code": finding["code"], "theme": theme, "text": finding["text"], "rank": rank}
        for rank, (_, theme, finding) in enumerate(found, start=1)
    ]
