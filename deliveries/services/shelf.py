"""The catalogue as its page shows it: filters with their counts, and each tool with its neighbours on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from deliveries.enums import LinkState
from deliveries.models import Tool
from deliveries.services.findings import known_findings

WRONG = frozenset({LinkState.BROKEN, LinkState.FAILING})
WHICH: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "ligadas": ("Ligadas", lambda tool: tool.is_on),
    "desligadas": ("Desligadas", lambda tool: not tool.is_on),
    "unidade": ("Da unidade", lambda tool: tool.unit_id is not None),
    "endereco": ("Endereços com problema", lambda tool: tool.link_state in WRONG and tool.url),
}


@dataclass(frozen=True)
class Row:
    """A tool, the tools shown above and below it, and how many findings of the unit's conversations it answers."""

    tool: Tool
    above: Tool | None
    below: Tool | None
    answers: int


def shelf(user: Any, *, theme: str, which: str) -> dict[str, Any]:
    """Everything that the page needs."""
    tools = list(Tool.objects.visible_to(user))
    codes = {finding.code for finding in known_findings(user.unit_id)}
    kept = [tool for tool in tools if which not in WHICH or WHICH[which][1](tool)]
    themes = Counter(tool.theme for tool in kept)
    return {
        "rows": _rows([tool for tool in kept if not theme or tool.theme == theme], codes),
        "total": len(kept), "everything": len(tools),
        "themes": sorted(themes.items()),
        "states": [(key, label, sum(map(bool, map(fits, tools)))) for key, (label, fits) in WHICH.items()],
        "broken": sum(tool.link_state == LinkState.BROKEN and tool.is_on for tool in tools),  # type: ignore[attr-defined]  # annotated
    }  # fmt: skip


def _rows(shown: Sequence[Tool], codes: set[str]) -> list[Row]:
    beside = [None, *shown, None]
    return [
        Row(tool, before, after, sum(answer["finding"] in codes for answer in tool.answers))
        for before, tool, after in zip(beside, shown, beside[2:], strict=False)
    ]
