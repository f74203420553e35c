"""Whether a definition is an instrument that both interpreters understand alike.

The shape is checked by msgspec; what it cannot say (keys that must be known, conditions) is checked here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from common.problems import Problem
from diagnostics.checks.conditions import condition_problems
from diagnostics.checks.shape import InstrumentShape, LevelShape, QuestionShape
from diagnostics.rules import HIGHEST, LOWEST

CHOICES = frozenset({"single", "multiple"})


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
                message = f"O ponto achado “{code}” já é da pergunta “{owners[code]}”. Dê a este outro código."
                yield Problem("finding_repeated", message, question.key)


def _questions(instrument: InstrumentShape) -> Iterator[Problem]:
    themes = {theme.key for theme in instrument.themes}
    earlier: dict[str, QuestionShape] = {}
    for question in instrument.questions:
        if question.theme not in themes:
            yield Problem("theme_unknown", f"O tema “{question.theme}” não existe.", question.key)
        yield from _options(question)
        if question.relevant is not None:
            yield from condition_problems(question.relevant, earlier, question.key)
        earlier[question.key] = question
        if question.constraint is not None:
            yield from condition_problems(question.constraint, earlier, question.key)


def _options(question: QuestionShape) -> Iterator[Problem]:
    least = 2 if question.kind == "single" else 1
    if (question.kind in CHOICES and len(question.options) < least) or (
        question.kind not in CHOICES and question.options
    ):
        message = "Pergunta de escolha tem pelo menos duas opções; as de texto e de número não têm opções."
        yield Problem("options_count", message, question.key)
    if question.kind == "note" and question.required:
        yield Problem("note_required", "Um aviso na tela não pede resposta: não pode ser obrigatório.", question.key)
    yield from _repeated("option_repeated", "opção", [option.key for option in question.options], question.key)
    if question.kind == "number" and not LOWEST <= question.min <= question.max <= HIGHEST:
        yield Problem("limits", f"Os limites vão de {LOWEST} a {HIGHEST}, o menor primeiro.", question.key)
