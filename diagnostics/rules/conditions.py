"""A condition in words, for whoever reads a conversation and writes no expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diagnostics.rules.expressions import FLIPPED
from diagnostics.rules.scoring import answer_words
from diagnostics.rules.wording import unguarded

Json = dict[str, Any]

ORDER_WORDS = {">": "maior que", ">=": "no mínimo", "<": "menor que", "<=": "no máximo"}
LONGEST = 70  # letters of a question that is quoted


def condition_in_words(logic: Json, questions: Mapping[str, Json], own: str = "") -> str:
    """What follows "Só se". `questions` by their keys; `own` is the question whose answer is looked at."""
    operator, parts = next(iter(logic.items()))
    if operator == "!":
        return _not(parts[0] if isinstance(parts, list) else parts, questions, own)
    if operator in {"and", "or"}:
        return _joined(operator, unguarded(parts) if operator == "and" else parts, questions, own)
    return _compared(operator, parts, questions, own)


def _joined(operator: str, parts: list[Json], questions: Mapping[str, Json], own: str) -> str:
    if operator == "or" and (same := _marked_of_one(parts)):
        question, values = same
        return f"marcou {_either(values, questions[question])} {_in(questions[question], own)}"
    said = [condition_in_words(part, questions, own) for part in parts]
    word = "e" if operator == "and" else "ou"
    is_mixed = any({"and", "or"} & part.keys() for part in parts)
    return (f"; {word} " if is_mixed else f" {word} ").join(said)


def _marked_of_one(parts: list[Json]) -> tuple[str, list[Any]] | None:
    """Several options of one question, any of which will do."""
    marked = [part["in"] for part in parts if "in" in part and isinstance(part["in"][1], dict)]
    named = {each[1]["var"] for each in marked}
    return (named.pop(), [each[0] for each in marked]) if len(marked) == len(parts) and len(named) == 1 else None


def _not(inner: Json, questions: Mapping[str, Json], own: str) -> str:
    words = condition_in_words(inner, questions, own)
    if words.startswith(("respondeu", "marcou")) and not {"and", "or"} & inner.keys():
        return f"não {words}"
    return f"não é verdade que {words}"


def _compared(operator: str, parts: list[Any], questions: Mapping[str, Json], own: str) -> str:
    left, right = parts
    if operator == "in":
        if isinstance(right, dict):
            question = questions[right["var"]]
            return f"marcou {_either([left], question)} {_in(question, own)}"
        question = questions[left["var"]]
        return f"respondeu {_either(right, question)} a {_quoted(question)}"
    if not isinstance(left, dict):
        left, right, operator = right, left, FLIPPED.get(operator, operator)
    question = questions[_key(left)]
    if right is None:
        return f"{'não ' if operator == '===' else ''}respondeu a {_quoted(question)}"
    if operator in {"===", "!=="} and isinstance(right, str):
        return f"{'não ' if operator == '!==' else ''}respondeu {_either([right], question)} a {_quoted(question)}"
    asked = f"o número de opções marcadas {_in(question, own)}" if "reduce" in left else _answer(question, own)
    to = _answer(questions[_key(right)], own) if isinstance(right, dict) else str(right)
    return f"{asked} é {ORDER_WORDS.get(operator, 'igual a' if operator == '===' else 'diferente de')} {to}"


def _key(side: Json) -> str:
    named = side["reduce"][0] if "reduce" in side else side
    return str(named["var"])


def _answer(question: Json, own: str) -> str:
    return "a resposta" if question["key"] == own else f"a resposta a {_quoted(question)}"


def _in(question: Json, own: str) -> str:
    return "nesta pergunta" if question["key"] == own else f"em {_quoted(question)}"


def _quoted(question: Json) -> str:
    text = question["text"]
    return f"“{text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + '…'}”"


def _either(values: list[Any], question: Json) -> str:
    return " ou ".join(f"“{text}”" for text in answer_words(question, values))
