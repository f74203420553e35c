"""The daily comparison with a real (stand-in) SAS, its page, its command and its repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from sqlite3 import SQLITE_LIMIT_EXPR_DEPTH
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from attendance.models import AttendanceRecord, Difference, Reconciliation
from attendance.rules.comparison import Row
from attendance.services import reconcile
from attendance.services.reconcile import RECONCILE, expect_comparison, plan_comparisons, repair, repair_all
from common import jobs
from common.models import AuditEntry, Job
from standin.server import StandIn
from tests.attendance.conftest import run, send
from tests.attendance.test_commands import said
from tests.cast import Cast

DAY = date(2026, 11, 20)
SignIn = Callable[..., Client]


def compared(cast: Cast) -> Reconciliation:
    found = expect_comparison(cast.unit, DAY)
    run(RECONCILE, found.pk)
    found.refresh_from_db()
    return found


def standing() -> list[str]:
    return list(Difference.objects.standing().values_list("kind", flat=True))


def test_it_works(record: AttendanceRecord, sas: StandIn, cast: Cast) -> None:
    send(record)
    found = compared(cast)
    assert (found.ours, found.theirs, standing()) == (1, 1, [])
    action = record.action.action_code
    assert found.tallies == [{"agent": str(cast.rosangela.pk), "action": action, "ours": 1, "theirs": 1}]


def test_what_sas_lost_is_sent_again_under_the_same_reference(record: Any, sas: StandIn, cast: Cast) -> None:
    send(record)
    sas.ledger.lose(str(record.pk))
    found = compared(cast)
    assert standing() == ["missing"]
    assert repair_all(found, by=cast.ana) == 1
    send(record)
    assert (record.state, record.visit.state) == ("registered", "registered")
    assert [row["referencia"] for row in sas.ledger.attendances()] == [str(record.pk)]
    assert repair_all(found, by=cast.ana) == 0
    compared(cast)
    assert standing() == []
    entry = AuditEntry.objects.get(verb="sas difference repaired")
    assert (entry.actor_id, entry.details["kind"]) == (cast.ana.pk, "missing")


def test_what_sas_has_and_we_have_not_is_taken_over(
    record: AttendanceRecord, sas: StandIn, fault: Any, cast: Cast
) -> None:
    """A dead letter whose answer was lost: SAS has it. Nothing is sent again."""
    fault("close_after_commit")
    send(record)
    AttendanceRecord.objects.update(state="attention", problem="x")
    asked = len(sas.ledger.requests())
    compared(cast)
    assert standing() == ["unsettled"]
    repair(Difference.objects.get(), by=None)
    record.refresh_from_db()
    record.visit.refresh_from_db()
    assert (record.state, record.visit.state) == ("registered", "registered")
    assert record.sas_number == sas.ledger.attendances()[0]["numero"]
    assert len(sas.ledger.requests()) == asked + 2  # the list's two pages, no more
    assert Job.objects.get(kind="attendance.send").state == "done"


@pytest.fixture
def shallow() -> Iterator[None]:
    """SQLite takes a thousand conditions in a row; here forty, so that a test need not write a thousand rows."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.setlimit(SQLITE_LIMIT_EXPR_DEPTH, 40)
    yield
    connection.connection.setlimit(SQLITE_LIMIT_EXPR_DEPTH, before)


def test_a_day_on_which_hundreds_differ_is_compared_too(
    record: AttendanceRecord, cast: Cast, shallow: None, monkeypatch: Any
) -> None:
    """SAS lost a day, say: a condition for each difference would be more than a database takes."""
    theirs = [Row(str(uuid4()), str(number), "", "", "attendance", True) for number in range(60)]
    monkeypatch.setattr(reconcile, "listed", lambda uf, day: theirs)
    found = compared(cast)
    assert (found.theirs, len(standing())) == (60, 60)
    theirs.pop()
    compared(cast)
    assert len(standing()) == 59


def test_doubles_and_strangers_are_told_and_left_to_people(record: Any, sas: StandIn, cast: Cast) -> None:
    send(record)
    body = dict(record.exchanges.get(method="POST", path="/atendimentos").request)
    sas.ledger.put_attendance(body)
    sas.ledger.put_attendance(body | {"referencia": "de-ninguem"})
    found = compared(cast)
    assert sorted(standing()) == ["doubled", "unknown"]
    assert repair_all(found, by=None) == 0


def test_a_day_without_an_answer_is_compared_later(record: Any, sas: StandIn, fault: Any, cast: Cast) -> None:
    fault("html_500", method="GET")
    found = expect_comparison(cast.unit, DAY)
    assert isinstance(run(RECONCILE, found.pk), jobs.Retry)
    found.refresh_from_db()
    assert (found.made_at, found.problem[:20]) == (None, "O SAS não deu a list")
    run(RECONCILE, found.pk)
    found.refresh_from_db()
    assert found.made_at


@pytest.mark.django_db
def test_every_morning_has_the_last_days_compared(cast: Cast) -> None:
    planned = plan_comparisons()
    assert planned == plan_comparisons() == Reconciliation.objects.count()  # twice is once
    assert Job.objects.filter(kind=RECONCILE).count() == planned


def test_the_command_tells_and_repairs(record: AttendanceRecord, sas: StandIn, cast: Cast) -> None:
    send(record)
    sas.ledger.lose(str(record.pk))
    text = said("sas_reconcile", "--uf", cast.unit.uf, "--day", "2026-11-20", "--repair")
    assert "20/11/2026: 1 aqui, 0 no SAS." in text
    assert "Aqui está registrado, no SAS não está" in text
    assert "1 diferença corrigida." in text
    assert send(record).state == "registered"


def test_the_page_tells_and_repairs(record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn) -> None:
    send(record)
    sas.ledger.lose(str(record.pk))
    found = compared(cast)
    client = sign_in(cast.ana)
    assert "1 diferença" in client.get("/sas/conferencia/").content.decode()
    text = client.get(f"/sas/conferencia/{found.pk}/").content.decode()
    assert "Mercearia São José" in text
    assert cast.rosangela.name in text
    client.post(f"/sas/conferencia/diferencas/{Difference.objects.get().pk}/correcao/")
    for page in ("/sas/conferencia/", f"/sas/conferencia/{found.pk}/"):
        assert "Tudo igual" not in client.get(page).content.decode(), "SAS does not have it yet"
    assert send(record).state == "registered"
    client.post(f"/sas/conferencia/{found.pk}/de-novo/")
    run(RECONCILE, found.pk)
    assert "Tudo igual" in client.get(f"/sas/conferencia/{found.pk}/").content.decode()


def test_who_steers_a_region_does_not_compare_a_state(record: Any, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.marta).get("/sas/conferencia/").status_code == 403
