"""The day as the agent walks it: another order, stops left out with a reason. The plan itself stays for comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from agents.models import User
from common import audit
from visits.enums import StopState
from visits.models import Route, Stop


@dataclass(frozen=True)
class Skip:
    """Why and when a stop was left out."""

    reason: str
    at: datetime


@transaction.atomic
def walk(
    route: Route, *, order: Sequence[UUID], skipped: Mapping[UUID, Skip], changed_at: datetime, at: datetime, by: User
) -> datetime:
    """Write down the whole day as the phone has it; the latest change counts. Returns the moment of what counts now.

    A visit that was made outweighs a skip; a stop that the phone does not know yet keeps its place at the end.
    """
    held = Route.objects.select_for_update(of=("self",)).get(pk=route.pk)
    moment = min(changed_at, at)
    if held.changed_by_agent_at and moment <= held.changed_by_agent_at:
        return held.changed_by_agent_at
    stops = list(Stop.objects.filter(route=held).order_by("position"))
    places = {stop_id: place for place, stop_id in enumerate(order)}
    stops.sort(key=lambda stop: places.get(stop.pk, len(places)))
    for position, stop in enumerate(stops, start=1):
        stop.walked_position = position
        _skip_or_not(stop, skipped.get(stop.pk), at)
    Stop.objects.bulk_update(stops, ["walked_position", "state", "skip_reason", "skipped_at"])
    Route.objects.filter(pk=held.pk).update(changed_by_agent_at=moment)
    left_out = sum(stop.state == StopState.SKIPPED for stop in stops)
    audit.record("route.walked", held, by=by, stops=len(stops), skipped=left_out)
    return moment


def walked(route: Route, stops: Sequence[Stop]) -> dict[str, Any] | None:
    """What the phone last said of this day, for a phone that has forgotten it."""
    if route.changed_by_agent_at is None:
        return None
    ordered = sorted(stops, key=lambda stop: (stop.walked_position or len(stops) + 1, stop.position))
    return {
        "order": [stop.pk for stop in ordered],
        "skipped": [
            {"stop": stop.pk, "reason": stop.skip_reason, "at": stop.skipped_at}
            for stop in ordered
            if stop.state == StopState.SKIPPED and stop.skip_reason
        ],
        "changed_at": route.changed_by_agent_at,
    }


def _skip_or_not(stop: Stop, skip: Skip | None, at: datetime) -> None:
    """Leave a stop out or take it in again, unless the visit was made."""
    if stop.state == StopState.DONE:
        return
    stop.state = StopState.SKIPPED if skip else StopState.PENDING
    stop.skip_reason, stop.skipped_at = (skip.reason, min(skip.at, at)) if skip else ("", None)
