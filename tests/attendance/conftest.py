"""A real stand-in of SAS on a port of its own, and attended visits on the way to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models.functions import Now

from attendance.models import Action, AttendanceRecord, Destination
from attendance.services import expect_records
from attendance.services.build import BUILD, SEND
from clients.models import BusinessPerson, Person
from common import jobs
from common.models import Job
from deliveries.models import Delivery
from standin.faults import Fault
from standin.ledger import Ledger
from standin.server import StandIn
from tests.cast import Cast
from visits.models import Visit

KEY = "chave-de-teste"
STARTED = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
PATIENCE_S = 30.0  # a busy machine is slow, not silent
SILENT = ("hang", "timeout_after_commit")


@pytest.fixture
def that_friday() -> Iterator[None]:
    """It is the day of these visits, for what asks which year's plan it is or how long ago something was."""
    with time_machine.travel(STARTED + timedelta(hours=2)):
        yield


@pytest.fixture
def sas(settings: Any) -> Iterator[StandIn]:
    """The stand-in, with a ledger that waits for no disk."""
    server = StandIn(("127.0.0.1", 0), Ledger(":memory:"), KEY)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.SAS_URL = f"http://127.0.0.1:{server.server_address[1]}"
    settings.SAS_KEY = KEY
    settings.SAS_READ_TIMEOUT_S = PATIENCE_S
    settings.SAS_LOOKUP_GRACE_S = 0
    settings.SAS_RATE_PER_S = 0
    settings.SAS_BREAKER_FAILURES = 1_000  # tests of the breaker set their own
    yield server
    server.stopping.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fault(sas: StandIn, settings: Any) -> Callable[..., None]:
    """Order a fault: `fault("409", times=2)`. Where SAS is to say nothing, we do not wait long for it."""

    def order(mode: str, *, times: int = 1, route: str = "/atendimentos", method: str = "POST") -> None:
        sas.faults.add(Fault(method, route, mode, times, seconds=0))
        if mode in SILENT:
            hurry(sas, settings)

    return order


def hurry(sas: StandIn, settings: Any, *, connect_s: float = 0.5, read_s: float = 0.5) -> None:
    """The next attendance that is sent has this long; the steps before it, and all that is asked later, have time."""
    take, connect_as_it_was = sas.faults.take, settings.SAS_CONNECT_TIMEOUT_S

    def taken(method: str, route: str) -> Fault:
        if route == "/vinculos":  # what is asked next is the attendance
            settings.SAS_CONNECT_TIMEOUT_S, settings.SAS_READ_TIMEOUT_S = connect_s, read_s
        elif route == "/atendimentos":
            settings.SAS_CONNECT_TIMEOUT_S, settings.SAS_READ_TIMEOUT_S = connect_as_it_was, PATIENCE_S
            sas.faults.take = take  # type: ignore[method-assign]  # as it was
        return take(method, route)

    sas.faults.take = taken  # type: ignore[method-assign]  # until then


@pytest.fixture
def action(cast: Cast) -> Action:
    """The unit's action of the year."""
    return Action.objects.create(
        unit=cast.unit, plan_year=2026, agent_kind="guidance", name="Sebrae na sua Empresa - Cariri",
        category="Orientação", project_code="CE-2026-0417", action_code="CE-2026-0417-01",
    )  # fmt: skip


@pytest.fixture
def visit(cast: Cast, action: Action) -> Visit:
    """Rosângela attended the grocer and explained something he had asked for."""
    return attended(cast)


@pytest.fixture
def record(visit: Visit) -> AttendanceRecord:
    """The visit's record, made and not yet sent."""
    expect_records(visit.pk)
    assert run(BUILD, visit.pk) == jobs.Done()
    return visit.attendance_records.get()


def attended(cast: Cast, **changes: Any) -> Visit:
    """An attended visit with one explained and requested guidance; `changes` replace fields of the visit."""
    person = Person.objects.create(cpf="52998224725", name="José Wilson Pereira")
    fields: dict[str, Any] = {
        "agent": cast.rosangela, "region": cast.cariri, "business": cast.mercearia, "person": person,
        "channel": "in_person", "outcome": "attended", "timezone": "America/Fortaleza",
        "visited_on": date(2026, 11, 20), "started_at": STARTED, "finished_at": STARTED + timedelta(minutes=22),
    }  # fmt: skip
    made = Visit.objects.create(**(fields | changes))
    BusinessPerson.objects.create(business=made.business, person=person, role="owner")
    Delivery.objects.create(
        visit=made, guidance="Como separar o dinheiro.", handover="together", was_explained=True, was_requested=True
    )
    return made


def run(kind: str, subject_id: Any, *, probe: bool = True) -> jobs.Outcome | jobs.Shut | None:
    """Run a job now, as if its time had come (and the breaker's, with `probe`)."""
    job = Job.objects.get(kind=kind, subject_id=subject_id)
    Job.objects.filter(pk=job.pk).update(next_attempt_at=Now())  # by the clock that is asked, whatever a test's is
    if probe:
        Destination.objects.exclude(opened_at=None).update(probe_at=Now())
    return jobs.run(job.pk)


def send(record: AttendanceRecord, times: int = 1, *, probe: bool = True) -> AttendanceRecord:
    """Run the sending job, as often as asked, and read the record again."""
    for _ in range(times):
        run(SEND, record.pk, probe=probe)
    record.refresh_from_db()
    record.visit.refresh_from_db()
    return record
