"""The list of visits behind the numbers, and its download."""

from __future__ import annotations

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from common.models import AuditEntry
from dashboard.services.lists import PER_PAGE
from tests.cast import Cast
from tests.dashboard.conftest import Month
from tests.dashboard.world import journey, visit
from tests.queries import queries_of

LIST = "/painel/visitas/"
FILE = "/painel/visitas/baixar/"


def names(response) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [cell.get_text(strip=True) for cell in page.select("tbody td:first-child a")]


def rows(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def test_it_works(sign_in, cast: Cast, month: Month):
    response = sign_in(cast.marta).get(LIST)

    assert names(response)[:2] == ["Salão Divina Beleza", "Mercearia São José"]
    assert len(names(response)) == 6
    assert "Registrado no SAS" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("mes=2026-10", 1),
        ("periodo=tudo", 7),
        ("semana=2026-11-16", 3),
        ("resultado=attended", 4),
        ("resultado=away", 1),
        ("resultado=refused", 1),
        ("estado=attention", 1),
        ("contados=sim", 3),
        ("jornada=sim", 2),
        ("entrega=responde", 1),
        ("ferramenta=fluxo-de-caixa", 2),
        ("porte=epp", 2),
        ("municipio=2304202", 2),
        ("sinal=same_day", 0),
        ("sinal=of_no_kind", 6),
    ],
)
def test_filters_of_the_address(sign_in, cast: Cast, month: Month, query: str, count: int):
    assert len(names(sign_in(cast.marta).get(f"{LIST}?{query}"))) == count


def test_no_limit_lists_a_phone_whose_clock_was_lost(sign_in, cast: Cast, november):
    """F10: what the phone's clock said is kept, and what is counted as waiting can be opened."""
    visit(cast.rosangela, cast.mercearia, "1980-01-06", state="attention")
    assert len(names(sign_in(cast.marta).get(f"{LIST}?periodo=tudo&estado=attention"))) == 1


def test_an_agent_can_be_asked_for(sign_in, cast: Cast, month: Month):
    assert len(names(sign_in(cast.marta).get(f"{LIST}?agente={cast.davi.pk}"))) == 3


def test_another_regions_agent_shows_nothing(sign_in, cast: Cast, month: Month):
    response = sign_in(cast.marta).get(f"{LIST}?agente={cast.sofia.pk}")

    assert names(response) == []
    assert "Nenhuma visita com estes filtros" in response.content.decode()
    assert "Sofia" not in response.content.decode()


def test_long_lists_come_in_pages_that_keep_the_filters(sign_in, cast: Cast, november):
    for n in range(PER_PAGE + 3):
        visit(cast.rosangela, cast.mercearia, "2026-11-20", f"{8 + n // 30:02}:{n % 30:02}")
    client = sign_in(cast.marta)
    first = client.get(f"{LIST}?resultado=attended")
    following = BeautifulSoup(first.content, "html.parser").select_one(".pager a")["href"]

    assert len(names(first)) == PER_PAGE
    assert "resultado=attended" in following
    assert len(names(client.get(LIST + following))) == 3
    assert client.get(f"{LIST}?pagina=oi").status_code == 200


def test_the_observer_reads_the_list_but_opens_no_visit(sign_in, cast: Cast, month: Month):
    client = sign_in(cast.nelson)
    page = BeautifulSoup(client.get(LIST).content, "html.parser")

    assert len(page.select("tbody tr")) == 7
    assert page.select("tbody td:first-child a") == []


def test_the_file_holds_exactly_what_is_filtered(sign_in, cast: Cast, month: Month):
    header, *lines = rows(sign_in(cast.marta).get(f"{FILE}?resultado=attended&jornada=sim"))

    assert header[3:5] == ["negócio", "CNPJ"]
    assert sorted(line[3] for line in lines) == ["Mercearia São José", "Padaria Pão da Hora"]
    assert [line[12] for line in lines] == ["1", "1"]


def test_the_file_runs_no_formula(sign_in, cast: Cast, november):
    cast.mercearia.trade_name = '=HYPERLINK("http://mau")'
    cast.mercearia.save()
    visit(cast.rosangela, cast.mercearia, "2026-11-20")
    _, line = rows(sign_in(cast.marta).get(FILE))

    assert line[3] == '\'=HYPERLINK("http://mau")'


def test_the_file_keeps_to_the_region_and_is_audited(sign_in, cast: Cast, month: Month):
    _, *lines = rows(sign_in(cast.paulo).get(f"{FILE}?periodo=tudo"))
    entry = AuditEntry.objects.get(verb="visits.exported")

    assert [line[3] for line in lines] == ["Oficina do Tião"]
    assert (entry.actor_id, entry.details["rows"]) == (cast.paulo.pk, 1)


@pytest.mark.parametrize("address", [LIST, FILE])
@pytest.mark.parametrize("who", ["rosangela", "carlos", "teresa"])
def test_refuses_those_who_do_not_steer(sign_in, cast: Cast, who: str, address: str):
    assert sign_in(getattr(cast, who)).get(address).status_code == 403


def test_sends_strangers_to_the_login(client: Client, db: None):
    assert client.get(LIST).status_code == 302


def test_it_takes_few_queries_however_many_visits(sign_in, cast: Cast, month: Month):
    client = sign_in(cast.marta)
    with_few = queries_of(client, LIST)
    for day in range(1, 10):
        visit(cast.rosangela, cast.mercearia, f"2026-11-{day:02}", flags=["outside_territory"])
    assert queries_of(client, LIST) == with_few <= 16


def test_two_agents_at_one_door_are_shown_to_their_manager(sign_in, cast: Cast, month: Month):
    """(F51) In the list's filter, on the visit's page and in the download, in words."""
    later = visit(cast.davi, cast.mercearia, "2026-11-20", "15:00", flags=["outside_territory", "same_day"])
    client, words = sign_in(cast.marta), "Outro agente já tinha visitado este negócio no mesmo dia"
    found = client.get(f"{LIST}?sinal=same_day")
    assert names(found) == ["Mercearia São José"]
    assert words in found.content.decode()
    assert words in client.get(f"/painel/visitas/{later.pk}/").content.decode()
    assert rows(client.get(f"{FILE}?sinal=same_day"))[1][-1] == f"Fora do território do agente; {words}"


def test_another_visit_of_the_agent_is_no_journey_in_the_file_either(sign_in, cast: Cast, month: Month):
    """JOR-02: the file says what the number says."""
    journey(month.salao, destination="nova_visita")
    told = {(row[0], row[3]): row[13] for row in rows(sign_in(cast.marta).get(FILE))[1:]}
    assert told["18/11/2026", "Mercearia São José"] == "sim"
    assert told["23/11/2026", "Salão Divina Beleza"] == "não"
