"""Active listening and what came before: any conversation that the unit's phones carry is received alike (DIA-01)."""

from datetime import date

import pytest
import time_machine

from diagnostics.models import Diagnosis, InstrumentVersion
from diagnostics.rules import score
from diagnostics.services.progress import last_results
from tests.documents import visit_document
from tests.sync.conftest import NOON
from tests.sync.test_day import day_of, plan
from visits.models import Visit

pytestmark = pytest.mark.django_db


def listened(**answers):
    definition = InstrumentVersion.objects.get(instrument__key="escuta_ativa").definition
    given = {"momento": "Vende bem de manhã.", "assuntos": ["dinheiro", "vendas"]} | answers
    result = score(definition, given)
    return {
        "instrument": "escuta_ativa",
        "version": 1,
        "answers": given,
        "timings": {},
        "notes": "",
        "result": result,
    }


def test_notes_by_theme_are_kept_and_their_gaps_lead_to_tools(cast, content, answered, put):
    heard = listened(nota_financas="O dinheiro da casa paga o fornecedor.")
    document = visit_document(cast, consent=answered(), diagnosis=heard)
    assert put(document).status_code == 201
    kept = Diagnosis.objects.get()
    assert kept.answers["assuntos"] == ["dinheiro", "vendas"]
    assert kept.answers["nota_financas"] == "O dinheiro da casa paga o fornecedor."
    assert [found.code for found in kept.findings.all()] == ["contas_apertam", "escolha_no_palpite"]
    assert "score_differs" not in Visit.objects.get().flags
    assert {theme["score"] for theme in kept.themes} == {None}


def test_the_next_day_carries_the_last_result_of_each_conversation(cast, content, whole, put, sign_in):
    first = whole()
    assert put(first).status_code == 201
    plan(cast)
    with time_machine.travel(NOON, tick=False):
        day = day_of(sign_in, cast.rosangela)
    visited = next(each for each in day["businesses"] if each["id"] == first["business"]["id"])
    [before] = visited["diagnoses"]
    assert (before["instrument"], before["version"]) == ("gestao_basica", 2)
    themes = first["diagnosis"]["result"]["themes"]
    assert before["themes"] == {theme["theme"]: theme["score"] for theme in themes}


def test_a_result_from_2035_is_not_the_last_for_ever(cast, content, whole, put):
    """F10: a phone whose clock was lost."""
    put(whole())
    lost = {"started_at": "2035-01-01T12:00Z", "finished_at": "2035-01-01T12:00Z", "visited_on": "2035-01-01"}
    Visit.objects.update(received_at="2026-11-19T12:00Z", **lost)
    put(whole())
    assert [each["on"] for each in last_results([cast.mercearia.pk])[cast.mercearia.pk]] == [date(2026, 11, 20)]
