"""When a destination is left alone and when it is tried again (F44, F46): a circuit breaker as a value.

Closed: all go. Open: nobody goes until `probe_at`; then one request goes as a probe, and its answer closes the breaker
or opens it for longer. Requests that were on their way when it opened do not make the pause longer, however many they
are: only a probe does. Moments are given by the caller, all of one clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

LONGEST_PAUSE_S = 300.0
KEY_PAUSE_S = 120.0  # a key is mended by people
PROBE = timedelta(seconds=60)  # how long a probe may take until another one goes


class Health(Enum):
    """What an answer says about the destination, whatever it says about the record."""

    ANSWERED = "answered"
    SILENT = "silent"  # no answer, an error of its own, or not its language
    KEY = "key"
    MAINTENANCE = "maintenance"
    BUSY = "busy"


AT_ONCE = frozenset({Health.KEY, Health.MAINTENANCE, Health.BUSY})  # it said so itself: no counting


@dataclass(frozen=True)
class Breaker:
    """What is remembered of a destination. `opened_at` None: closed; `failures` in a row, once open those of probes."""

    failures: int = 0
    first_failed_at: datetime | None = None
    opened_at: datetime | None = None
    probe_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Limits:
    """How many failures in a row open it, and the first pause."""

    failures: int = 5
    pause_s: float = 15.0


def after(
    breaker: Breaker, health: Health, *, now: datetime, limits: Limits, chance: float, asked_s: float | None = None
) -> Breaker:
    """The breaker after an answer. `chance` (0 to 1) spreads the pauses; `asked_s`: what the destination asked for."""
    if health is Health.ANSWERED:
        return Breaker()
    is_closed = breaker.opened_at is None
    failed = replace(breaker, failures=breaker.failures + is_closed, first_failed_at=breaker.first_failed_at or now)
    if health not in AT_ONCE and is_closed and failed.failures < limits.failures:
        return failed
    pause = timedelta(seconds=_pause_s(health, failed, limits, chance, asked_s))
    return replace(failed, opened_at=breaker.opened_at or now, probe_at=now + pause, reason=health.value)


def _pause_s(health: Health, failed: Breaker, limits: Limits, chance: float, asked_s: float | None) -> float:
    if asked_s is not None:
        return min(asked_s, LONGEST_PAUSE_S) + chance
    if health is Health.KEY:
        return KEY_PAUSE_S + chance
    beyond = max(0, failed.failures - limits.failures)
    ceiling = min(limits.pause_s * 2 ** min(beyond, 10), LONGEST_PAUSE_S)
    return ceiling * (0.5 + chance / 2)


def may_go(breaker: Breaker, *, now: datetime) -> bool:
    """Whether a request may go now (as a probe, when the breaker is open)."""
    return breaker.probe_at is None or breaker.probe_at <= now


def probing(breaker: Breaker, *, now: datetime) -> Breaker:
    """The breaker while a probe is under way: nobody else goes until it has answered, or is given up.

    It counts as failed until it has answered.
    """
    if breaker.opened_at is None:
        return breaker
    return replace(breaker, failures=breaker.failures + 1, probe_at=now + PROBE)
