"""Filters and periods as values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.rules import Trend, is_same_tool_for_all, is_silent, share, signed, working_time
from dashboard.services.filters import CLEAN, Filters, Period

TODAY = date(2026, 11, 24)


def test_without_a_period_it_is_this_month():
    assert Filters.read({}, TODAY).period == Period.month(2026, 11)


@given(
    st.dictionaries(st.sampled_from([*CLEAN, "mes", "semana", "periodo", "pagina"]), st.text(max_size=40), max_size=8)
)
def test_any_address_gives_filters_that_write_themselves_back(query: dict[str, str]):
    read = Filters.read(query, TODAY)
    again = Filters.read(dict(pair.split("=") for pair in read.query.split("&")), TODAY)

    assert again == read


@pytest.mark.parametrize(
    ("month", "today", "before"),
    [
        ((2026, 11), TODAY, (date(2026, 10, 1), date(2026, 10, 24))),
        ((2026, 3), date(2026, 3, 30), (date(2026, 2, 1), date(2026, 2, 28))),
        ((2026, 10), TODAY, (date(2026, 9, 1), date(2026, 9, 30))),
        ((2026, 1), date(2026, 1, 31), (date(2025, 12, 1), date(2025, 12, 31))),
    ],
)
def test_a_month_is_compared_with_the_same_days(month, today, before):
    assert Period.month(*month).same_days_before(today) == before


def test_a_week_starts_on_monday():
    week = Period.week(TODAY)

    assert (week.first, week.last, week.param) == (date(2026, 11, 23), date(2026, 11, 29), ("semana", "2026-11-23"))


@pytest.mark.parametrize(
    ("change", "decimals", "words"), [(41, 0, "+41"), (-2, 0, "−2"), (3.14, 1, "+3,1"), (0.04, 1, "igual")]
)
def test_changes_are_signed(change: float, decimals: int, words: str):
    assert signed(change, decimals) == words


def test_a_share_of_nothing_is_unknown():
    assert share(0, 0) is None
    assert Trend(3, 3).direction == "flat"


@pytest.mark.parametrize(("visits", "same", "told"), [(10, 9, True), (10, 8, False), (7, 7, False), (8, 8, True)])
def test_the_same_tool_for_nearly_everybody(visits: int, same: int, told: bool):
    assert is_same_tool_for_all(visits, same) is told


FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "unsent", "silent"),
    [
        (timedelta(hours=38), 0, False),  # Sunday: nobody is in the field
        (timedelta(hours=38), 2, True),  # but this phone said that it holds two visits
        (timedelta(days=3, hours=0), 0, False),  # Monday 15:00, one working day later
        (timedelta(days=3, hours=1), 0, True),
        (timedelta(hours=-1), 0, False),
    ],
)
def test_a_phone_is_silent_after_a_working_day(later: timedelta, unsent: int, silent: bool):
    assert is_silent(FRIDAY, FRIDAY + later, unsent=unsent) is silent


def test_weekends_are_no_working_time():
    assert working_time(FRIDAY, FRIDAY + timedelta(days=7)) == timedelta(days=5)
