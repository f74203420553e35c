"""Whether a definition is an instrument that both interpreters understand alike.

The shape is checked by msgspec; what it cannot say (keys that must be known, conditions) is checked here. Conditions
may use only the part of JsonLogic that json-logic-js and panzi-json-logic decide alike: `and`, `or`, `!` over
comparisons of one earlier question with literals. `==` is left out on purpose: for 0 and a missing answer it holds in
Python alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from common.problems import Problem
from diagnostics.rules import HIGHEST, LOWEST, NOT_SAID, TOP_POINTS

Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, Meta(pattern=r"\S", max_length=240)]
JOINS = frozenset({"and", "or"})
ORDERS = frozenset({">", ">=", "<", "<="})
EQUALITIES = frozenset({"===", "!=="})


class FindingShape(Struct, forbid_unknown_fields=True):
    """A gap, in the client's words."""

    code: Key
    text: Text


class OptionShape(Struct, forbid_unknown_fields=True):
    """One described behaviour; without points the question does not apply or asks for a need."""

    key: Key
    text: Text
    points: Annotated[int, Meta(ge=0, le=TOP_POINTS)] | None
    finding: FindingShape | None


class QuestionShape(Struct, forbid_unknown_fields=True):
    """One question."""

    key: Key
    theme: Key
    text: Text
    help: Annotated[str, Meta(max_length=240)]
    kind: Literal["single", "number", "text"]
    required: bool
    relevant: Any
    weight: Annotated[int, Meta(ge=1, le=10)]
    options: list[OptionShape]
    min: int = LOWEST
    max: int = HIGHEST


class ThemeShape(Struct, forbid_unknown_fields=True):
    """One theme."""

    key: Key
    name: Text


class LevelShape(Struct, forbid_unknown_fields=True, rename={"start": "from"}):
    """A level begins at a score."""

    start: Annotated[int, Meta(ge=0, le=100)]
    name: Text


class InstrumentShape(Struct, forbid_unknown_fields=True):
    """A whole instrument."""

    key: Key
    number: Annotated[int, Meta(ge=1, le=1_000_000)]
    title: Text
    minutes: Annotated[int, Meta(ge=1, le=120)]
    label: Text
    themes: Annotated[list[ThemeShape], Meta(min_length=1)]
    levels: Annotated[list[LevelShape], Meta(min_length=1)]
    questions: Annotated[list[QuestionShape], Meta(min_length=1)]


def definition_problems(definition: Any) -> list[Problem]:
    """What keeps a definition from being published; nothing when it is sound."""
    try:
        instrument = msgspec.convert(definition, InstrumentShape)
    except msgspec.ValidationError as error:
        return [Problem("shape", f"O arquivo não tem a forma de um instrumento: {error}")]
    return [
        *_repeated("theme_repeated", "tema", [theme.key for theme in instrument.themes]),
        *_repeated("question_repeated", "pergunta", [question.key for question in instrument.questions]),
        *_levels(instrument.levels),
        *_finding_owners(instrument.questions),
        *_questions(instrument),
    ]


def _repeated(code: str, word: str, keys: list[str], where: str = "") -> Iterator[Problem]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield Problem(code, f"A chave “{key}” aparece {count} vezes. Cada {word} tem a sua.", where or key)


def _levels(levels: list[LevelShape]) -> Iterator[Problem]:
    starts = [level.start for level in levels]
    if starts[0] != 0 or starts != sorted(set(starts)):
        yield Problem("levels_order", "Os níveis começam em 0 e sobem, sem repetir.", "levels")


def _finding_owners(questions: list[QuestionShape]) -> Iterator[Problem]:
    """A finding belongs to one question, or a diagnosis would hold it twice."""
    owners: dict[str, str] = {}
    for question in questions:
        for code in {option.finding.code for option in question.options if option.finding}:
            if owners.setdefault(code, question.key) != question.key:
                yield Problem("finding_repeated", f"O ponto “{code}” já é da pergunta “{owners[code]}”.", question.key)


def _questions(instrument: InstrumentShape) -> Iterator[Problem]:
    themes = {theme.key for theme in instrument.themes}
    earlier: dict[str, QuestionShape] = {}
    for question in instrument.questions:
        if question.theme not in themes:
            yield Problem("theme_unknown", f"O tema “{question.theme}” não existe.", question.key)
        yield from _options(question)
        if question.relevant is not None:
            yield from _condition(question.relevant, earlier, question.key)
        earlier[question.key] = question


def _options(question: QuestionShape) -> Iterator[Problem]:
    if (question.kind == "single") != (len(question.options) >= 2):
        message = "Pergunta de escolha tem pelo menos duas opções; as outras não têm opções."
        yield Problem("options_count", message, question.key)
    yield from _repeated("option_repeated", "opção", [option.key for option in question.options], question.key)
    if question.kind == "number" and not LOWEST <= question.min <= question.max <= HIGHEST:
        yield Problem("limits", f"Os limites vão de {LOWEST} a {HIGHEST}, o menor primeiro.", question.key)


def _condition(logic: Any, earlier: dict[str, QuestionShape], where: str) -> Iterator[Problem]:
    if not isinstance(logic, dict) or len(logic) != 1:
        yield Problem("condition_shape", "A condição é um objeto com um só operador.", where)
        return
    operator, arguments = next(iter(logic.items()))
    if operator in JOINS and isinstance(arguments, list) and arguments:
        for argument in arguments:
            yield from _condition(argument, earlier, where)
    elif operator == "!":
        inner = arguments[0] if isinstance(arguments, list) and len(arguments) == 1 else arguments
        yield from _condition(inner, earlier, where)
    elif not (isinstance(arguments, list) and len(arguments) == 2 and _named(arguments[0])):
        yield Problem("condition_shape", f"“{operator}” não está entre os operadores aceitos.", where)
    else:
        yield from _comparison(operator, _named(arguments[0]), arguments[1], earlier, where)


def _named(logic: Any) -> str:
    """The question that `{"var": key}` names, or nothing."""
    is_variable = isinstance(logic, dict) and set(logic) == {"var"} and isinstance(logic["var"], str)
    return logic["var"] if is_variable else ""


def _comparison(
    operator: str, key: str, literal: Any, earlier: dict[str, QuestionShape], where: str
) -> Iterator[Problem]:
    question = earlier.get(key)
    if question is None:
        yield Problem("condition_unknown", f"A condição cita “{key}”, que não é uma pergunta anterior.", where)
    elif not _fits(operator, question, literal):
        message = f"“{operator}” não serve para a pergunta “{key}” com este valor."
        yield Problem("condition_value", message, where)


def _fits(operator: str, question: QuestionShape, literal: Any) -> bool:
    options = {option.key for option in question.options}
    if question.kind == "single":
        if operator == "in":
            return isinstance(literal, list) and bool(literal) and all(_one_of(each, options) for each in literal)
        return operator in EQUALITIES and _one_of(literal, options)
    is_whole = isinstance(literal, int) and not isinstance(literal, bool)
    return question.kind == "number" and operator in ORDERS | EQUALITIES and is_whole


def _one_of(value: Any, options: set[str]) -> bool:
    return isinstance(value, str) and value in options and value != NOT_SAID
