"""A conversation laid out for reading, and asked question by question as on the phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from diagnostics.rules import (
    HIGHEST,
    LOWEST,
    MOST_USEFUL,
    NOT_SAID,
    lowest_first,
    named,
    said,
    score,
    visible_questions,
)
from diagnostics.rules.conditions import condition_in_words

Json = dict[str, Any]
KIND_WORDS = {"single": "Uma opção", "multiple": "Várias opções", "number": "Número", "text": "Texto", "note": "Aviso"}


@dataclass(frozen=True)
class Line:
    """A question as the list shows it."""

    number: int
    question: Json
    kind: str
    condition: str
    limit: str


@dataclass(frozen=True)
class Asked:
    """Where a walk through the conversation is: a question, or the result."""

    question: Json | None
    theme: str
    number: int
    of: int
    given: list[tuple[str, str]]  # the answers so far, as hidden fields
    result: Sequence[Mapping[str, Any]]
    gaps: list[Json]
    chosen: tuple[str, ...] = ()


def parts_of(definition: Json) -> list[tuple[str, list[Line]]]:
    """Questions by theme, in the order in which they are asked, numbered."""
    names = {theme["key"]: theme["name"] for theme in definition["themes"]}
    by_key = {question["key"]: question for question in definition["questions"]}
    lines = [
        Line(
            number,
            question,
            KIND_WORDS[question["kind"]],
            f"Só se {condition_in_words(question['relevant'], by_key)}" if question["relevant"] else "",
            _limit(question, by_key),
        )
        for number, question in enumerate(definition["questions"], start=1)
    ]
    grouped = groupby(lines, key=lambda line: line.question["theme"])
    return [(names.get(theme, theme), list(some)) for theme, some in grouped]


def _limit(question: Json, questions: Mapping[str, Json]) -> str:
    """What an answer has to be."""
    own = question.get("constraint")
    low, high = question.get("min", LOWEST), question.get("max", HIGHEST)
    if own:
        return f"Vale se {condition_in_words(own, questions, question['key'])}"
    if question["kind"] != "number" or (low, high) == (LOWEST, HIGHEST):
        return ""
    return f"Vale de {low} a {high}"


def ask(definition: Json, given: Mapping[str, Sequence[str]], asked: str) -> Asked:
    """The next question after `asked` with these answers (fields named q.<question>), or the result."""
    answers = _answers(definition, given)
    shown = visible_questions(definition, answers)
    after = shown.index(asked) + 1 if asked in shown else 0
    key = shown[after] if after < len(shown) else ""
    question = next((each for each in definition["questions"] if each["key"] == key), None)
    names = {theme["key"]: theme["name"] for theme in definition["themes"]}
    hidden = [(name, value) for name, values in given.items() for value in values if name != f"q.{key}"]
    result, gaps = ([], []) if question else _result(definition, answers)
    return Asked(
        question=question,
        theme=names.get(question["theme"], "") if question else "",
        number=after + 1,
        of=len(shown),
        given=hidden,
        result=result,
        gaps=gaps,
        chosen=tuple(given.get(f"q.{key}", ())),
    )


def _answers(definition: Json, given: Mapping[str, Sequence[str]]) -> Json:
    """The typed answers as a phone would keep them."""
    answers: Json = {}
    for question in definition["questions"]:
        values = [value for value in given.get(f"q.{question['key']}", ()) if value]
        if not values:
            continue
        value = values[0]
        if value != NOT_SAID and question["kind"] == "multiple":
            answers[question["key"]] = values
        elif value != NOT_SAID and question["kind"] == "number":
            answers[question["key"]] = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else value
        else:
            answers[question["key"]] = value
    return answers


def _result(definition: Json, answers: Json) -> tuple[Sequence[Mapping[str, Any]], list[Json]]:
    """Themes with name and meaning, lowest first, and the most useful gaps with the client's own words."""
    told = score(definition, answers)
    words = said(definition, answers)
    gaps = [{**found, "said": words.get(found["code"], "")} for found in told["findings"][:MOST_USEFUL]]
    return lowest_first(named(told["themes"], definition)), gaps
