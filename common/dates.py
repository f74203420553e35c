"""Dates of the field: a day begins and ends where the unit is, not where the server is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def today_in(zone: str | None, now: datetime | None = None) -> date:
    """Today's date in an IANA time zone (the project's own when none is given)."""
    return (now or timezone.now()).astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()
