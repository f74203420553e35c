"""How a result is told: one sentence that praises first and judges nobody, four growing blocks, what moved since.

The phone says the same at the door (static/js/rules/showing.js, over tests/shared_cases/showing.json).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

BLOCKS = 4
MOST_USEFUL = 3  # gaps that are told first
GOING_WELL = 2  # "No caminho"
UP, SAME, DOWN = "up", "same", "down"

Levels = Sequence[Mapping[str, Any]]
Theme = Mapping[str, Any]


def blocks_of(level: str | None, levels: Levels) -> int:
    """How many of the four blocks a level fills."""
    position = _rank(level, levels)
    if position < 0:
        return 0
    return max(1, (2 * (position + 1) * BLOCKS + len(levels)) // (2 * len(levels)))  # half up


def lowest_first(themes: Sequence[Theme]) -> list[Theme]:
    """Gaps first; what was not talked about last."""
    return sorted(themes, key=lambda theme: 101 if theme["score"] is None else theme["score"])


def named(themes: Sequence[Theme], definition: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The themes of a result that were asked about, each with its `name` and the `meaning` of its level."""
    names = {theme["key"]: theme["name"] for theme in definition["themes"]}
    meanings = {level["name"]: level.get("meaning", "") for level in definition["levels"]}
    return [
        {**theme, "name": names.get(theme["theme"], theme["theme"]), "meaning": meanings.get(theme["level"], "")}
        for theme in themes
        if theme["of"]
    ]


def headline(themes: Sequence[Theme], levels: Levels) -> str:
    """One or two sentences about themes with `name`, `score` and `level`."""
    known = [theme for theme in lowest_first(themes) if theme["score"] is not None]
    if not known:
        return "Ainda não dá para mostrar um resultado" if themes else "O que apareceu na conversa"
    lowest, highest = known[0], known[-1]
    praise = f"{highest['name']} vai bem. " if _rank(highest["level"], levels) >= GOING_WELL else ""
    rank = _rank(lowest["level"], levels)
    if rank == 0:
        return f"{praise}{lowest['name']} pede cuidado."
    if rank >= GOING_WELL:
        return "O negócio vai bem em tudo o que conversamos."
    return f"{praise}{lowest['name']} está em construção."


def moved(now: int | None, before: int | None) -> str:
    """Where a theme stands towards last time; nothing where one of the two is not known."""
    if now is None or before is None:
        return ""
    if now == before:
        return SAME
    return UP if now > before else DOWN


def level_of(score: int | None, levels: Levels) -> str:
    """The name of the level that a score reaches."""
    reached = [str(level["name"]) for level in levels if score is not None and level["from"] <= score]
    return reached[-1] if reached else ""


def _rank(level: str | None, levels: Levels) -> int:
    return next((place for place, each in enumerate(levels) if each["name"] == level), -1)
