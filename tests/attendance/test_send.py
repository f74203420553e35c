"""A record reaches a real (stand-in) SAS once, whatever fails in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.utils import timezone

from attendance.models import Action, AttendanceRecord, Exchange
from attendance.rules.answers import Meaning, Verdict
from attendance.services import gate, resend_record
from attendance.services.build import SEND
from attendance.services.send import pause, register, send_record
from common import jobs
from common.models import Job
from standin.server import StandIn
from tests.attendance.conftest import KEY, run, send
from tests.cast import Cast
from tests.waiting import wait_until

Order = Callable[..., None]
UNCERTAIN = ["timeout_after_commit", "close_after_commit", "truncated", "html_200", "html_500", "empty_200"]
UNCERTAIN += ["close_before_commit", "hang", "maintenance", "slow"]


def numbers(sas: StandIn, record: AttendanceRecord) -> list[str]:
    """The ledger's rows for the record."""
    return [row["numero"] for row in sas.ledger.attendances(str(record.pk))]


def test_it_works(record: AttendanceRecord, sas: StandIn) -> None:
    send(record)
    assert (record.state, record.visit.state) == ("registered", "registered")
    assert [record.sas_number] == numbers(sas, record)
    row = sas.ledger.attendances()[0]
    assert (row["cpf"], row["cnpj"], row["tipo_solucao"]) == ("52998224725", "11222333000181", "CON-ORI")
    assert row["inicio"] == "2026-11-20T10:00:00-03:00"  # the year of the action is the year at the door
    said = list(record.exchanges.values_list("path", "status"))
    assert said == [("/clientes/pf", 200), ("/clientes/pj", 200), ("/vinculos", 200), ("/atendimentos", 201)]
    assert KEY not in str(list(record.exchanges.values()))


def test_cnpj_with_letters_goes_as_text(record: AttendanceRecord, sas: StandIn, cast: Any) -> None:
    AttendanceRecord.objects.filter(pk=record.pk).update(business=cast.salao)
    send(record)
    assert sas.ledger.attendances()[0]["cnpj"] == "12ABC34501DE35"


def test_a_time_zone_that_does_not_exist_keeps_nothing_back(record: AttendanceRecord, sas: StandIn) -> None:
    """A phone's word is stored as it came (F10, F11); the record goes out in the project's own hours."""
    record.visit.timezone = "Mars/Phobos"
    record.visit.save()
    assert send(record).state == "registered"


def test_a_duplicate_message_does_nothing(record: AttendanceRecord, sas: StandIn) -> None:
    for _ in range(5):
        send(record)
    assert len(numbers(sas, record)) == 1
    assert record.exchanges.count() == 4


@pytest.mark.parametrize("mode", UNCERTAIN)
def test_an_unknown_outcome_is_looked_up_before_any_resend(
    record: AttendanceRecord, sas: StandIn, fault: Order, mode: str
) -> None:
    """(F48, F50)"""
    fault(mode)
    fault("forgetful", times=0)  # SAS itself would store a repeated reference again
    send(record)
    if mode != "slow":  # with no delay ordered, slow is in time
        assert (record.state, record.visit.state) == ("unknown", "received")
        _wait_until_done(sas, record, mode)
        send(record)
    assert (record.state, record.visit.state) == ("registered", "registered")
    assert numbers(sas, record) == [record.sas_number]


def test_a_record_that_does_not_show_yet_is_given_time(
    record: AttendanceRecord, sas: StandIn, fault: Order, settings: Any
) -> None:
    settings.SAS_LOOKUP_GRACE_S = 60
    fault("close_after_commit")
    fault("empty_200", method="GET")
    fault("forgetful", times=0)
    send(record, times=2)
    assert record.state == "unknown"
    send(record)
    assert (record.state, len(numbers(sas, record))) == ("registered", 1)


@pytest.mark.parametrize("mode", ["429", "html_500", "close_before_commit"])
@pytest.mark.parametrize("route", ["/clientes/pf", "/clientes/pj", "/vinculos", "/atendimentos"])
def test_a_burst_of_errors_passes(record: AttendanceRecord, sas: StandIn, fault: Order, mode: str, route: str) -> None:
    fault(mode, times=3, route=route)
    send(record, times=3)
    assert record.state in ("waiting", "unknown")
    assert Job.objects.get(kind=SEND).state == "waiting"
    send(record)
    assert (record.state, len(numbers(sas, record))) == ("registered", 1)


def test_sas_away_changes_nothing(record: AttendanceRecord, settings: Any) -> None:
    settings.SAS_URL = "http://127.0.0.1:9"
    send(record)
    job = Job.objects.get(kind=SEND)
    assert (record.state, record.visit.state, job.state) == ("waiting", "received", "waiting")
    assert job.next_attempt_at > timezone.now()


def test_a_refusal_waits_for_a_person_and_keeps_its_identity(record: AttendanceRecord, sas: StandIn, cast: Any) -> None:
    """(F47)"""
    sas.ledger.close_action(record.action.action_code)
    send(record)
    assert (record.state, record.visit.state, record.acts) == ("attention", "attention", "Administração estadual")
    assert "código da ação" in record.problem
    send(record)  # a stray wake-up
    assert record.exchanges.filter(path="/atendimentos", method="POST").count() == 1
    record.action.action_code = "CE-2026-0417-02"
    record.action.save()
    assert resend_record(record, by=cast.marta)
    send(record)
    assert (record.state, record.visit.state, record.problem) == ("registered", "registered", "")
    assert sas.ledger.attendances()[0]["referencia"] == str(record.pk)


@pytest.mark.parametrize(("field", "code"), [("action_code", ""), ("project_code", "ce 2026")])
def test_codes_are_looked_at_again_before_a_record_leaves(
    record: AttendanceRecord, sas: StandIn, cast: Cast, field: str, code: str
) -> None:
    """(PRG-15) Taken out of the catalogue while the record waited: SAS is not even asked."""
    right = getattr(record.action, field)
    Action.objects.filter(pk=record.action_id).update(**{field: code})
    send(record)
    assert (record.state, record.acts) == ("attention", "Administração estadual")
    assert "falta ou está errado" in record.problem
    assert not record.exchanges.exists()
    Action.objects.filter(pk=record.action_id).update(**{field: right})
    assert resend_record(record, by=cast.marta)
    assert send(record).state == "registered"


@pytest.mark.parametrize(("mode", "acts"), [("404", "Suporte"), ("409", "Gestão"), ("error_in_200", "Suporte")])
def test_other_refusals_say_who_acts(record: AttendanceRecord, fault: Order, mode: str, acts: str) -> None:
    """(F47, F49)"""
    fault(mode)
    send(record)
    assert record.state == "attention"
    assert record.acts.startswith(acts)


def test_a_wrong_key_makes_everybody_wait_and_asks_once(
    record: AttendanceRecord, sas: StandIn, settings: Any, client: Any, cast: Any
) -> None:
    settings.SAS_KEY = "errada"
    send(record, times=3, probe=False)
    assert (record.state, record.visit.state, record.problem) == ("waiting", "received", "")
    assert record.exchanges.count() == 1  # the pause is everybody's: nobody asks again meanwhile
    client.force_login(cast.marta)
    page = client.get("/sas/").content.decode()
    assert page.count("não aceita a nossa chave") == 1
    settings.SAS_KEY = KEY
    gate.reset()
    send(record)
    assert (record.state, record.visit.state) == ("registered", "registered")
    assert "não aceita a nossa chave" not in client.get("/sas/").content.decode()


def test_a_key_that_is_refused_while_looking_up_leaves_the_outcome_unknown(
    record: AttendanceRecord, sas: StandIn, fault: Order, settings: Any
) -> None:
    fault("close_after_commit")
    send(record)
    settings.SAS_KEY = "errada"
    send(record)
    assert record.state == "unknown"
    settings.SAS_KEY = KEY
    gate.reset()
    send(record)
    assert (record.state, len(numbers(sas, record))) == ("registered", 1)


def test_a_record_refused_while_others_pass_waits_for_a_person(
    record: AttendanceRecord, sas: StandIn, settings: Any, cast: Any
) -> None:
    settings.SAS_KEY = "errada"
    send(record)
    other = twin(record)
    Exchange.objects.create(
        record=other, attempt=1, method="POST", path="/atendimentos", status=201, request={}, sent_at=timezone.now()
    )
    gate.reset()
    send(record)
    assert (record.state, record.visit.state, record.acts) == ("attention", "attention", "Suporte técnico")


def twin(record: AttendanceRecord, **changes: Any) -> AttendanceRecord:
    """A second record of the same visit."""
    fields = {
        "visit": record.visit, "agent": record.agent, "region": record.region, "competence": record.competence,
        "kind": "information", "sequence": 2, "solution_type": "CON-INF", "action": record.action,
        "category": record.category, "person": record.person, "modality": record.modality,
        "starts_at": record.starts_at, "ends_at": record.ends_at, "description": "Informação", "counts": False,
    }  # fmt: skip
    return AttendanceRecord.objects.create(**(fields | changes))


@pytest.mark.django_db(transaction=True)
def test_two_records_of_a_visit_registered_at_once_make_the_visit_registered(record: AttendanceRecord) -> None:
    other = twin(record)
    first_wrote, second_done = Event(), Event()

    def first() -> None:
        with transaction.atomic():
            register(record, Meaning(Verdict.REGISTERED, number="A-1"))
            first_wrote.set()
            second_done.wait(0.5)  # in vain, since the second one has to wait for our end

    def second() -> None:
        assert first_wrote.wait(60)
        with transaction.atomic():
            register(other, Meaning(Verdict.REGISTERED, number="A-2"))
        second_done.set()

    def in_its_own_connection(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(in_its_own_connection, (first, second)))
    record.visit.refresh_from_db()
    assert record.visit.state == "registered"


def test_already_there_under_our_reference_is_registered(record: AttendanceRecord, sas: StandIn) -> None:
    """(F49)"""
    number = sas.ledger.put_attendance({"referencia": str(record.pk)})
    send(record)
    assert (record.state, record.sas_number) == ("registered", number)


def test_a_zombie_does_not_overwrite(record: AttendanceRecord, sas: StandIn) -> None:
    Job.objects.filter(kind=SEND).update(attempts=2)  # another worker took over
    assert send_record(record.pk, 1) == jobs.Done()
    record.refresh_from_db()
    assert (record.state, numbers(sas, record)) == ("waiting", [])


def test_a_poisonous_record_is_shown_to_a_person(record: AttendanceRecord) -> None:
    past = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(kind=SEND).update(attempts=3, lost_leases=2, locked_until=past)
    send(record)
    assert (record.state, record.visit.state, record.acts) == ("attention", "attention", "Suporte técnico")


def test_pauses_grow_and_obey(record: AttendanceRecord) -> None:
    """(F46)"""
    assert all(2.5 <= pause(1) <= 5 for _ in range(20))
    assert all(450 <= pause(40) <= 900 for _ in range(20))
    assert 30 <= pause(1, 30) <= 31


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["timeout_after_commit", "hang"])
def test_a_worker_killed_in_the_middle_of_a_send(
    record: AttendanceRecord, sas: StandIn, fault: Order, mode: str
) -> None:
    fault(mode)
    fault("forgetful", times=0)
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(Job.objects.get(kind=SEND).pk)], env=_environment(sas))
    _wait_until_done(sas, record, mode)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert run(SEND, record.pk) is None  # the lease still holds
    Job.objects.filter(kind=SEND).update(locked_until=timezone.now() - timedelta(seconds=1))
    send(record)
    assert (record.state, record.visit.state) == ("registered", "registered")
    assert numbers(sas, record) == [record.sas_number]
    assert Job.objects.get(kind=SEND).attempts == 2


WORKER = """
import sys, uuid, django; django.setup()
from common import jobs
jobs.run(uuid.UUID(sys.argv[1]))
"""


def _environment(sas: StandIn) -> dict[str, str]:
    """The worker's: the test's own database, the stand-in, and patience enough to be killed while it waits."""
    database = connections["default"].settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        host = database["HOST"].replace("/", "%2F")
        url = f"postgres://{database['USER']}@{host}:{database['PORT']}/{database['NAME']}"
    return os.environ | {
        "DATABASE_URL": url, "SAS_URL": django_settings.SAS_URL, "SAS_KEY": KEY, "SAS_READ_TIMEOUT_S": "30",
        "DJANGO_SETTINGS_MODULE": "config.settings_test", "PYTHONPATH": str(django_settings.BASE_DIR),
    }  # fmt: skip


def _wait_until_done(sas: StandIn, record: AttendanceRecord, mode: str) -> None:
    """SAS has the request, and has done with it what was ordered; that we hear nothing of it tells us nothing."""
    wait_until(lambda: {"modo": mode, "usada": 1} in sas.faults.used())
    if mode == "timeout_after_commit":
        wait_until(lambda: numbers(sas, record))
