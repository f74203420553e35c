"""Several verbs at really the same moment, each on a connection of its own, as requests and workers are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Answer = TypeVar("Answer")


def at_once(*verbs: Callable[[], Answer]) -> list[Answer]:
    """What each of them answered, in their order; the first one that failed, fails here, too."""
    gate = Barrier(len(verbs))

    def run(verb: Callable[[], Answer]) -> Answer:
        gate.wait(60)
        try:
            return verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(run, verbs))
