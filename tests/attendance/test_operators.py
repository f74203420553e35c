"""What operators see: the state page, /metrics, /readyz, explanations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from attendance.models import AttendanceRecord, Destination
from attendance.services import gate
from attendance.services.build import SEND
from attendance.services.explain import explain
from attendance.services.figures import figures
from common import jobs, lanes
from common.models import AuditEntry
from standin.server import StandIn
from tests.attendance.conftest import run, send
from tests.attendance.test_gate import queued
from tests.cast import Cast

SignIn = Callable[..., Client]


@pytest.fixture
def outage(cast: Cast) -> Destination:
    """SAS has been away for a while."""
    began = timezone.now() - timedelta(minutes=9)
    destination = gate.sas()
    Destination.objects.update(
        failures=7,
        first_failed_at=began,
        opened_at=began,
        probe_at=timezone.now() + timedelta(minutes=2),
        reason="silent",
    )
    return destination


def test_it_works(record: AttendanceRecord, outage: Destination, cast: Cast, sign_in: SignIn) -> None:
    text = sign_in(cast.ana).get("/sas/estado/").content.decode()
    assert "Não responde" in text
    assert "7; com 5, o envio para" in text
    assert "1; 1 já na hora" in text


def test_an_outage_is_told_with_its_hour(record: Any, outage: Destination, cast: Cast, sign_in: SignIn) -> None:
    text = sign_in(cast.marta).get("/sas/").content.decode()
    since = Destination.objects.get().first_failed_at.astimezone(timezone.get_default_timezone())
    assert "SAS fora do ar desde" in text
    assert "nada se perde" in text
    assert since.strftime("%M") in text
    assert "quando o SAS voltar" in text


def test_another_unit_sees_nothing_of_it(
    record: AttendanceRecord, outage: Destination, cast: Cast, sign_in: SignIn
) -> None:
    """That SAS does not answer is everybody's matter; what waits is the unit's."""
    text = sign_in(cast.bento).get("/sas/estado/").content.decode()
    assert "Não responde" in text
    assert "Nenhum espera" in text
    assert "Enviar um registro ao SAS" not in text


def test_somebody_who_believes_it_is_back_sends_one_record(
    record: AttendanceRecord, sas: StandIn, outage: Destination, cast: Cast, sign_in: SignIn
) -> None:
    """The pause is that of all units: it ends when SAS answers, not by a word of one of them."""
    assert sign_in(cast.marta).post("/sas/estado/agora/").status_code == 403
    assert isinstance(run(SEND, record.pk, probe=False), jobs.Shut)
    sign_in(cast.ana).post("/sas/estado/agora/")
    assert gate.sas().opened_at
    assert run(SEND, record.pk, probe=False) == jobs.Done()
    assert gate.sas().opened_at is None
    assert AuditEntry.objects.filter(verb="sas tried at once", actor_id=cast.ana.pk).exists()


def test_metrics_want_their_token(record: Any, outage: Destination, client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "segredo"
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer outro"}).status_code == 401
    answer = client.get("/metrics", headers={"Authorization": "Bearer segredo"})
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert "rota_sas_queue_depth 1.0" in text
    assert 'rota_sas_breaker_open{reason="silent"} 1.0' in text
    assert 'rota_jobs{kind="attendance.send",state="waiting"} 1.0' in text
    assert not [word for word in ("José", "52998224725", "11222333000181") if word in text]


def test_ready_when_the_database_has_its_tables(client: Client, db: None, monkeypatch: Any) -> None:
    call_command("sas_sweep")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["clock"]) == (200, "ok")
    monkeypatch.setattr("config.readiness.has_all_tables", lambda: False)
    assert client.get("/readyz").status_code == 503


def test_explains_what_a_record_waits_for(record: AttendanceRecord, outage: Destination) -> None:
    assert "SAS fora do ar desde" in explain(record)[0]
    gate.reset()
    assert explain(record)[0] == "Está na fila e vai em instantes."
    second = queued(record, 2)
    assert str(record.pk) in explain(second)[0]


def test_explains_what_became_of_a_record(record: AttendanceRecord, sas: StandIn, fault: Any) -> None:
    fault("close_after_commit")
    send(record)
    assert "a resposta não chegou" in explain(record)[0]
    send(record)
    assert record.sas_number in explain(record)[0]


def test_explains_who_has_to_act(record: AttendanceRecord, sas: StandIn) -> None:
    sas.ledger.close_action(record.action.action_code)
    said = explain(send(record))
    assert "código da ação" in said[0]
    assert "Administração estadual" in said[1]


def test_figures_see_work_that_is_done_now(record: AttendanceRecord, sas: StandIn, monkeypatch: Any) -> None:
    monkeypatch.setattr(lanes, "look", lambda name: None)
    assert (figures().due, figures().on_their_way) == (1, 1)
    lanes.drain("sas")
    seen = figures()
    assert (seen.due, seen.on_their_way, seen.asked_lately, seen.registered_lately) == (0, 0, 4, 1)
    assert seen.destination.answered_at
    jobs.sweep()
    assert figures().swept_at


def test_the_whole_proof_is_for_the_unit_and_is_written_down(
    record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn
) -> None:
    send(record)
    assert sign_in(cast.marta).post(f"/sas/{record.pk}/prova/").status_code == 403
    whole = sign_in(cast.ana).post(f"/sas/{record.pk}/prova/").json()["conversas"]
    assert whole[0]["pedido"]["cpf"] == "52998224725"  # masked on pages and in logs, never in the evidence
    assert whole[-1]["resposta"] == f'{{"numero": "{record.sas_number}", "referencia": "{record.pk}"}}'
    assert "x-req" not in str(whole).lower()
    assert AuditEntry.objects.filter(verb="attendance evidence taken", actor_id=cast.ana.pk).count() == 1
