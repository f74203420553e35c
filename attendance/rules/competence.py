"""In which month SAS counts a record, and into which one a late or corrected one goes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

NEVER = 0  # closing day: months close only when SAS says so


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The month after."""
    return month_of(month + timedelta(days=32))


def is_closed(month: date, *, today: date, closing_day: int, closed: Collection[date]) -> bool:
    """Whether a month takes nothing any more: SAS said so, or the day of closing of the month after has passed."""
    if month in closed:
        return True
    return closing_day != NEVER and today > next_month(month).replace(day=closing_day)


def competence(on: date, *, today: date, closing_day: int, closed: Collection[date]) -> date:
    """The month of the contact's local day; when it is closed, the first open month after it."""
    month = month_of(on)
    while is_closed(month, today=today, closing_day=closing_day, closed=closed):
        month = next_month(month)
    return month
