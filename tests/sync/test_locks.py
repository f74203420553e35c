"""Two transactions that hold each other up: the whole of a visit is written again, never half of it (F32).

Only PostgreSQL has locks on rows; CI's run on PostgreSQL asks these tests, on SQLite there is one writer at a time.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from agents.models import User
from clients.models import Business
from common import sql
from common.models import Job
from sync.models import Submission
from sync.services import receive as receiving
from sync.services.receive import Receipt, receive
from tests.cast import Cast, assemble
from tests.documents import raw, visit_document
from visits.models import Visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
PATIENCE_S = 60


class Rival:
    """Another transaction: it holds the agent's row, and wants the business's if it is to be a deadlock."""

    def __init__(self, cast: Cast, *, wants_business: bool) -> None:
        self.cast, self.wants_business = cast, wants_business
        self.holds, self.may_end, self.pid = Event(), Event(), 0
        self.thread = Thread(target=self._run)

    def _run(self) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '60s'")  # the other one is to notice it
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
                User.objects.select_for_update().get(pk=self.cast.rosangela.pk)
                self.holds.set()
                if self.wants_business:
                    Business.objects.select_for_update().get(pk=self.cast.mercearia.pk)
                assert self.may_end.wait(PATIENCE_S)
        finally:
            connection.close()

    def waits(self) -> bool:
        """Whether it stands before a lock."""
        question = "SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted"
        return bool(sql.ask(sql.Question(question, (self.pid,)))[0])


@pytest.fixture
def rival() -> Iterator[Callable[..., Rival]]:
    """Begins one and waits until it holds its row."""
    begun: list[Rival] = []

    def begin(cast: Cast, **how: Any) -> Rival:
        begun.append(Rival(cast, **how))
        begun[0].thread.start()
        assert begun[0].holds.wait(PATIENCE_S)
        return begun[0]

    yield begin
    for one in begun:
        one.may_end.set()
        one.thread.join(PATIENCE_S)


def received(cast: Cast, monkeypatch: pytest.MonkeyPatch, at_try: Callable[[int], None]) -> tuple[Any, list[str]]:
    """Receive a visit; `at_try(n)` happens inside the n-th transaction. The answer, and what each failed try said."""
    tries, failures, as_it_was = [0], [], receiving.look_up
    once = receiving._accept

    def look_up(*asked: Any) -> Any:
        tries[0] += 1
        at_try(tries[0])
        return as_it_was(*asked)

    def accept(arrival: Any) -> Any:
        try:
            return once(arrival)
        except OperationalError as error:
            failures.append(type(error.__cause__).__name__)
            raise

    monkeypatch.setattr(receiving, "look_up", look_up)
    monkeypatch.setattr(receiving, "_accept", accept)
    document = visit_document(cast)
    return receive(raw(document), visit_id=uuid.UUID(document["id"]), by=cast.rosangela), failures


def whole_and_once(answer: Any) -> None:
    """One visit with its bytes and its job."""
    assert isinstance(answer, Receipt)
    assert answer.is_new
    assert (
        Visit.objects.count() == Submission.objects.count() == Job.objects.filter(kind="attendance.build").count() == 1
    )


def test_a_deadlock_is_tried_again_as_a_whole(monkeypatch: pytest.MonkeyPatch, rival: Callable[..., Rival]) -> None:
    """(F32) Each holds what the other wants; PostgreSQL ends ours, which begins anew."""
    cast = assemble()

    def hold_the_business(number: int) -> None:
        if number > 1:
            begun[0].may_end.set()
            return
        Business.objects.select_for_update().get(pk=cast.mercearia.pk)
        begun.append(rival(cast, wants_business=True))
        until = time.monotonic() + PATIENCE_S
        while not begun[0].waits():
            assert time.monotonic() < until
            time.sleep(0.01)

    begun: list[Rival] = []
    answer, failures = received(cast, monkeypatch, hold_the_business)
    assert failures == ["DeadlockDetected"]
    whole_and_once(answer)


def test_a_lock_that_takes_too_long_is_tried_again_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, rival: Callable[..., Rival]
) -> None:
    """(F32) The database gives up waiting for another transaction; once that is over, the visit is written."""
    cast = assemble()
    other = rival(cast, wants_business=False)

    def let_it_end(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'" if number == 1 else "SET LOCAL lock_timeout = 0")
        if number > 1:
            other.may_end.set()

    answer, failures = received(cast, monkeypatch, let_it_end)
    assert failures == ["LockNotAvailable"]
    whole_and_once(answer)
