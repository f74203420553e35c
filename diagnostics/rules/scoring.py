"""What answers mean: which questions show, what is missing, the score by theme and the gaps (DIA-02, DIA-05).

The phone runs the twin, static/js/rules/score.js, over tests/shared_cases/score.json; the server's result is the one
that counts. Conventions that hold in both:

- An answer that the definition does not know (unknown option, number out of range, wrong type, against the question's
  constraint) is no answer: it scores nothing, satisfies nothing and shows no further question. An answer to a question
  that is not shown is ignored.
- `_na` ("Não sabe ou prefere não dizer") is an answer, but not a zero: it leaves the base of the score. It stays in the
  coverage (`of`), and a condition over it sees nothing.
- An option without points ("Não vende fiado") says that the question does not apply: it leaves score and coverage.
- Of a question with several answers the points add up, to four at most. A `note` only shows its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from diagnostics.rules.logic import apply, truthy
from diagnostics.rules.showing import level_of

NOT_SAID, NOT_SAID_WORDS = "_na", "Não sabe ou prefere não dizer"
TOP_POINTS = 4
LOWEST, HIGHEST = 0, 1_000_000  # of a number question without its own limits

Definition = Mapping[str, Any]
Answers = Mapping[str, Any]
Option = Mapping[str, Any]


class Walked(NamedTuple):
    """A question that shows, its answer (`None`: none) and the options that this chose."""

    question: Mapping[str, Any]
    value: Any
    options: Sequence[Option]


def answer_words(question: Mapping[str, Any], answer: Any) -> list[str]:
    """An answer as it is read: the text of each option that was chosen, else what was written."""
    texts = {option["key"]: option["text"] for option in question.get("options") or ()} | {NOT_SAID: NOT_SAID_WORDS}
    return [texts.get(str(each), str(each)) for each in (answer if isinstance(answer, list) else [answer])]


def visible_questions(definition: Definition, answers: Answers) -> list[str]:
    """Keys of the questions that these answers make relevant, in order."""
    return [each.question["key"] for each in _walk(definition, answers)]


def missing_answers(definition: Definition, answers: Answers) -> list[str]:
    """Keys of the relevant required questions without an answer; `_na` is an answer."""
    walked = _walk(definition, answers)
    return [each.question["key"] for each in walked if each.question["required"] and each.value is None]


def said(definition: Definition, answers: Answers) -> dict[str, str]:
    """Of each gap found the client's own words: the option that they chose."""
    chosen = [option for each in _walk(definition, answers) for option in each.options if option["finding"]]
    return {option["finding"]["code"]: option["text"] for option in reversed(chosen)}


def score(definition: Definition, answers: Answers) -> dict[str, Any]:
    """Themes with their score (0 to 100, half up, or nothing) and level, and the findings, most useful first."""
    walked = list(_walk(definition, answers))
    asked: dict[str, list[Walked]] = {theme["key"]: [] for theme in definition["themes"]}
    for each in walked:
        if each.question["theme"] in asked and is_scored(each.question):
            asked[each.question["theme"]].append(each)
    return {
        "themes": [_theme_result(theme, definition["levels"], questions) for theme, questions in asked.items()],
        "findings": _findings(walked),
    }


def is_scored(question: Mapping[str, Any]) -> bool:
    """Whether any option of the question carries points."""
    return any(option["points"] is not None for option in question.get("options") or ())


def _walk(definition: Definition, answers: Answers) -> Iterator[Walked]:
    """Each relevant question with its answer. Conditions see the answers above them only, a constraint its own too."""
    known: dict[str, Any] = {}
    for question in definition["questions"]:
        if question["relevant"] is not None and not truthy(apply(question["relevant"], known)):
            continue
        key = question["key"]
        value, options = _known_answer(question, answers.get(key))
        if value is not None and value != NOT_SAID:
            constraint = question.get("constraint")
            if constraint is not None and not truthy(apply(constraint, {**known, key: value})):
                value, options = None, ()
            else:
                known[key] = value
        yield Walked(question, value, options)


def _known_answer(question: Mapping[str, Any], value: Any) -> tuple[Any, Sequence[Option]]:
    """The answer as the definition knows it, or nothing."""
    kind = question["kind"]
    if isinstance(value, str):
        if value == NOT_SAID:
            return (None if kind == "note" else NOT_SAID), ()
        if kind == "single":
            chosen = [option for option in question["options"] if option["key"] == value][:1]
            return (value if chosen else None), chosen
        return (value if kind == "text" and value.strip(" \t\r\n\u00a0") else None), ()
    if kind == "multiple":
        return _several(question, value)
    return (_whole_number(question, value) if kind == "number" else None), ()


def _several(question: Mapping[str, Any], value: Any) -> tuple[Any, Sequence[Option]]:
    """A list of options, in their order and each once; a list with anything else in it is no answer."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return None, ()
    chosen = [option for option in question["options"] if option["key"] in value]
    keys = [option["key"] for option in chosen]
    return (keys, chosen) if keys and set(keys) == set(value) else (None, ())


def _whole_number(question: Mapping[str, Any], value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    low, high = question.get("min", LOWEST), question.get("max", HIGHEST)
    return int(value) if low <= value <= high and value == int(value) else None


def _points(options: Sequence[Option]) -> int | None:
    """What the answer is worth, or nothing when it says that the question does not apply."""
    given = [option["points"] for option in options if option["points"] is not None]
    return min(sum(given), TOP_POINTS) if given else None


def _theme_result(theme: str, levels: list[Any], asked: list[Walked]) -> dict[str, Any]:
    """The score over the theme's questions that carry points."""
    total = weights = answered = of = 0
    for question, _, options in asked:
        points = _points(options)
        if options and points is None:
            continue  # does not apply
        of += 1
        if points is not None:
            answered += 1
            total += points * question["weight"]
            weights += question["weight"]
    value = _percent(total, weights * TOP_POINTS) if weights else None
    return {"theme": theme, "score": value, "level": level_of(value, levels) or None, "answered": answered, "of": of}


def _percent(part: int, whole: int) -> int:
    """Half up, in whole numbers: what JavaScript and Python must not decide by floats."""
    return (200 * part + whole) // (2 * whole)


def _findings(walked: list[Walked]) -> list[dict[str, Any]]:
    """Worst and weightiest first; a need without points (money wanted) comes after the gaps. Each code once."""
    found = []
    for question, _, options in walked:
        points = _points(options)
        severity = 0 if points is None else (TOP_POINTS - points) * question["weight"]
        for option in options:
            if option["finding"]:
                found.append((severity, question["theme"], option["finding"]))
    found.sort(key=lambda each: -each[0])  # stable: equal ones stay in the order of the questions
    once: dict[str, tuple[str, str]] = {}
    for _, theme, finding in found:
        once.setdefault(finding["code"], (theme, finding["text"]))  # where it weighs most
    return [
        {"code": code, "theme": theme, "text": text, "rank": rank}
        for rank, (code, (theme, text)) in enumerate(once.items(), start=1)
    ]
