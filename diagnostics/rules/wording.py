"""JsonLogic conditions written as XLSForm expressions: what a downloaded spreadsheet shows."""

from __future__ import annotations

from typing import Any

from diagnostics.rules.expressions import ORDERS, SIGNS

_WRITTEN = {logic: sign for sign, logic in SIGNS.items()}


def expression_of(logic: Any, own: str = "") -> str:
    """The expression that compiles to this condition. `own`: the question that `.` stands for."""
    return _written(logic, own, inside="")


def _written(logic: dict[str, Any], own: str, *, inside: str) -> str:
    operator, parts = next(iter(logic.items()))
    if operator == "!":
        inner = parts[0] if isinstance(parts, list) else parts
        return f"not({_written(inner, own, inside='')})"
    if operator in {"and", "or"}:
        parts = unguarded(parts) if operator == "and" else parts
        said = f" {operator} ".join(_written(part, own, inside=operator) for part in parts)
        return f"({said})" if inside and len(parts) > 1 and inside != operator else said
    if operator == "in":
        return _selected(parts, own, inside)
    left, right = parts
    return f"{_value(left, own)} {_WRITTEN[operator]} {_value(right, own)}"


def unguarded(parts: list[Any]) -> list[Any]:
    """Without the "was answered" before an order, which compiling puts there by itself."""
    ordered = [part[next(iter(part))] for part in parts if next(iter(part)) in ORDERS]
    named = [side for sides in ordered for side in sides if isinstance(side, dict) and "var" in side]
    kept = [part for part in parts if not (part.get("!==", [None, 0])[1] is None and part["!=="][0] in named)]
    return kept or parts


def _selected(parts: list[Any], own: str, inside: str) -> str:
    one, all_of = parts
    if isinstance(all_of, dict):
        return f"selected({_value(all_of, own)}, {_value(one, own)})"
    said = " or ".join(f"selected({_value(one, own)}, {_value(each, own)})" for each in all_of)
    return f"({said})" if inside and len(all_of) > 1 and inside != "or" else said


def _value(value: Any, own: str) -> str:
    if value is None:
        return "''"
    if isinstance(value, str):
        return f'"{value}"' if "'" in value else f"'{value}'"
    if isinstance(value, dict):
        if "reduce" in value:
            return f"count-selected({_value(value['reduce'][0], own)})"
        return "." if value["var"] == own else f"${{{value['var']}}}"
    return str(value)
