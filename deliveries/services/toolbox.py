"""What a unit does with the catalogue: tools of its own, on and off, and the order in which they are proposed (DEL-04).

Nothing of a finished visit changes by it: a delivery keeps its tool, on or off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from agents.models import Unit, User
from common import audit
from common.remember import forget_all
from deliveries.enums import LinkState
from deliveries.models import Tool, ToolUse
from deliveries.services.catalogue import CONTENT
from deliveries.services.links import expect_looks

KEY_LENGTH = 60


@transaction.atomic
def add_tool(*, unit: Unit, content: Mapping[str, Any], by: User) -> Tool:
    """Put a tool of the unit's own into its catalogue; it is proposed first until somebody orders it otherwise."""
    tool = Tool.objects.create(unit=unit, key=_free_key(content["name"], unit), **content)
    audit.record("tool.added", tool, by=by)
    _after(tool)
    return tool


@transaction.atomic
def correct_tool(tool: Tool, *, content: Mapping[str, Any], by: User) -> list[str]:
    """Change a tool of the unit's own; answers the names of the fields that changed."""
    changed = [name for name, value in content.items() if getattr(tool, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(tool, name, content[name])
    if "url" in changed:
        tool.link_state, tool.link_checked_at, tool.link_problem, tool.link_failures = LinkState.UNCHECKED, None, "", 0
    tool.save()
    audit.record("tool.corrected", tool, by=by, fields=changed)
    _after(tool)
    return changed


@transaction.atomic
def adapt_tool(tool: Tool, *, unit: Unit, by: User) -> Tool:
    """Copy a tool of the annex for the unit to write in its own words; the copy takes the other's place."""
    place = Tool.objects.known_in(unit.pk).get(pk=tool.pk).place  # type: ignore[attr-defined]  # annotated
    copied = {name: getattr(tool, name) for name in (*CONTENT, "order")}
    copy = Tool.objects.create(unit=unit, key=_free_key(tool.key, unit), **copied)
    ToolUse.objects.create(unit=unit, tool=copy, position=place)
    _decide(tool, unit, is_active=False)
    audit.record("tool.adapted", copy, by=by, of=str(tool.pk))
    _after(copy)
    return copy


@transaction.atomic
def switch_tool(tool: Tool, *, unit: Unit, on: bool, by: User) -> None:
    """Let the unit's phones carry a tool, or not."""
    _decide(tool, unit, is_active=on)
    audit.record("tool.switched", tool, by=by, unit=str(unit.pk), on=on)
    transaction.on_commit(forget_all)


@transaction.atomic
def place_tool(tool: Tool, *, unit: Unit, before: Tool | None = None, after: Tool | None = None, by: User) -> int:
    """Put a tool right before or after another one (first of all without either); answers its place, from 1."""
    line = [each for each in Tool.objects.known_in(unit.pk) if each.pk != tool.pk]
    beside = before or after
    at = next((index for index, each in enumerate(line) if beside and each.pk == beside.pk), 0) + bool(after)
    line.insert(at, tool)
    known = {use.tool_id: use for use in ToolUse.objects.filter(unit=unit)}
    new = []
    for position, each in enumerate(line, start=1):
        if each.pk in known:
            known[each.pk].position = position
        else:
            new.append(ToolUse(unit=unit, tool_id=each.pk, position=position))
    ToolUse.objects.bulk_update(known.values(), ["position"])
    ToolUse.objects.bulk_create(new)
    audit.record("tool.placed", tool, by=by, unit=str(unit.pk), place=at + 1)
    transaction.on_commit(forget_all)
    return at + 1


def _decide(tool: Tool, unit: Unit, *, is_active: bool) -> None:
    ToolUse.objects.update_or_create(unit=unit, tool=tool, defaults={"is_active": is_active})


def _after(tool: Tool) -> None:
    """Phones get it with their next day; a new address is looked at soon."""
    transaction.on_commit(forget_all)
    if tool.url and tool.link_state == LinkState.UNCHECKED:
        expect_looks()


def _free_key(name: str, unit: Unit) -> str:
    """A key that neither the annex nor the unit uses: a visit names its tool by it."""
    base = slugify(name)[: KEY_LENGTH - 8] or "ferramenta"
    taken = set(Tool.objects.known_in(unit.pk).filter(key__startswith=base).values_list("key", flat=True))
    if base not in taken:
        return base
    own = f"{base}-{unit.uf.lower()}"
    return next(key for key in (own, *(f"{own}-{number}" for number in range(2, 1000))) if key not in taken)
