"""What all agents of a unit carry alike: notice, conversations, toolkit. A unit's own comes first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from common.remember import remembered
from deliveries.enums import LinkState
from deliveries.models import Tool
from deliveries.services import catalogue
from diagnostics.services.use import carried_in
from privacy.models import Notice


@remembered(30)
def notice_in(unit_id: UUID | None) -> dict[str, Any] | None:
    """The notice in force: the latest version of the unit's own text, else of the national one."""
    fields = ("id", "version", "sha256", "content")
    return Notice.objects.of_unit(unit_id).values(*fields).first()


@remembered(30)
def instruments_in(unit_id: UUID | None) -> list[dict[str, Any]]:
    """The conversations that the unit's phones carry, the one that visits begin with first."""
    return [version.definition for version in carried_in(unit_id)]


@remembered(30)
def tools_in(unit_id: UUID | None) -> list[dict[str, Any]]:
    """The toolkit that the unit offers, in its order; an address that leads nowhere is not offered (DEL-11)."""
    rows = Tool.objects.offered_in(unit_id).values("key", *catalogue.CONTENT, "link_state")
    return [_offered(row) for row in rows]


def _offered(row: dict[str, Any]) -> dict[str, Any]:
    is_dead = row.pop("link_state") == LinkState.BROKEN
    return row | {"url": ""} if is_dead else row
