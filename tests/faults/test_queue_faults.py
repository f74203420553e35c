"""The queue of record under faults: a restore, a wrong clock, zombies, duplicates, poison (F37, F39, F41 to F43)."""

from __future__ import annotations

import os
import re
import signal
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from attendance.models import Action, AttendanceRecord
from attendance.services.build import BUILD, SEND
from common import jobs
from common.models import Job
from privacy.services.notices import load_notices
from standin.faults import Fault
from standin.server import StandIn
from sync.services.receive import Receipt, receive
from tests.attendance.conftest import run, send
from tests.cast import Cast
from tests.faults import history
from tests.faults.doomed import Doomed
from tests.faults.phone import sha256
from tests.faults.test_crash_points import attended_visit
from tests.waiting import wait_until
from visits.models import Visit


def registered(body: str, cast: Cast) -> AttendanceRecord:
    """Received, decided and sent."""
    visit_id = uuid.UUID(re.findall(r'"id":"([-0-9a-f]{36})"', body)[0])
    assert isinstance(receive(body.encode(), visit_id=visit_id, by=cast.rosangela), Receipt)
    run(BUILD, visit_id)
    return send(AttendanceRecord.objects.get(visit_id=visit_id))


@pytest.mark.django_db
def test_a_restored_server_registers_nothing_twice(
    cast: Cast, action: Action, sas: StandIn, fault: Any, settings: Any
) -> None:
    """(F37) The phone sends the same bytes again; SAS, which forgets, is asked under the same reference first."""
    load_notices()
    fault("forgetful", times=0)
    body = attended_visit(cast)
    backup = transaction.savepoint()
    first = registered(body, cast)
    transaction.savepoint_rollback(backup)
    assert not Visit.objects.exists()
    settings.SYNC_EPOCH = "2"
    again = registered(body, cast)
    assert (again.pk, again.sas_number, again.state) == (first.pk, first.sas_number, "registered")
    told = {str(again.visit_id): sha256(body)}
    assert history.check(told, sas.ledger.attendances(), is_over=True).all == []


def taken(job: Job) -> int | None:
    """The number of the attempt, when the lease could be had."""
    lease = jobs._claim(job.pk)
    return lease.attempt if isinstance(lease, jobs.Lease) else None


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-24, 24])
def test_a_server_with_a_wrong_clock_steals_no_lease(hours: int) -> None:
    """(F39) Leases begin and end by the database's clock, which no traveller in time moves."""
    jobs._handlers["test.clock"] = lambda subject, attempt: jobs.Done()
    job = Job.objects.create(kind="test.clock", subject_id=Action().pk, next_attempt_at=timezone.now() - timedelta(3))
    wrong = timezone.now() + timedelta(hours=hours)
    with time_machine.travel(wrong):
        assert taken(job) == 1
    job.refresh_from_db()
    assert job.locked_until
    assert timedelta(seconds=60) < job.locked_until - timezone.now() <= timedelta(seconds=121)
    with time_machine.travel(wrong):
        assert taken(job) is None
        Job.objects.filter(pk=job.pk).update(locked_until=job.locked_until - timedelta(minutes=3))
        assert taken(job) == 2
    del jobs._handlers["test.clock"]


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-24, 24])
def test_a_server_with_a_wrong_clock_takes_nothing_too_early_or_late(hours: int) -> None:
    """(F39) What it writes down is due at once for everybody else, and its pauses are as long as they should be."""
    jobs._handlers["test.clock"] = lambda subject, attempt: jobs.Retry(timedelta(minutes=5), "again")
    subject, wrong = Action().pk, timezone.now() + timedelta(hours=hours)
    with time_machine.travel(wrong):
        jobs.enqueue("test.clock", subject)
    job = Job.objects.get(kind="test.clock")
    assert job in Job.objects.due()
    with time_machine.travel(wrong):
        jobs.run(job.pk)
        assert job not in Job.objects.due()
    job.refresh_from_db()
    assert timedelta(minutes=4) < job.next_attempt_at - timezone.now() <= timedelta(minutes=5)
    with time_machine.travel(wrong):
        assert jobs.requeue("test.clock", subject)
    assert job in Job.objects.due()
    del jobs._handlers["test.clock"]


@pytest.mark.django_db(transaction=True)
def test_a_zombie_that_wakes_up_after_its_lease_changes_nothing(
    record: AttendanceRecord, sas: StandIn, doomed: Doomed
) -> None:
    """(F41) A worker is stopped while SAS keeps silent; another one finishes; the first one goes on unheard."""
    sas.faults.add(Fault("POST", "/atendimentos", "timeout_after_commit", 1))
    sas.faults.add(Fault("POST", "/atendimentos", "forgetful", 0))
    job = Job.objects.get(kind=SEND)
    zombie = doomed.begin(job=str(job.pk))
    wait_until(lambda: sas.ledger.attendances(str(record.pk)))
    os.kill(zombie, signal.SIGSTOP)
    Job.objects.filter(pk=job.pk).update(locked_until=timezone.now() - timedelta(seconds=1))
    number = send(record).sas_number
    os.kill(zombie, signal.SIGCONT)
    sas.stopping.set()  # its line breaks
    doomed.answer()
    record.refresh_from_db()
    job.refresh_from_db()
    assert (record.state, record.sas_number, job.state, job.attempts) == ("registered", number, "done", 2)
    assert [entry["numero"] for entry in sas.ledger.attendances()] == [number]


@pytest.mark.django_db(transaction=True)
def test_ten_messages_for_one_job_are_one_send(record: AttendanceRecord, sas: StandIn, fault: Any) -> None:
    """(F42) At the same moment; SAS would store each of them."""
    fault("forgetful", times=0)
    job = Job.objects.get(kind=SEND)

    def deliver(_: int) -> Any:
        try:
            return jobs.run(job.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(deliver, range(10)))
    assert sorted(map(str, outcomes)) == sorted([str(jobs.Done()), *["None"] * 9])
    assert len(sas.ledger.attendances()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_record_that_kills_its_worker_is_shown_and_the_others_flow(
    cast: Cast, record: AttendanceRecord, sas: StandIn, doomed: Doomed
) -> None:
    """(F43) Three deaths, no fourth; another client's record goes meanwhile."""
    load_notices()
    poison = Job.objects.get(kind=SEND)
    for _ in range(3):
        doomed.arm("sas.noted.clientes.pf")
        assert doomed.ask(job=str(poison.pk)) is None
        Job.objects.filter(pk=poison.pk).update(locked_until=timezone.now() - timedelta(seconds=1))
    assert registered(attended_visit(cast, cpf="11144477735"), cast).state == "registered"
    doomed.arm("sas.noted.clientes.pf")
    doomed.ask(job=str(poison.pk))
    assert doomed.is_armed("sas.noted.clientes.pf"), "it was tried a fourth time"
    record.refresh_from_db()
    poison.refresh_from_db()
    assert (record.state, record.acts, poison.state) == ("attention", "Suporte técnico", "attention")
    found = history.check({}, sas.ledger.attendances(), is_over=True)
    assert found.wrong["I3"] == found.wrong["I4"] == []
