"""A unit that loads in bulk: numbered files out, return files back, the same identity all along."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.test import Client

from agents.models import Region, Unit
from attendance.models import AttendanceRecord, Batch, Destination
from attendance.services import gate, resend_record
from attendance.services.batches import choose_way, export, read_back, withdraw
from attendance.services.build import SEND
from attendance.services.explain import explain
from common import jobs
from common.models import AuditEntry, Job
from standin.server import StandIn
from tests.attendance.conftest import run, send
from tests.attendance.test_commands import said
from tests.attendance.test_send import twin
from tests.cast import Cast

SignIn = Callable[..., Client]


@pytest.fixture
def way(record: AttendanceRecord, cast: Cast) -> Destination:
    """The unit loads JSON Lines."""
    choose_way(cast.unit, file_format="jsonl", by=cast.ana)
    return Destination.objects.get(unit=cast.unit)


def made(way: Destination) -> Batch:
    batch = export(way, by=None)
    assert batch
    return batch


def again(record: AttendanceRecord) -> AttendanceRecord:
    record.refresh_from_db()
    record.visit.refresh_from_db()
    return record


def answer(record: AttendanceRecord, **said: Any) -> str:
    return json.dumps({"referencia": str(record.pk), **said}) + "\n"


def test_it_works(record: AttendanceRecord, way: Destination, sas: StandIn) -> None:
    """Nothing goes over HTTP; the file brings the record, its return the number."""
    assert run(SEND, record.pk) is None
    assert "no próximo" in explain(record)[0]
    batch = made(way)
    assert (batch.number, batch.file_name, batch.lines_count) == (1, "sas-ce-000001.jsonl", 1)
    line = json.loads(batch.content)
    assert (line["atendimento"]["referencia"], line["pessoa"]["cpf"]) == (str(record.pk), "52998224725")
    assert again(record).state == "filed"
    assert run(SEND, record.pk) is None
    assert sas.ledger.requests() == []
    assert "sas-ce-000001.jsonl" in explain(record)[0]
    read = read_back(batch, answer(record, numero="SAS-77"), by=None)
    assert (read.accepted, read.problems) == (1, [])
    assert (again(record).state, record.sas_number, record.visit.state) == ("registered", "SAS-77", "registered")
    assert Job.objects.get(kind=SEND).state == "done"


def test_csv_holds_documents_as_the_text_they_are(record: AttendanceRecord, way: Destination, cast: Cast) -> None:
    choose_way(cast.unit, file_format="csv", by=None)
    way.refresh_from_db()
    AttendanceRecord.objects.update(business=cast.salao)
    heading, line, rest = made(way).content.split("\r\n")
    row = dict(zip(heading.split(";"), line.split(";"), strict=True))
    assert (row["cnpj"], row["cpf"], row["contabiliza"], rest) == ("12ABC34501DE35", "52998224725", "S", "")


def test_a_unit_with_files_does_not_feel_that_sas_is_down(
    record: AttendanceRecord, way: Destination, cast: Cast, settings: Any
) -> None:
    """(F44) The breaker and the pace are the service's: another unit's open one holds no file and no return up."""
    settings.SAS_URL, settings.SAS_BREAKER_FAILURES, settings.SAS_RATE_PER_S = "http://127.0.0.1:9", 1, 0.001
    other = Region.objects.create(unit=Unit.objects.get(uf="PE"), name="Regional Recife")
    elsewhere = twin(record, sequence=2, kind="no_show", solution_type="", person=None, business=None, region=other)
    jobs.enqueue(SEND, elsewhere.pk)
    assert isinstance(run(SEND, elsewhere.pk), jobs.Retry)
    assert gate.sas().opened_at is not None
    assert run(SEND, elsewhere.pk, probe=False) == jobs.Shut()
    assert run(SEND, record.pk, probe=False) is None  # it waits for its file, not for the breaker
    batch = made(way)
    assert [line.record_id for line in batch.lines.all()] == [record.pk]
    read_back(batch, answer(record, resultado="ok", numero="SAS-0000777"), by=cast.ana)
    assert again(record).sas_number == "SAS-0000777"
    own = Destination.objects.get(unit=cast.unit)
    assert (own.failures, own.opened_at, own.next_turn) == (0, None, 0)


def test_numbers_go_on_and_no_record_is_in_two_files(record: AttendanceRecord, way: Destination) -> None:
    first = made(way)
    assert export(way, by=None) is None  # nothing waits: no number is used
    jobs.enqueue(SEND, twin(record).pk)
    assert (first.number, made(way).number) == (1, 2)


def test_a_refused_line_is_put_right_and_goes_into_the_next_file(record: AttendanceRecord, way: Destination) -> None:
    first = made(way)
    read_back(first, answer(record, erros=[{"codigo": "DOC-INVALIDO"}]), by=None)
    assert (again(record).state, record.acts) == ("attention", "Gestão regional")
    assert resend_record(record, by=None)
    second = made(way)
    assert json.loads(second.content)["atendimento"]["referencia"] == str(record.pk)
    read_back(second, answer(record, numero="SAS-78"), by=None)
    assert again(record).sas_number == "SAS-78"


def test_the_same_return_twice_changes_nothing(record: AttendanceRecord, way: Destination) -> None:
    batch = made(way)
    read_back(batch, answer(record, numero="SAS-77"), by=None)
    read = read_back(batch, answer(record, numero="SAS-99"), by=None)
    assert (read.accepted, read.known, again(record).sas_number) == (0, 1, "SAS-77")


def test_odd_lines_are_told_and_the_others_are_read(record: AttendanceRecord, way: Destination) -> None:
    batch = made(way)
    stranger = twin(record)
    text = answer(stranger, numero="X") + '{"referencia": "?"}\n' + answer(record) + answer(record, numero="SAS-77")
    read = read_back(batch, text, by=None)
    assert (read.accepted, len(read.problems), again(record).state) == (1, 3, "registered")


def test_a_file_that_was_never_loaded_goes_back(record: AttendanceRecord, way: Destination, cast: Cast) -> None:
    first = made(way)
    assert withdraw(first, by=cast.ana) == 1
    assert again(record).state == "waiting"
    assert made(way).number == 2
    assert read_back(first, answer(record, numero="SAS-77"), by=None).accepted == 0  # too late: it is in the second


def test_back_to_http_what_is_in_a_file_still_waits_for_its_return(
    record: AttendanceRecord, way: Destination, sas: StandIn, cast: Cast
) -> None:
    made(way)
    other = twin(record, sequence=2, person=None, kind="no_show", solution_type="")
    jobs.enqueue(SEND, other.pk)
    run(SEND, other.pk)
    choose_way(cast.unit, file_format="", by=cast.ana)
    assert send(record).state == "filed"
    assert send(other).state == "registered"
    assert [row["referencia"] for row in sas.ledger.attendances()] == [str(other.pk)]


def test_what_began_over_http_is_looked_up_there(record: Any, sas: StandIn, fault: Any, cast: Cast) -> None:
    fault("close_after_commit")
    assert send(record).state == "unknown"
    choose_way(cast.unit, file_format="csv", by=None)
    assert export(Destination.objects.get(unit=cast.unit), by=None) is None
    assert send(record).state == "registered"
    assert len(sas.ledger.attendances()) == 1


def test_who_loads_files_is_promised_no_comparison(cast: Cast, sign_in: SignIn) -> None:
    choose_way(cast.unit, file_format="csv", by=None)
    client = sign_in(cast.ana)
    page = client.get("/sas/conferencia/").content.decode()
    assert "quem confere é o retorno de cada um" in page
    assert "Conferir agora" not in page
    told = client.post("/sas/conferencia/agora/", follow=True).content.decode()
    assert "Nada a conferir" in told
    assert "começou" not in told


def test_the_page_makes_gives_and_takes(record: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    client.post("/sas/arquivos/caminho/", {"file_format": "csv"})
    assert "Gerar arquivo (1 espera)" in client.get("/sas/arquivos/").content.decode()
    client.post("/sas/arquivos/novo/")
    batch = Batch.objects.get()
    whole = client.post(f"/sas/arquivos/{batch.pk}/")
    assert whole["Content-Disposition"] == 'attachment; filename="sas-ce-000001.csv"'
    assert "52998224725" in whole.content.decode()
    assert AuditEntry.objects.filter(verb="sas file taken", actor_id=cast.ana.pk).exists()
    bad = SimpleUploadedFile("x.csv", b"nada")
    assert (
        "Nada foi lido"
        in client.post(f"/sas/arquivos/{batch.pk}/retorno/", {"returned": bad}, follow=True).content.decode()
    )
    good = SimpleUploadedFile("r.csv", f"referencia;numero\n{record.pk};SAS-5\n".encode())
    assert (
        "Registrados: 1."
        in client.post(f"/sas/arquivos/{batch.pk}/retorno/", {"returned": good}, follow=True).content.decode()
    )
    assert again(record).sas_number == "SAS-5"
    assert sign_in(cast.marta).get("/sas/arquivos/").status_code == 403


def test_the_commands_make_and_read(record: AttendanceRecord, way: Destination, tmp_path: Path) -> None:
    assert "1 registros" in said("sas_export", "--uf", "CE", "--to", str(tmp_path))
    path = tmp_path / "sas-ce-000001.jsonl"
    assert path.stat().st_mode & 0o077 == 0
    returned = tmp_path / "retorno.jsonl"
    returned.write_text(answer(record, numero="SAS-9"))
    assert said("sas_import_return", "--uf", "CE", "--number", "1", str(returned)).startswith("1 registrados")
    assert "Nenhum registro espera" in said("sas_export", "--uf", "CE", "--to", str(tmp_path))
    with pytest.raises(CommandError, match="número"):
        said("sas_import_return", "--uf", "CE", "--number", "9", str(returned))
