"""One visit with everything it left behind."""

from __future__ import annotations

import pytest
from django.test import Client

from diagnostics.models import Diagnosis
from privacy.enums import ConsentState, Proof
from privacy.models import Consent, ConsentEvent, Notice
from tests.cast import Cast
from tests.dashboard.conftest import Month
from tests.dashboard.world import diagnosis, person, record, visit
from visits.models import Visit

CPF = "52998224725"


@pytest.fixture
def whole(month: Month) -> Visit:
    """A visit with a person, a consent, answers, a delivery, flags and a record."""
    visit = month.again
    visit.person = person("José Wilson Pereira", CPF)
    visit.flags = ["old_instrument"]
    visit.save()
    diagnosis(visit)
    purposes = [{"key": "contact", "text": "Falar com você depois da visita"}]
    notice = Notice.objects.create(version=1, content={"purposes": purposes}, sha256="0" * 64)
    consent = Consent.objects.create(
        visit=visit, notice=notice, person=visit.person, capacity="owner", agent=visit.agent, proof=Proof.SPOKEN,
        answered_at=visit.started_at,
    )  # fmt: skip
    ConsentEvent.objects.create(
        consent=consent, purpose="contact", state=ConsentState.GIVEN, happened_at=visit.started_at
    )
    record(visit, visit.person, state="attention", problem="O SAS não achou este CPF. Confira com o cliente.")
    return visit


def address(visit: Visit) -> str:
    return f"/painel/visitas/{visit.pk}/"


def test_it_works(sign_in, cast: Cast, whole: Visit):
    text = sign_in(cast.marta).get(address(whole)).content.decode()

    for words in (
        "Anota o que entra e sai do caixa?", "Às vezes, em caderno", "Não sabe ou prefere não dizer", "0:41",
        "Resposta em 3 s", "Usou uma versão antiga das perguntas", "De viva voz", "Falar com você depois da visita",
        "O SAS não achou este CPF.", "PRG-22", "Não aparece no mapa", "Precisa de atenção",
    ):  # fmt: skip
        assert words in text, words


def test_the_cpf_is_masked(sign_in, cast: Cast, whole: Visit):
    text = sign_in(cast.marta).get(address(whole)).content.decode()

    assert "•••.982.247-••" in text
    assert CPF not in text
    assert "529.982.247-25" not in text


def test_a_visit_without_attendance_is_short(sign_in, cast: Cast, month: Month):
    text = sign_in(cast.marta).get(address(month.refused)).content.decode()

    assert "Sem atendimento, por isso sem perguntas." in text
    assert "Ninguém foi atendido" in text


def test_shows_no_visit_of_another_region(sign_in, cast: Cast, month: Month):
    assert sign_in(cast.paulo).get(address(month.mercearia)).status_code == 404
    assert sign_in(cast.bento).get(address(month.mercearia)).status_code == 404


@pytest.mark.parametrize("who", ["nelson", "rosangela", "teresa", "carlos"])
def test_refuses_those_who_do_not_manage(sign_in, cast: Cast, month: Month, who: str):
    assert sign_in(getattr(cast, who)).get(address(month.mercearia)).status_code == 403


def test_sends_strangers_to_the_login(client: Client, month: Month):
    assert client.get(address(month.mercearia)).status_code == 302


def test_a_phone_with_a_strange_clock_breaks_no_page(sign_in, cast: Cast, month: Month):
    month.mercearia.timezone = "Marte/Olympus"
    month.mercearia.flags = ["unknown_timezone"]
    month.mercearia.save()
    client = sign_in(cast.marta)

    assert "fuso horário que não existe" in client.get(address(month.mercearia)).content.decode()
    assert client.get("/painel/visitas/").status_code == 200
    assert b"10:00" in b"".join(client.get("/painel/visitas/baixar/").streaming_content)


def test_the_result_stands_beside_the_one_before(sign_in, cast: Cast, month: Month, whole: Visit):
    """T0 and T1 of the same version compare; another version says nothing (DIA-03)."""
    before = visit(whole.agent, whole.business, "2026-08-03")
    first = diagnosis(
        before, themes=[{"theme": "finance", "score": 20, "level": "Pede cuidado", "answered": 1, "of": 2}]
    )
    shown = sign_in(cast.marta).get(address(whole)).context["page"].result
    assert (shown.before_on, shown.themes[0]["before"], shown.themes[0]["score"]) == (before.visited_on, 20, 50)
    assert shown.themes[0]["meaning"] == "Há um começo."
    assert shown.gaps[1] == {"text": "Caixa em caderno", "said": "Às vezes, em caderno"}
    newer = first.version.instrument.versions.create(number=2, definition=first.version.definition)
    Diagnosis.objects.filter(pk=first.pk).update(version=newer)
    assert sign_in(cast.marta).get(address(whole)).context["page"].result.before_on is None
