"""A day on foot: walking, waiting for promises, the pause, what a move would do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits import rules
from visits.rules import DAY_MINUTES, PAUSE, Candidate, DayClock, Planned, Reason

ZONE = ZoneInfo("America/Fortaleza")
START = datetime(2026, 11, 25, 8, 20, tzinfo=ZONE)
NOON = START.replace(hour=12, minute=0)


def at(hour: int, minute: int = 0) -> datetime:
    return START.replace(hour=hour, minute=minute)


def stop(key: str, metres: float = 0, promised_at: datetime | None = None, minutes: int = 30) -> Planned:
    return Planned(key, f"Loja {key}", (-7.2 + metres / 111_195 / rules.STREET_FACTOR, -39.3), minutes, promised_at)


places = st.none() | st.tuples(st.floats(-7.3, -7.1), st.floats(-39.4, -39.2))
hours = st.none() | st.builds(at, st.integers(6, 18), st.sampled_from([0, 15, 30, 45]))
stops = st.lists(
    st.builds(Planned, st.uuids(), st.just("Loja"), places, st.integers(0, 90), hours), max_size=12, unique_by=id
)


def test_it_works():
    day = rules.schedule(START, [stop("a"), stop("b", 75), stop("c", 150)])
    assert [arrival.arrives_at for arrival in day.arrivals] == [at(8, 20), at(8, 51), at(9, 22)]
    assert day.distance_m == 150
    assert day.minutes == 92


@given(stops)
def test_time_never_goes_back(order: list[Planned]):
    day = rules.schedule(START, order)
    arrivals = [arrival.arrives_at for arrival in day.arrivals]
    assert arrivals == sorted(arrivals)
    for planned, arrival, following in zip(order, day.arrivals, day.arrivals[1:], strict=False):
        assert following.arrives_at - arrival.arrives_at >= timedelta(minutes=planned.minutes)


@given(stops)
def test_nobody_comes_before_the_promised_hour(order: list[Planned]):
    for planned, arrival in zip(order, rules.schedule(START, order).arrivals, strict=True):
        if planned.promised_at:
            assert arrival.arrives_at == max(planned.promised_at, planned.promised_at + arrival.late)


@given(stops)
def test_the_pause_is_free_and_touches_no_promise(order: list[Planned]):
    clock = rules.day_clock(START, order)
    if clock.pause_at:
        for planned in order:
            assert not planned.promised_at or not clock.pause_at < planned.promised_at < clock.pause_at + PAUSE
        for arrival in rules.schedule(START, order).arrivals:
            assert not clock.pause_at <= arrival.arrives_at < clock.pause_at + PAUSE


@given(st.integers(0, 40_000))
def test_time_at_work_and_on_the_wall_agree(seconds: int):
    clock = DayClock(START, NOON)
    assert clock.at_work(clock.on_the_wall(seconds)) == seconds


def test_the_pause_moves_aside_for_a_promise():
    assert rules.day_clock(START, [stop("a", promised_at=at(12, 15))]).pause_at == at(12, 30)
    assert rules.day_clock(START, [stop("a", promised_at=at(11, 50))]).pause_at == at(12, 30)


def test_no_pause_in_an_afternoon():
    assert rules.day_clock(at(13, 30), []).pause_at is None


def test_says_what_moving_up_would_do_to_a_promise():
    order = [stop("a", promised_at=at(8, 20)), stop("b", 750)]
    assert rules.consequence(START, order, "b", -1) == "Subir Loja b atrasa a promessa das 08:20 em 40 min."


def test_says_nothing_when_the_promise_is_still_kept():
    order = [stop("a"), stop("b", 75), stop("c", 150, promised_at=at(13, 30))]
    assert rules.consequence(START, order, "b", -1) == ""


def test_a_late_promise_and_a_long_day_are_told():
    order = [stop("a", minutes=60), stop("b", promised_at=at(9))] + [stop(str(n)) for n in range(14)]
    assert [problem.code for problem in rules.problems(START, order)] == ["late_promise", "overlong"]
    assert rules.problems(START, order)[0].message == "A promessa das 09:00 (Loja b) atrasa 20 min."
    assert rules.overlong_minutes(START, order) == 60 + 15 * 30 - DAY_MINUTES


def test_an_empty_route_cannot_go_out():
    assert [problem.blocks for problem in rules.problems(START, [])] == [True]


@given(stops.filter(bool), st.integers(-3, 3))
def test_moving_keeps_every_stop(order: list[Planned], step: int):
    changed = rules.moved(order, order[0].key, step)
    assert sorted(str(s.key) for s in changed) == sorted(str(s.key) for s in order)


def test_a_new_stop_goes_where_it_costs_least():
    order = [stop("a"), stop("b", 1000), stop("c", 2000)]
    assert [each.key for each in rules.inserted(START, order, stop("new", 1400))] == ["a", "b", "new", "c"]


def test_a_new_stop_does_not_push_a_promise():
    order = [stop("a"), stop("b", 1000, promised_at=at(9))]
    assert [each.key for each in rules.inserted(START, order, stop("new", 500))] == ["a", "b", "new"]


@pytest.mark.parametrize(("a", "b", "metres"), [((0, 0), (0, 0), 0), (None, (0, 0), 600), ((0, 0), (0, 1), 144_553)])
def test_metres_on_foot(a, b, metres):
    assert rules.distance_m(a, b) == metres


def test_metres_in_a_straight_line_and_in_words():
    assert rules.straight_m((-7.213, -39.315), (-7.213, -39.315)) == 0
    assert rules.straight_m((-7.213, -39.315), (-7.222, -39.315)) == pytest.approx(1001, abs=2)
    assert (rules.how_far(24), rules.how_far(1234)) == ("24 m", "1,2 km")


@given(
    st.lists(st.builds(Candidate, st.uuids(), places, st.just(Reason("x", 30, 1, 0))), max_size=20), st.integers(0, 25)
)
def test_picks_as_many_as_there_are(candidates: list[Candidate], count: int):
    picked = rules.pick(candidates, count)
    assert len(picked) == min(count, len(candidates))
    assert len({candidate.key for candidate in picked}) == len(picked)


def test_a_promise_without_an_hour_is_not_fixed():
    history = rules.History(is_mei=False, promised_at=at(0), has_hour=False)
    reason = rules.reason_to_visit(history, date(2026, 11, 25))
    assert reason is not None
    assert (reason.text, reason.promised_at) == ("Prometido para 25/11", None)
