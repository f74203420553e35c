"""Work that arrives while other work of its kind is under way waits for it, and is then done together (ADR 0013)."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")

PATIENCE_S = 0.005  # for as many as came last time


class _Place(Generic[Thing, Answer]):
    """A thing in the queue; its thread sleeps until there is an answer or it is its turn to lead."""

    def __init__(self, thing: Thing) -> None:
        self.thing = thing
        self.awake = threading.Event()
        self.answer: Answer | None = None
        self.leads = False


class Together(Generic[Thing, Answer]):
    """Do things one by one when they come one by one, and together when they come at the same moment.

    The first thread to come leads a round in its own database connection: its own thing and what waits, up to `most`.
    Whoever comes meanwhile waits, and the first of those leads the next round. After a round of several the next one
    waits a moment for as many; who comes alone goes at once.
    `work` answers for each thing, or `None` for one that is to be done alone, by its own thread.
    """

    def __init__(self, work: Callable[[list[Thing]], list[Answer | None]], *, most: int) -> None:
        self._work, self._most = work, most
        self._queue: deque[_Place[Thing, Answer]] = deque()
        self._changed = threading.Condition()
        self._is_led = False
        self._expected = 1

    def __call__(self, thing: Thing) -> Answer | None:
        """The answer for a thing, or `None`: do it alone."""
        place: _Place[Thing, Answer] = _Place(thing)
        with self._changed:
            if not self._is_led:
                self._is_led = place.leads = True
            else:
                self._queue.append(place)
                if len(self._queue) + 1 >= self._expected:
                    self._changed.notify()
        if not place.leads:
            place.awake.wait()
        if place.leads:
            self._lead(place)
        return place.answer

    def _lead(self, own: _Place[Thing, Answer]) -> None:
        """Do one round, wake up those it was done for, and give the lead to the next."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._queue) + 1 >= self._expected, PATIENCE_S)
            places = [own, *(self._queue.popleft() for _ in range(min(self._most - 1, len(self._queue))))]
            self._expected = len(places)
        try:
            for place, answer in zip(places, self._work([place.thing for place in places]), strict=True):
                place.answer = answer
        finally:
            with self._changed:
                heir = self._queue.popleft() if self._queue else None
                if heir:
                    heir.leads = True
                    heir.awake.set()
                else:
                    self._is_led = False
            for place in places[1:]:
                place.awake.set()
