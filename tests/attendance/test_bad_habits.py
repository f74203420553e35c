"""What our side does with each bad habit of SAS that test_send.py does not try already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from attendance.models import AttendanceRecord, ClosedMonth, Difference
from attendance.rules.answers import Answer, Verdict, health, mutilated, read_answer
from attendance.rules.breaker import Health
from attendance.services.http import _seconds
from attendance.services.reconcile import RECONCILE, expect_comparison, repair
from standin.faults import Fault
from standin.server import StandIn
from tests.attendance.conftest import hurry, run, send
from tests.attendance.test_send import numbers, twin
from tests.cast import Cast

Order = Callable[..., None]


@pytest.mark.parametrize("mode", ["500_after_commit", "wrong_charset", "redirect"])
def test_what_cannot_be_understood_is_looked_up(record: Any, sas: StandIn, fault: Order, mode: str) -> None:
    fault(mode)
    fault("forgetful", times=0)
    assert send(record).state == "unknown"
    said = record.exchanges.order_by("sent_at").last()
    assert said.response  # kept as it came, whatever its charset
    assert send(record).state == "registered"
    assert numbers(sas, record) == [record.sas_number]


def test_an_answer_that_drips_ends_within_the_budget_and_is_looked_up(record: Any, sas: StandIn, settings: Any) -> None:
    sas.faults.add(Fault("POST", "/atendimentos", "drip", 1, seconds=0.2))
    hurry(sas, settings, connect_s=0.5, read_s=1.5)
    assert send(record).state == "unknown"
    said = record.exchanges.order_by("sent_at").last()
    assert (said.status, "0.5 s + 1.5 s" in said.failure) == (None, True)
    assert said.response.startswith("{")  # what came of it is evidence too
    assert send(record).state == "registered"
    assert len(numbers(sas, record)) == 1


def test_documents_as_numbers_do_no_harm(record: Any, sas: StandIn, fault: Order) -> None:
    """Older services give them so: a CPF's lost zeros are no loss, and nothing of ours is overwritten."""
    fault("number_documents", times=0, route="*")
    assert send(record).state == "registered"
    record.person.refresh_from_db()
    assert record.person.cpf == "52998224725"


@pytest.mark.parametrize("mode", ["strip_letters", "number_documents"])
def test_a_cnpj_that_lost_its_letters_stops_the_record_loudly(
    record: Any, sas: StandIn, fault: Order, cast: Cast, mode: str
) -> None:
    AttendanceRecord.objects.filter(pk=record.pk).update(business=cast.salao)
    fault(mode, route="/clientes/pj")
    assert send(record).state == "attention"
    assert "letras" in record.problem
    assert numbers(sas, record) == []


def test_a_merged_client_goes_by_the_code_that_sas_names(record: Any, sas: StandIn) -> None:
    sas.ledger.merge_client("52998224725", "PF-NOVO")
    assert send(record).state == "registered"
    assert sas.ledger.attendances()[0]["codigo_pf"] == "PF-NOVO"
    assert record.exchanges.filter(path="/atendimentos").count() == 2


def test_a_closed_month_moves_the_record_into_the_open_one(record: Any, sas: StandIn, cast: Cast) -> None:
    """A visit of October that arrives in November, after October was closed."""
    AttendanceRecord.objects.filter(pk=record.pk).update(competence=date(2026, 10, 1))
    sas.ledger.close_month("2026-10")
    send(record)
    assert (record.state, record.competence) == ("waiting", date(2026, 11, 1))
    assert ClosedMonth.objects.get().unit == cast.unit
    assert send(record).state == "registered"
    assert sas.ledger.attendances()[0]["competencia"] == "2026-11"


def test_without_an_open_month_a_person_acts(record: Any, sas: StandIn, monkeypatch: Any) -> None:
    monkeypatch.setattr("attendance.services.send.move_to_open_month", lambda record: False)
    sas.ledger.close_month("2026-11")
    send(record)
    assert (record.state, record.acts) == ("attention", "Administração estadual")


def test_another_number_than_the_ledgers_shows_in_the_comparison(record: Any, sas: StandIn, fault: Order) -> None:
    """Nothing is overwritten (F49); the next morning's comparison tells (a difference that a person settles)."""
    fault("other_number")
    assert send(record).sas_number == "SAS-8888888"
    fault("409")
    assert send(record).sas_number == "SAS-8888888"
    found = expect_comparison(record.region.unit, record.happened_on)
    run(RECONCILE, found.pk)
    difference = Difference.objects.get()
    assert difference.kind == "number"
    assert repair(difference, by=None)  # a person takes over what SAS lists
    assert send(record).sas_number == numbers(sas, record)[0]
    run(RECONCILE, expect_comparison(record.region.unit, record.happened_on).pk)
    assert not Difference.objects.standing().exists()


def test_a_number_that_another_record_has_is_not_taken_over(record: Any, sas: StandIn, fault: Order) -> None:
    """(F49) SAS told one record the number of another: the difference goes on standing, for a person in SAS itself."""
    fault("other_number")
    send(record)
    twin(record, sequence=2, sas_number=numbers(sas, record)[0], state="registered", registered_at=timezone.now())
    found = expect_comparison(record.region.unit, record.happened_on)
    run(RECONCILE, found.pk)
    assert not repair(Difference.objects.get(kind="number"), by=None)
    assert Difference.objects.standing().filter(kind="number").exists()
    assert send(record).sas_number == "SAS-8888888"


def test_a_field_that_is_refused_waits_for_a_person(record: Any, sas: StandIn, fault: Order) -> None:
    fault("422")
    send(record)
    assert (record.state, record.acts) == ("attention", "Suporte técnico")


@pytest.mark.parametrize(
    ("answer", "verdict", "said"),
    [
        (Answer(True, 200, {"erro": "x"}), Verdict.REFUSED, Health.ANSWERED),
        (Answer(True, 200, []), Verdict.UNKNOWN, Health.ANSWERED),
        (Answer(True, 404, {"erro": "x"}), Verdict.REFUSED, Health.ANSWERED),
        (Answer(True, 404, None), Verdict.REFUSED, Health.SILENT),
        (Answer(True, 403, {"erro": "x"}), Verdict.NOT_NOW, Health.KEY),
        (Answer(True, 429, {}, 7.0), Verdict.NOT_NOW, Health.BUSY),
        (Answer(True, 503, None, 30.0), Verdict.UNKNOWN, Health.MAINTENANCE),
        (Answer(True, 500, None), Verdict.UNKNOWN, Health.SILENT),
        (Answer(True), Verdict.UNKNOWN, Health.SILENT),
        (Answer(False), Verdict.NOT_NOW, Health.SILENT),
        (Answer(True, 201, {"numero": 77, "referencia": "r"}), Verdict.REGISTERED, Health.ANSWERED),
    ],
)
def test_what_each_answer_says_of_the_record_and_of_sas(answer: Answer, verdict: Verdict, said: Health) -> None:
    assert (read_answer(answer, "r").verdict, health(answer)) == (verdict, said)


@pytest.mark.parametrize(
    ("said", "is_whole"),
    [("12ABC34501DE35", True), ("1234501 35", False), ("12345035", False), (0, False), (None, True)],
)
def test_a_document_is_whole_or_it_is_not(said: Any, is_whole: bool) -> None:
    assert (mutilated("cnpj", "12ABC34501DE35", Answer(True, 200, {"cnpj": said})) is None) == is_whole


def test_a_number_without_its_zeros_is_whole() -> None:
    assert mutilated("cpf", "00000000191", Answer(True, 200, {"cpf": 191})) is None


@pytest.mark.parametrize(
    ("said", "seconds"), [("30", 30.0), ("²", None), ("soon", None), ("", None), (None, None), (" 7 ", 7.0)]
)
def test_a_pause_that_nobody_can_read_is_none(said: str | None, seconds: float | None) -> None:
    assert _seconds(said) == seconds
