"""Dates of the field: a day begins and ends where the unit is, not where the server is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils import timezone


def today_in(zone: str | None, now: datetime | None = None) -> date:
    """Today's date in an IANA time zone (the project's own when none is given, or one that does not exist)."""
    return (now or timezone.now()).astimezone(known_zone(zone or "")).date()


def known_zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name; a phone may have said one that does not exist, then the project's own."""
    return ZoneInfo(name if is_zone(name) else settings.TIME_ZONE)


def is_zone(name: str) -> bool:
    """Whether there is an IANA time zone of that name. Only names of the list are opened: a name is also a path."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def ago(since: datetime, now: datetime) -> str:
    """How long ago, as people say it, on one line: há 12 min, há 52 h, há 9 dias."""
    gone = now - since
    if gone < timedelta(hours=1):
        return f"há\u00a0{max(1, gone // timedelta(minutes=1))}\u00a0min"
    hours = gone // timedelta(hours=1)
    return f"há\u00a0{hours}\u00a0h" if hours < 72 else f"há\u00a0{gone.days}\u00a0dias"
