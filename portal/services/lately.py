"""Whoever taps twice gets what the first tap began."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet

from portal.models import Code, Paper, SentLink
from visits.models import Visit

SAME = timedelta(minutes=1)
Asked = TypeVar("Asked", Code, Paper, SentLink)


def asked_lately(rows: QuerySet[Asked], visit: Visit, *, now: datetime) -> Asked | None:
    """The newest of these that was asked for within a minute. Call it first in the transaction that asks for another:
    the second of two taps at the same moment waits here for the first."""
    Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
    return rows.filter(visit=visit, asked_at__gt=now - SAME).order_by("asked_at").last()
