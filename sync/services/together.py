"""Work that arrives while other work of its kind is under way waits for it, and is then done together (ADR 0013)."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")

GAP_S = 0.004  # without anybody new, as many as came last time are not waited for any longer
LONGEST_S = 0.025  # nor anybody who was seen coming


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
    Whoever comes meanwhile waits, and the first of those leads the next round. A leader waits for those who are seen
    `coming` and, for a moment, for as many as came last time; who comes alone goes at once.
    `work` answers for each thing, or `None` for one that is to be done alone, by its own thread.
    """

    def __init__(self, work: Callable[[list[Thing]], list[Answer | None]], *, most: int) -> None:
        self._work, self._most = work, most
        self._queue: deque[_Place[Thing, Answer]] = deque()
        self._changed = threading.Condition()
        self._is_led = False
        self._expected = 1
        self._coming = 0

    def __call__(self, prepare: Callable[[], Thing | None]) -> Answer | None:
        """Prepare a thing and answer for it; `None` when there is none or it is to be done alone.

        Whoever is still preparing is seen coming.
        """
        place: _Place[Thing, Answer] | None = None
        with self._changed:
            self._coming += 1
        try:
            thing = prepare()
            place = _Place(thing) if thing is not None else None
        finally:
            with self._changed:
                self._coming -= 1
                self._join(place)
        if place is None:
            return None
        if not place.leads:
            place.awake.wait()
        if place.leads:
            self._lead(place)
        return place.answer

    def _join(self, place: _Place[Thing, Answer] | None) -> None:
        """Lead if nobody does, else queue up; the leader is woken when there is nobody left to wait for."""
        if place and not self._is_led:
            self._is_led = place.leads = True
        elif place:
            self._queue.append(place)
        if self._is_full():
            self._changed.notify()

    def _lead(self, own: _Place[Thing, Answer]) -> None:
        """Do one round, wake up those it was done for, and give the lead to the next."""
        with self._changed:
            self._gather()
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

    def _gather(self) -> None:
        """Wait for the others of this moment."""
        until = time.monotonic() + LONGEST_S
        while not self._is_full() and time.monotonic() < until:
            joined = len(self._queue)
            if not self._changed.wait(GAP_S) and not self._coming and len(self._queue) == joined:
                return

    def _is_full(self) -> bool:
        """Whether there is nobody left to wait for."""
        count = len(self._queue) + 1
        return count >= self._most or (count >= self._expected and not self._coming)
