"""What all agents of a unit carry alike: notice, instrument, toolkit, journeys. A unit's own comes first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, Q

from common.remember import remembered
from deliveries.models import Tool
from deliveries.services import catalogue
from diagnostics.models import InstrumentVersion
from privacy.models import Notice

_TOOL = ("key", "name", "theme", "function", "provider", "url", "summary", "steps", "minutes", "answers")


@remembered(30)
def notice_in(unit_id: UUID | None) -> dict[str, Any] | None:
    """The notice in force: the latest version of the unit's own text, else of the national one."""
    notices = Notice.objects.filter(Q(unit_id=unit_id) | Q(unit__isnull=True))
    fields = ("id", "version", "sha256", "content")
    return notices.order_by(F("unit_id").asc(nulls_last=True), "-version").values(*fields).first()


@remembered(30)
def instrument_in(unit_id: UUID | None) -> dict[str, Any] | None:
    """The instrument in use: the latest published version of the unit's own, else of the national one."""
    versions = InstrumentVersion.objects.filter(
        Q(instrument__unit_id=unit_id) | Q(instrument__unit__isnull=True)
    ).order_by(F("instrument__unit_id").asc(nulls_last=True), "-published_at", "-number")
    return versions.values_list("definition", flat=True).first()


@remembered(30)
def tools_in(unit_id: UUID | None) -> list[dict[str, Any]]:
    """The toolkit that the unit offers, in its order."""
    return list(Tool.objects.offered_in(unit_id).values(*_TOOL))


def journeys() -> list[dict[str, str]]:
    """Where a client may go on after the visit."""
    return list(catalogue.journeys())
