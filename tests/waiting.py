"""Waiting for what is asked, and for nothing else: a busy machine is slow, not wrong."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(holds: Callable[[], object], within_s: float = 60) -> None:
    """Until it is so."""
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)
