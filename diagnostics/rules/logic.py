"""JsonLogic, the whole of it (jsonlogic.com). The phone runs the twin, static/js/rules/json_logic.js.

What JavaScript makes of mixed values ("1" < 2) comes from panzi-json-logic; how rules are walked is told here, because
that library does not evaluate the start of a `reduce`. The official test set decides for both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from json_logic.builtins import BUILTINS

Known = Any
Walker = Callable[[list[Any], Known], Any]

_MISSING = object()


def truthy(value: Any) -> bool:
    """JsonLogic's truth: empty lists, empty text and zero are false, "0" is true."""
    return bool(value) and value == value  # NaN differs from itself


def apply(logic: Any, known: Known = None) -> Any:
    """What a rule says over the known values; what is no rule says itself."""
    if isinstance(logic, list):
        return [apply(each, known) for each in logic]
    if not isinstance(logic, dict) or len(logic) != 1:
        return logic
    operator, given = next(iter(logic.items()))
    parts = given if isinstance(given, list) else [given]
    walker = _WALKERS.get(operator)
    if walker:
        return walker(parts, known)
    return BUILTINS[operator](known, *[apply(part, known) for part in parts])


def _var(parts: list[Any], known: Known) -> Any:
    """`{"var": "a.b"}`: what the path names, else the second part."""
    path = apply(parts[0], known) if parts else None
    if path is None or path == "":
        return known
    if isinstance(path, str) and isinstance(known, dict) and "." not in path:  # all that instruments ask for
        found = known.get(path, _MISSING)
    else:
        found = _at(known, str(path).split("."))
    return (apply(parts[1], known) if len(parts) > 1 else None) if found is _MISSING else found


def _at(known: Known, steps: list[str]) -> Any:
    found = known
    for step in steps:
        if isinstance(found, Mapping):
            found = found.get(step, _MISSING)
        elif isinstance(found, list | str) and step.isascii() and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            return _MISSING
    return found


def _if(parts: list[Any], known: Known) -> Any:
    for position in range(0, len(parts) - 1, 2):
        if truthy(apply(parts[position], known)):
            return apply(parts[position + 1], known)
    return apply(parts[-1], known) if len(parts) % 2 else None


def _and(parts: list[Any], known: Known) -> Any:
    value = None
    for part in parts:
        value = apply(part, known)
        if not truthy(value):
            break
    return value


def _or(parts: list[Any], known: Known) -> Any:
    value = None
    for part in parts:
        value = apply(part, known)
        if truthy(value):
            break
    return value


def _items(parts: list[Any], known: Known) -> list[Any]:
    items = apply(parts[0], known) if parts else None
    return items if isinstance(items, list) else []


def _filter(parts: list[Any], known: Known) -> list[Any]:
    return [item for item in _items(parts, known) if truthy(apply(parts[1], item))]


def _map(parts: list[Any], known: Known) -> list[Any]:
    return [apply(parts[1], item) for item in _items(parts, known)]


def _reduce(parts: list[Any], known: Known) -> Any:
    value = apply(parts[2], known) if len(parts) > 2 else None
    for item in _items(parts, known):
        value = apply(parts[1], {"current": item, "accumulator": value})
    return value


def _all(parts: list[Any], known: Known) -> bool:
    items = _items(parts, known)
    return bool(items) and all(truthy(apply(parts[1], item)) for item in items)


_WALKERS: dict[str, Walker] = {
    "var": _var,
    "if": _if,
    "?:": _if,
    "and": _and,
    "or": _or,
    "filter": _filter,
    "map": _map,
    "reduce": _reduce,
    "all": _all,
    "some": lambda parts, known: bool(_filter(parts, known)),
    "none": lambda parts, known: not _filter(parts, known),
}
