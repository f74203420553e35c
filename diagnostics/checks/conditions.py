"""Whether a condition is one that both languages decide alike: the part of JsonLogic that instruments may use.

`and`, `or`, `!` over comparisons of one earlier answer with a value, with another answer of the same kind, or with
nothing ("was not answered"). `==` is left out on purpose: 0 and a missing answer would be the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple

from common.problems import Problem
from diagnostics.checks.shape import QuestionShape
from diagnostics.rules import NOT_SAID
from diagnostics.rules.expressions import COUNTING, ORDERS

JOINS = frozenset({"and", "or"})
EQUALITIES = frozenset({"===", "!=="})

Earlier = Mapping[str, QuestionShape]


class Side(NamedTuple):
    """One side of a comparison: what it is, the question it names and its value."""

    kind: str  # number, single, multiple, text, note, words, list, nothing, other
    question: str = ""
    value: Any = None


def condition_problems(logic: Any, earlier: Earlier, where: str) -> Iterator[Problem]:
    """What is wrong with a condition of the question `where`."""
    if not isinstance(logic, dict) or len(logic) != 1:
        yield Problem("condition_shape", "A condição é um objeto com um só operador.", where)
        return
    operator, arguments = next(iter(logic.items()))
    if operator in JOINS and isinstance(arguments, list) and arguments:
        for argument in arguments:
            yield from condition_problems(argument, earlier, where)
    elif operator == "!":
        inner = arguments[0] if isinstance(arguments, list) and len(arguments) == 1 else arguments
        yield from condition_problems(inner, earlier, where)
    elif not (isinstance(arguments, list) and len(arguments) == 2 and any(map(question_of, arguments))):
        yield Problem("condition_shape", f"“{operator}” não está entre os operadores aceitos.", where)
    else:
        yield from _comparison(operator, arguments, earlier, where)


def question_of(logic: Any) -> str:
    """The question that `{"var": key}`, or the counting of its answers, names; or nothing."""
    if not isinstance(logic, dict) or len(logic) != 1:
        return ""
    (operator, given), *_ = logic.items()
    if operator == "reduce" and isinstance(given, list) and given[1:] == [COUNTING, 0]:
        return _variable(given[0])
    return _variable(logic)


def _variable(logic: Any) -> str:
    is_variable = isinstance(logic, dict) and set(logic) == {"var"} and isinstance(logic["var"], str)
    return logic["var"] if is_variable else ""


def _comparison(operator: str, arguments: list[Any], earlier: Earlier, where: str) -> Iterator[Problem]:
    named = [key for key in map(question_of, arguments) if key]
    unknown = [key for key in named if key not in earlier]
    if unknown:
        yield Problem("condition_unknown", f"A condição cita “{unknown[0]}”, que não é uma pergunta anterior.", where)
    elif not _fits(operator, *[_side(each, earlier) for each in arguments], earlier=earlier):
        message = f"A condição compara a pergunta “{named[0]}” com um valor que a resposta dela não pode ter."
        yield Problem("condition_value", message, where)


def _side(logic: Any, earlier: Earlier) -> Side:
    key = question_of(logic)
    if key:
        is_count = "reduce" in logic
        kind = earlier[key].kind
        return Side(("number" if kind == "multiple" else "other") if is_count else kind, key)
    if logic is None:
        return Side("nothing")
    if isinstance(logic, str):
        return Side("words", value=logic)
    if isinstance(logic, list):
        return Side("list", value=logic)
    is_number = isinstance(logic, int | float) and not isinstance(logic, bool) and isfinite(logic)
    return Side("number" if is_number else "other", value=logic)


def _fits(operator: str, left: Side, right: Side, *, earlier: Earlier) -> bool:
    if operator in ORDERS:
        return left.kind == right.kind == "number"
    if operator == "in":
        return _is_one_of(left, right, earlier)
    if operator not in EQUALITIES or not left.question:
        return False
    if right.kind == "nothing":
        return left.kind != "note"
    if right.question:
        return left.kind == right.kind and left.kind in {"number", "text"}
    if left.kind == "single":
        return right.kind == "words" and _is_option(right.value, earlier[left.question])
    return (left.kind, right.kind) in {("number", "number"), ("text", "words")}


def _is_one_of(left: Side, right: Side, earlier: Earlier) -> bool:
    """`[answer, [options]]` of a question with one answer, or `[option, answers]` of one with several."""
    if left.kind == "single" and right.kind == "list":
        return bool(right.value) and all(_is_option(each, earlier[left.question]) for each in right.value)
    return left.kind == "words" and right.kind == "multiple" and _is_option(left.value, earlier[right.question])


def _is_option(value: Any, question: QuestionShape) -> bool:
    return isinstance(value, str) and value != NOT_SAID and value in {option.key for option in question.options}
