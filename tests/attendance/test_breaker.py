"""The circuit breaker as a value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.rules.breaker import Breaker, Health, Limits, after, may_go, probing

NOW = datetime(2026, 11, 20, 10, 12, tzinfo=UTC)
LIMITS = Limits(failures=3, pause_s=10)


def fail(breaker: Breaker, times: int = 1, health: Health = Health.SILENT, **more: float) -> Breaker:
    for _ in range(times):
        breaker = after(breaker, health, now=NOW, limits=LIMITS, chance=1.0, **more)
    return breaker


def test_it_works() -> None:
    assert may_go(fail(Breaker(), times=2), now=NOW)
    opened = fail(Breaker(), times=3)
    assert (opened.opened_at, opened.first_failed_at, opened.reason) == (NOW, NOW, "silent")
    assert not may_go(opened, now=NOW + timedelta(seconds=9))
    assert may_go(opened, now=NOW + timedelta(seconds=10))


def test_one_answer_closes_it() -> None:
    assert after(fail(Breaker(), 7), Health.ANSWERED, now=NOW, limits=LIMITS, chance=0) == Breaker()


def test_while_a_probe_is_under_way_nobody_else_goes() -> None:
    later = NOW + timedelta(seconds=10)
    during = probing(fail(Breaker(), 3), now=later)
    assert not may_go(during, now=later + timedelta(seconds=59))
    assert may_go(during, now=later + timedelta(seconds=60))  # the probe's worker died
    assert probing(Breaker(), now=NOW) == Breaker()


def test_a_probe_that_fails_opens_it_for_longer_and_keeps_its_beginning() -> None:
    later = NOW + timedelta(minutes=1)
    again = after(probing(fail(Breaker(), 3), now=later), Health.SILENT, now=later, limits=LIMITS, chance=1.0)
    assert again.opened_at == NOW
    assert again.probe_at == NOW + timedelta(minutes=1, seconds=20)


@pytest.mark.parametrize("health", [Health.SILENT, Health.BUSY])
def test_requests_that_were_under_way_when_it_opened_do_not_make_the_pause_longer(health: Health) -> None:
    """(F44) Thirty workers that fail together are one outage of ten seconds, not one of five minutes."""
    assert fail(fail(Breaker(), 3), times=30, health=health).probe_at == NOW + timedelta(seconds=10)


@pytest.mark.parametrize("health", [Health.KEY, Health.MAINTENANCE, Health.BUSY])
def test_what_sas_says_itself_opens_it_at_once(health: Health) -> None:
    assert fail(Breaker(), health=health).reason == health.value


def test_what_sas_asks_for_is_given() -> None:
    opened = fail(Breaker(), health=Health.BUSY, asked_s=40)
    assert opened.probe_at == NOW + timedelta(seconds=41)


@given(st.lists(st.sampled_from(Health), max_size=30), st.floats(0, 1))
def test_it_is_open_exactly_when_it_says_until_when_and_never_for_ever(said: list[Health], chance: float) -> None:
    breaker = Breaker()
    for health in said:
        breaker = after(breaker, health, now=NOW, limits=LIMITS, chance=chance)
        assert (breaker.opened_at is None) == (breaker.probe_at is None) == (breaker.reason == "")
        assert may_go(breaker, now=NOW + timedelta(minutes=6))
