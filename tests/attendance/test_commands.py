"""Commands for the people who run the product."""

from __future__ import annotations

import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from attendance.models import AttendanceRecord
from attendance.services import expect_records
from standin.server import StandIn
from tests.attendance.conftest import send
from visits.models import Visit


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_sweep_here_does_everything(visit: Visit, sas: StandIn) -> None:
    expect_records(visit.pk)
    assert said("sas_sweep", "--here") == "2 trabalhos feitos.\n"
    visit.refresh_from_db()
    assert visit.state == "registered"


def test_requeue_sends_again(record: AttendanceRecord, sas: StandIn) -> None:
    sas.ledger.close_action(record.action.action_code)
    send(record)
    assert said("sas_requeue", "--uf", "PE") == "0 registros e 0 visitas de volta à fila.\n"
    assert said("sas_requeue") == "1 registros e 0 visitas de volta à fila.\n"
    record.refresh_from_db()
    assert record.state == "waiting"


def test_explain_names_the_rules(record: AttendanceRecord) -> None:
    text = said("sas_explain", str(record.visit_id))
    assert "PRG-22: Vai para a ação" in text
    assert "Está na fila e vai em instantes." in text
    assert str(record.visit_id) != str(record.pk)
    assert "Está na fila" in said("sas_explain", str(record.pk))
    assert str(record.pk) in text


@pytest.mark.django_db
def test_explain_says_when_there_is_no_visit() -> None:
    with pytest.raises(CommandError, match="Não há visita"):
        said("sas_explain", str(uuid.uuid4()))
