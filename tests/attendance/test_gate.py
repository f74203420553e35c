"""Who may go to SAS, shared by all workers through the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from attendance.models import AttendanceRecord, Destination
from attendance.services import gate
from attendance.services.build import SEND
from common import jobs, lanes
from common.models import Job
from standin.server import StandIn
from tests.attendance.conftest import run, send
from tests.attendance.test_send import twin

Order = Callable[..., None]


def queued(record: AttendanceRecord, sequence: int) -> AttendanceRecord:
    """One more record of the same visit and person, on its way."""
    made = twin(record, sequence=sequence)
    jobs.enqueue(SEND, made.pk)
    return made


def stranger(record: AttendanceRecord, sequence: int) -> AttendanceRecord:
    """A record on its way that no other has to wait for: a missed appointment names nobody."""
    made = twin(record, sequence=sequence, kind="no_show", solution_type="", person=None, business=None)
    jobs.enqueue(SEND, made.pk)
    return made


def test_it_works(record: AttendanceRecord, sas: StandIn, fault: Order, settings: Any) -> None:
    """Silence opens the breaker, one probe tries, its answer lets everybody go (F44)."""
    settings.SAS_BREAKER_FAILURES = 2
    others = [stranger(record, place) for place in (2, 3)]
    fault("html_500", times=3, route="*")
    send(record)
    send(others[0])
    assert gate.sas().reason == "silent"
    before = len(sas.ledger.requests())
    assert run(SEND, others[1].pk, probe=False) == jobs.Shut()
    assert Job.objects.get(subject_id=others[1].pk).attempts == 0  # nothing is counted while it is shut
    assert len(sas.ledger.requests()) == before
    send(others[1])  # its time has come: the probe, which fails
    assert gate.sas().opened_at is not None
    send(others[1])
    assert gate.sas().opened_at is None
    assert send(record).state == "registered"


def test_only_one_probe_goes(record: AttendanceRecord, sas: StandIn) -> None:
    past = timezone.now() - timedelta(minutes=5)
    gate.sas()
    Destination.objects.update(failures=9, first_failed_at=past, opened_at=past, probe_at=past, reason="silent")
    assert gate.may_send(record.pk) is None
    assert gate.may_send(record.pk) == jobs.Shut()


def test_a_refusal_says_that_sas_is_well(record: AttendanceRecord, sas: StandIn, settings: Any) -> None:
    settings.SAS_BREAKER_FAILURES = 1
    sas.ledger.close_action(record.action.action_code)
    assert send(record).state == "attention"
    assert gate.sas().failures == 0


def test_no_more_than_so_many_at_once(record: AttendanceRecord, sas: StandIn, settings: Any) -> None:
    settings.SAS_CONCURRENCY = 1
    other = stranger(record, 2)
    Job.objects.filter(subject_id=other.pk).update(locked_until=timezone.now() + timedelta(minutes=1))
    assert run(SEND, record.pk) == jobs.Shut()
    Job.objects.filter(subject_id=other.pk).update(locked_until=None)
    assert run(SEND, record.pk) == jobs.Done()


def test_records_of_one_person_go_in_their_order(record: AttendanceRecord, sas: StandIn) -> None:
    second, third = queued(record, 2), queued(record, 3)
    assert run(SEND, third.pk) is None
    waiting = Job.objects.get(subject_id=third.pk)
    assert (waiting.problem, waiting.attempts) == ("order", 0)
    assert run(SEND, second.pk) is None
    send(record)
    called = Job.objects.get(subject_id=second.pk)
    assert called.next_attempt_at <= timezone.now()  # the first one calls the next
    assert Job.objects.get(subject_id=third.pk).next_attempt_at > timezone.now()
    assert jobs.run(called.pk) == jobs.Done()
    assert jobs.run(waiting.pk) == jobs.Done()
    said = [row["referencia"] for row in sas.ledger.attendances()]
    assert said == [str(one.pk) for one in (record, second, third)]


def test_a_refused_record_holds_nobody_up(record: AttendanceRecord, sas: StandIn, fault: Order) -> None:
    second = queued(record, 2)
    fault("422")
    assert send(record).state == "attention"
    assert send(second).state == "registered"


def test_a_look_takes_all_that_is_due(record: AttendanceRecord, sas: StandIn, monkeypatch: Any) -> None:
    looks: list[str] = []
    monkeypatch.setattr(lanes, "look", looks.append)
    for place in (2, 3):
        stranger(record, place)
    assert lanes.drain("sas") == 3
    assert looks == ["sas"]  # one message taken, one given
    assert lanes.drain("sas") == 0
    lanes.look_where_due()
    assert looks == ["sas"]


def test_a_look_ends_where_the_breaker_is_open(record: AttendanceRecord, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(lanes, "look", lambda name: None)
    settings.SAS_URL, settings.SAS_BREAKER_FAILURES, settings.SAS_RATE_PER_S = "http://127.0.0.1:9", 2, 0
    for place in range(2, 8):
        stranger(record, place)
    assert lanes.drain("sas") == 2
    assert Job.objects.filter(kind=SEND, attempts=0).count() == 5


def test_one_record_that_always_fails_is_for_a_person(record: AttendanceRecord, sas: StandIn, fault: Order) -> None:
    """SAS is well, as another record shows: the queue does not go on for ever with this one (I4)."""
    fault("html_500", times=4, route="/clientes/pf")
    send(record, times=4)
    assert send(stranger(record, 2)).state == "registered"
    fault("html_500", times=4, route="/clientes/pf")
    send(record, times=3)
    assert record.state == "waiting"
    assert send(record).state == "attention"
    assert "falha sempre com este" in record.problem
    assert gate.sas().failures == 0


@pytest.mark.parametrize(("under_way", "takes_turns"), [(7, False), (8, True)])
def test_claims_take_turns_only_near_the_limit(
    record: AttendanceRecord, settings: Any, monkeypatch: pytest.MonkeyPatch, under_way: int, takes_turns: bool
) -> None:
    """Far from it no claim waits for another: nobody locks the destination's row."""
    gate.sas()
    settings.SAS_CONCURRENCY = gate.CLAIMS_AT_ONCE + 8
    lease = timezone.now() + timedelta(minutes=1)
    for n in range(under_way):
        Job.objects.create(kind=SEND, subject_id=UUID(int=n), locked_until=lease)
    asked: list[bool] = []
    monkeypatch.setattr(gate, "sas", lambda lock=False, ask=gate.sas: asked.append(lock) or ask(lock=lock))
    assert gate.may_send(record.pk) is None
    assert asked == [True] * takes_turns


@pytest.mark.django_db(transaction=True)
def test_the_pace_is_everybodys(cast: Any, settings: Any) -> None:
    """The burst and six requests of three threads, at 20 a second, take at least a quarter of a second (F46)."""
    gate.sas()
    settings.SAS_RATE_PER_S = 20

    def two(_: int) -> None:
        try:
            gate.wait_for_turn()
            gate.wait_for_turn()
        finally:
            connection.close()

    began = time.monotonic()
    for _ in range(gate.BURST):
        gate.wait_for_turn()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(two, range(3)))
    assert time.monotonic() - began >= 0.25
