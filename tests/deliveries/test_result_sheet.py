"""The client's result as a PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from agents.models import User
from common import jobs
from common.models import Job
from deliveries.models import Delivery, ResultSheet
from deliveries.services.result_sheet import ask_for_sheet, render_sheet
from diagnostics.models import Diagnosis, Finding, Instrument, InstrumentVersion
from tests.cast import Cast
from visits.models import Visit

DEFINITION = {
    "themes": [{"key": "financas", "name": "Finanças"}],
    "levels": [{"from": 0, "name": "Pede cuidado"}, {"from": 60, "name": "No caminho"}],
    "questions": [],
}


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """An attended visit with a result, one tool-less guidance and no promise."""
    made = Visit.objects.create(
        agent=cast.rosangela, region=cast.cariri, business=cast.mercearia, channel="in_person", outcome="attended",
        started_at=datetime(2026, 11, 20, 13, 0, tzinfo=UTC), finished_at=datetime(2026, 11, 20, 13, 20, tzinfo=UTC),
        visited_on=date(2026, 11, 20), timezone="America/Fortaleza",
    )  # fmt: skip
    version = InstrumentVersion.objects.create(
        instrument=Instrument.objects.create(key="x", name="X"), number=1, definition=DEFINITION
    )
    themes = [{"theme": "financas", "score": 30, "level": "Pede cuidado", "answered": 3, "of": 3}]
    diagnosis = Diagnosis.objects.create(visit=made, version=version, answers={}, themes=themes)
    Finding.objects.create(diagnosis=diagnosis, code="a", theme="financas", text="O dinheiro se mistura.", rank=1)
    Delivery.objects.create(visit=made, guidance="Separar as contas.", handover="together", was_explained=True)
    return made


def test_it_works(visit: Visit, cast: Cast) -> None:
    """Asked for, made by the worker, kept once."""
    ask_for_sheet(visit, by=cast.marta)
    ask_for_sheet(visit, by=cast.marta)
    job = Job.objects.get(kind="deliveries.result_sheet")

    assert jobs.run(job.pk) == jobs.Done()
    assert ResultSheet.objects.get().file.read().startswith(b"%PDF-")


def test_says_what_was_found_and_left(visit: Visit, tmp_path: Path) -> None:
    """The text can be read back, in reading order."""
    text = read_back("pdftotext", "-layout", render_sheet(visit), tmp_path)

    assert "Mercearia São José" in text
    assert re.search(r"Finanças\s+Pede cuidado", text)
    assert text.index("O dinheiro se mistura.") < text.index("Separar as contas.")


def test_is_tagged(visit: Visit, tmp_path: Path) -> None:
    """What screen readers need is there (formal PDF/UA conformance is not proven by this)."""
    structure = read_back("pdfinfo", "-struct", render_sheet(visit), tmp_path)

    assert {"H1", "H2", "Table", "TH", "Figure"} <= set(re.findall(r"\w+", structure))


def read_back(command: str, option: str, content: bytes, folder: Path) -> str:
    """What poppler reads out of the PDF."""
    assert shutil.which(command), f"{command} is missing: apt-get install poppler-utils"
    path = folder / "sheet.pdf"
    path.write_bytes(content)
    target = ["-"] if command == "pdftotext" else []
    return subprocess.run([command, option, path, *target], capture_output=True, text=True, check=True).stdout


def test_without_a_result_somebody_is_told(visit: Visit) -> None:
    """A visit without a conversation has nothing to print."""
    visit.diagnosis.delete()
    jobs.enqueue("deliveries.result_sheet", visit.pk)

    outcome = jobs.run(Job.objects.get(kind="deliveries.result_sheet").pk)

    assert isinstance(outcome, jobs.Attention)


def test_a_manager_asks_waits_and_downloads(visit: Visit, cast: Cast, sign_in: Callable[[User], Client]) -> None:
    """From the visit's page: asked for, in the making, ready."""
    client = sign_in(cast.marta)
    page = f"/painel/visitas/{visit.pk}/"
    assert "Preparar o PDF" in client.get(page).content.decode()

    client.post(f"/resultados/{visit.pk}/pedido/")
    waiting = client.get(f"/resultados/{visit.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "Preparando o PDF" in waiting
    jobs.run(Job.objects.get(kind="deliveries.result_sheet").pk)

    assert "Baixar o PDF" in client.get(page).content.decode()
    answer = client.get(f"/resultados/{visit.pk}/arquivo/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Cache-Control"] == "private, no-store"


def test_nobody_elses_visit(visit: Visit, cast: Cast, sign_in: Callable[[User], Client]) -> None:
    """Another region's manager finds nothing to ask for."""
    assert sign_in(cast.paulo).post(f"/resultados/{visit.pk}/pedido/").status_code == 404
    assert not Job.objects.exists()
