"""The toolkit of the annex (2021) and the journeys: loaded as data that a unit completes (DEL-04), and their names."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from common import audit
from common.remember import forget_all, remembered
from deliveries.models import Tool

DATA = Path(__file__).resolve().parent.parent / "data"
ANOTHER_VISIT = "nova_visita"  # the journey that leads to the agent again
# What a tool says, whoever wrote it; a file's tools have an order beside it.
CONTENT = ("name", "theme", "function", "provider", "url", "summary", "audience", "steps", "minutes", "answers")


@transaction.atomic
def load_tools(*, file: Path = DATA / "toolkit.json") -> int:
    """Create or correct the national tools and return how many changed. Loading again changes nothing.

    The order of the file is the order in which tools are offered. Whether a tool is on is taken from the file only when
    the tool is new: afterwards it is a person's decision, and it stays.
    """
    known = {tool.key: tool for tool in Tool.objects.filter(unit__isnull=True)}
    created, corrected = [], []
    for order, entry in enumerate(json.loads(file.read_text(encoding="utf-8"))["tools"], start=1):
        content = {name: entry[name] for name in CONTENT} | {"order": order}
        tool = known.get(entry["key"])
        if tool is None:
            created.append(Tool(key=entry["key"], is_active=entry["is_active"], **content))
        elif _correct(tool, content):
            corrected.append(tool)
    Tool.objects.bulk_create(created)
    Tool.objects.bulk_update(corrected, [*CONTENT, "order"])
    for tool in (*created, *corrected):
        audit.record("load_tool", tool, by=None, key=tool.key)
    if created or corrected:
        transaction.on_commit(forget_all)
    return len(created) + len(corrected)


def _correct(tool: Tool, content: dict[str, Any]) -> bool:
    changed = {name: value for name, value in content.items() if getattr(tool, name) != value}
    for name, value in changed.items():
        setattr(tool, name, value)
    return bool(changed)


@remembered(60)
def tool_names(unit_id: UUID | None) -> dict[str, str]:
    """Key → name of the annex's tools and of the unit's own, on or off: what was left at the door was left."""
    return Tool.objects.known_in(unit_id).names()


@cache
def journeys() -> tuple[dict[str, str], ...]:
    """Where a client may go on after the visit (JOR-02): key and name."""
    return tuple(json.loads((DATA / "journeys.json").read_text(encoding="utf-8"))["journeys"])


def journey_name(key: str) -> str:
    """What people call a journey; an older phone may have named one that is no longer in the list."""
    return next((journey["name"] for journey in journeys() if journey["key"] == key), key)
