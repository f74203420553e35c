"""The manager's first page: its numbers, the lists behind them, who sees what."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from clients.enums import Size
from dashboard.enums import OutcomeGroup
from deliveries.models import Referral
from sync.models import Device
from tests.cast import Cast
from tests.dashboard.conftest import Month
from tests.dashboard.world import at, delivery, journey, person, record, visit
from tests.queries import queries_of
from visits.models import Contact

PAGE = "/painel/"


def soup(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def indicator(page: BeautifulSoup, name: str) -> Tag:
    return next(cell for cell in page.select(".kpi") if cell.select_one(".kpi-name").contents[0].strip() == name)


def figure(cell: Tag) -> str:
    return cell.select_one(".kpi-value").get_text(strip=True)


def listed(client: Client, address: str) -> int:
    """How many rows a list says it has, checked against the rows it shows."""
    page = soup(client, address)
    count = int(page.select_one(".fresh b").get_text())
    assert len(page.select("main .table tbody tr")) == min(count, 50)
    return count


def test_it_works(sign_in, cast: Cast, month: Month):
    page = soup(sign_in(cast.marta), PAGE)

    assert page.h1.get_text() == "Regional Cariri em novembro"
    assert "Dados até 23/11/2026, 11:00" in page.select_one(".fresh").get_text()
    assert figure(indicator(page, "Cobertura ME e EPP")) == "100,0%"  # grocery and bakery, of grocery and bakery
    assert figure(indicator(page, "Cobertura com MEI")) == "100,0%"
    assert figure(indicator(page, "Negócios atendidos")) == "3"
    assert figure(indicator(page, "Atendimentos por cliente")) == "1,50"  # 3 that count, for 2 people
    assert "3 para 2 clientes" in indicator(page, "Atendimentos por cliente").get_text()
    assert figure(indicator(page, "Em jornada")) == "67%"
    assert figure(indicator(page, "Visitas no SAS")) == "2"
    assert "50%2 por registrar" in indicator(page, "Visitas no SAS").get_text()


def test_unvisited_businesses_lower_coverage(sign_in, cast: Cast, month: Month, more_businesses):
    page = soup(sign_in(cast.marta), PAGE)

    assert "2 de 4" in indicator(page, "Cobertura ME e EPP").get_text()
    assert figure(indicator(page, "Cobertura ME e EPP")) == "50,0%"
    assert "3 de 5" in indicator(page, "Cobertura com MEI").get_text()


def test_a_business_of_the_sweep_is_attended_but_not_covered(sign_in, cast: Cast, month: Month, more_businesses):
    """IND-11: coverage is over the federal register, which does not name it (yet)."""
    for found in more_businesses:
        found.source = "sweep"
        found.save()
    visit(cast.rosangela, more_businesses[0], "2026-11-20", "16:00")
    page = soup(sign_in(cast.marta), PAGE)

    assert "2 de 2" in indicator(page, "Cobertura ME e EPP").get_text()
    assert figure(indicator(page, "Negócios atendidos")) == "4"


def test_every_number_opens_a_list_of_as_many(sign_in, cast: Cast, month: Month, more_businesses):
    client = sign_in(cast.marta)
    page = soup(client, PAGE)

    def behind(name: str) -> int:
        return listed(client, indicator(page, name).select_one(".kpi-value")["href"])

    assert behind("Cobertura ME e EPP") == 2
    assert behind("Cobertura com MEI") == 3
    assert behind("Negócios atendidos") == 3
    assert behind("Em jornada") == 2
    assert behind("Visitas no SAS") == 2
    opened = soup(client, indicator(page, "Atendimentos por cliente").select_one(".kpi-value")["href"])
    assert [b.get_text() for b in opened.select(".fresh b")] == ["3", "3", "2"]  # visits, records, people


def test_weeks_outcomes_states_and_team_open_what_they_say(sign_in, cast: Cast, month: Month):
    client = sign_in(cast.marta)
    page = soup(client, PAGE)

    weeks = page.select("svg.chart a")
    assert len(weeks) == 8
    for week in weeks:
        assert listed(client, week["href"]) == int(week.select_one(".lbl").get_text())
    for link in page.select("table.matrix a"):
        assert listed(client, link["href"]) == int(link.get_text())
    for row in page.select("#equipe tbody tr"):
        total, attended, _, journeys = row.select("td")[1:5]
        for cell in (total, attended):
            assert listed(client, cell.a["href"]) == int(cell.a.get_text())
        assert listed(client, journeys.a["href"]) == int(journeys.a["aria-label"].split()[0])


def test_each_kind_of_record_opens_its_list(sign_in, cast: Cast, month: Month):
    client = sign_in(cast.marta)
    kinds = soup(client, PAGE).select("#registros dd a")

    assert (
        [listed(client, link["href"]) for link in kinds]
        == [int(link.get_text()) for link in kinds]
        == [3, 1, 0, 0, 0, 0]
    )
    row = soup(client, kinds[1]["href"]).select_one("main tbody tr")
    assert client.get(row.a["href"]).status_code == 200
    assert "Informação" in row.get_text()
    assert soup(sign_in(cast.paulo), kinds[0]["href"]).select("main tbody tr") == [], "records of another region"
    assert soup(sign_in(cast.nelson), kinds[0]["href"]).select("main tbody tr a") == [], "an observer opens no client"


def test_numbers_on_the_page_add_up(sign_in, cast: Cast, month: Month):
    page = soup(sign_in(cast.marta), PAGE)
    matrix = [[int(cell.get_text()) for cell in row.select("td.num")] for row in page.select("table.matrix tbody tr")]
    team = [[int(cell.get_text()) for cell in row.select("td.num")[:2]] for row in page.select("#equipe tbody tr")]
    all_visits, *by_group = matrix

    assert all(row[0] == sum(row[1:]) for row in matrix)
    assert [sum(column) for column in zip(*by_group, strict=True)] == all_visits
    assert sum(row[0] for row in team) == all_visits[0] == 6
    assert sum(row[1] for row in team) == by_group[0][0] == 4
    assert len(by_group) == len(OutcomeGroup)


@pytest.mark.parametrize(
    ("query", "businesses", "visits"),
    [
        ("municipio=2304202", 1, 2),
        ("porte=mei", 1, 1),
        ("porte=me_epp", 2, 5),
        ("canal=phone", 0, 0),
        ("mes=2026-10", 1, 1),
        ("mes=2026-13&porte=gigante&municipio=x", 3, 6),  # nonsense is left out
    ],
)
def test_filters_narrow_every_number(sign_in, cast: Cast, month: Month, query: str, businesses: int, visits: int):
    page = soup(sign_in(cast.marta), f"{PAGE}?{query}")

    assert figure(indicator(page, "Negócios atendidos")) == str(businesses)
    assert page.select_one("table.matrix a").get_text() == str(visits)


def test_a_chosen_filter_can_be_taken_off(sign_in, cast: Cast, month: Month):
    page = soup(sign_in(cast.marta), f"{PAGE}?mes=2026-11&porte=mei")
    chosen = page.select_one("a.filter.is-on")

    assert chosen.b.get_text() == "MEI"
    assert chosen["href"] == "?mes=2026-11"


def test_the_table_holds_what_the_chart_shows(sign_in, cast: Cast, month: Month):
    client = sign_in(cast.marta)
    chart = soup(client, PAGE)
    link = next(a for a in chart.select("#semanas a") if a.get_text() == "Ver em tabela")
    table = soup(client, PAGE + link["href"])

    drawn = [int(label.get_text()) for label in chart.select("svg.chart .lbl")]
    assert [int(row.select("td")[-1].get_text()) for row in table.select("#semanas tbody tr")] == drawn


def test_a_manager_sees_only_the_own_region(sign_in, cast: Cast, month: Month):
    page = soup(sign_in(cast.paulo), PAGE)

    assert page.h1.get_text() == "Regional Norte em novembro"
    assert page.select_one("table.matrix a").get_text() == "1"
    assert "Rosângela" not in page.get_text()


def test_the_state_sees_its_regions_and_the_observer_the_country(sign_in, cast: Cast, month: Month):
    assert soup(sign_in(cast.ana), PAGE).select_one("table.matrix a").get_text() == "7"
    assert soup(sign_in(cast.nelson), PAGE).select_one("table.matrix a").get_text() == "7"
    assert soup(sign_in(cast.bento), PAGE).select_one("table.matrix a").get_text() == "0"


def test_a_region_can_be_chosen_where_there_are_several(sign_in, cast: Cast, month: Month):
    page = soup(sign_in(cast.ana), f"{PAGE}?regional={cast.norte.pk}")

    assert page.h1.get_text() == "Regional Norte em novembro"
    assert page.select_one("table.matrix a").get_text() == "1"


def test_decisions_come_worst_first_and_open_what_they_say(sign_in, cast: Cast, month: Month):
    Device.objects.create(id=cast.rosangela.pk, user=cast.rosangela, last_sent_at=at("2026-11-24", "08:12"))
    Device.objects.create(id=cast.davi.pk, user=cast.davi, last_sent_at=at("2026-11-22", "06:45"))
    Referral.objects.create(visit=month.padaria, need="Trocar o forno")
    client = sign_in(cast.marta)
    page = soup(client, PAGE)
    decisions = page.select(".todo a")

    assert [d.b.get_text() for d in decisions] == ["1 visita a corrigir", "1 celular calado", "1 pedido de crédito"]
    assert "Davi, há\xa052\xa0h" in decisions[1].get_text()
    assert listed(client, decisions[0]["href"]) == 1
    assert len(soup(client, decisions[2]["href"]).select("main tbody tr")) == 1
    silent = soup(client, decisions[1]["href"])
    assert [a.get_text() for a in silent.select("#equipe tbody tr td:first-child a")] == ["Davi Cordeiro"]
    assert "1 agente sem enviar" in page.select_one(".fresh").get_text()


def test_the_same_tool_for_everybody_is_told(sign_in, cast: Cast, november):
    for hour in range(8, 16):
        made = visit(cast.davi, cast.padaria, "2026-11-20", f"{hour:02}:00")
        delivery(made)
    client = sign_in(cast.marta)
    page = soup(client, PAGE)

    assert [d.b.get_text() for d in page.select(".todo a")] == ["1 alerta de entrega igual"]
    opened = soup(client, page.select_one(".todo a")["href"])
    tag = opened.select_one("#equipe .tag")
    assert "Fluxo de Caixa em 8 de 8" in tag.get_text()
    assert listed(client, tag["href"]) == 8


def test_only_another_visit_is_no_journey(sign_in, cast: Cast, november):
    entry = journey(visit(cast.rosangela, cast.mercearia, "2026-11-20"))
    entry.destination = "nova_visita"
    entry.save()

    assert "0 de 1" in indicator(soup(sign_in(cast.marta), PAGE), "Em jornada").get_text()


def test_an_empty_region_says_so(sign_in, cast: Cast, november):
    page = soup(sign_in(cast.marta), PAGE)

    assert "Nenhuma visita recebida ainda" in page.get_text()
    assert "Nada espera por você agora." in page.get_text()
    assert figure(indicator(page, "Em jornada")) == "–"
    assert figure(indicator(page, "Cobertura ME e EPP")) == "0,0%"


def test_it_takes_few_queries_however_many_visits(sign_in, cast: Cast, month: Month):
    client = sign_in(cast.marta)
    with_few = queries_of(client, PAGE)
    for day in range(1, 20):
        delivery(visit(cast.rosangela, cast.mercearia, f"2026-11-{day:02}", state="registered"))
    assert queries_of(client, PAGE) == with_few <= 30


def test_who_only_observes_reads_of_no_person_in_the_list_of_records(sign_in, cast: Cast, month: Month):
    """A contact with a person alone has no business to be named."""
    made, lia = month.salao, person("Lia Nogueira")
    contact = Contact.objects.create(
        agent=made.agent, region=made.region, person=lia, kind="guidance", channel="phone",
        started_at=made.started_at, ended_at=made.finished_at, talked_on=made.visited_on, timezone=made.timezone,
    )  # fmt: skip
    record(made, lia, visit=None, contact=contact, business=None)
    told = {who: sign_in(getattr(cast, who)).get("/painel/registros/").text for who in ("marta", "nelson")}
    assert "Lia Nogueira" in told["marta"]
    assert "Uma pessoa" in told["nelson"]
    assert "Lia Nogueira" not in told["nelson"]


def test_the_list_of_records_takes_few_queries_however_many_there_are(sign_in, cast: Cast, month: Month):
    client = sign_in(cast.marta)
    with_few = queries_of(client, "/painel/registros/")
    for number in range(8):
        record(visit(cast.davi, cast.salao, f"2026-11-{number + 1:02}"), person(f"Cliente {number}"))
    assert queries_of(client, "/painel/registros/") == with_few <= 12


def test_closed_businesses_and_other_sizes_are_not_counted(sign_in, cast: Cast, november):
    visit(cast.rosangela, cast.fechada, "2026-11-20")
    cast.salao.size = Size.OTHER
    cast.salao.save()
    visit(cast.rosangela, cast.salao, "2026-11-20")

    assert figure(indicator(soup(sign_in(cast.marta), PAGE), "Negócios atendidos")) == "0"


@pytest.mark.parametrize("who", ["rosangela", "carlos", "teresa"])
def test_refuses_those_who_do_not_steer(sign_in, cast: Cast, who: str):
    assert sign_in(getattr(cast, who)).get(PAGE).status_code == 403


def test_sends_strangers_to_the_login(client: Client, db: None):
    assert client.get(PAGE).status_code == 302
