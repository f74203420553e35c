"""What was left with the month's clients: proposed, left, chosen otherwise, and what clients thought (DEL-02)."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from deliveries.models import Delivery, Tool
from deliveries.rules import is_own_choice
from tests.dashboard.world import visit

URL = "/painel/entregas/"


@pytest.fixture
def left(cast, november):
    """The flow sheet twice as proposed, the canvas once against the proposals, and another region's."""
    flow, canvas = (
        Tool.objects.create(key=key, name=key.title(), theme="x", summary="x") for key in ("fluxo", "canvas")
    )
    mine = visit(cast.rosangela, cast.mercearia, "2026-11-20")
    again = visit(cast.davi, cast.padaria, "2026-11-19")
    far = visit(cast.sofia, cast.oficina, "2026-11-19")

    def leave(where, tool, **said):
        return Delivery.objects.create(visit=where, tool=tool, handover="paper", was_explained=True, **said)

    leave(mine, flow, proposed=["fluxo", "maps"], opinion="will_use")
    leave(again, flow, proposed=["fluxo"], opinion="not_useful")
    chosen = leave(again, canvas, proposed=["fluxo"], own_choice_because="O cliente pediu esta", was_requested=True)
    leave(far, canvas)
    return chosen


def cells(client, query: str = "") -> dict[str, list[str]]:
    page = BeautifulSoup(client.get(URL + query).content, "html.parser")
    rows = page.select("section:nth-of-type(2) tbody tr")
    found = [[cell.get_text(strip=True) for cell in row.find_all("td")] for row in rows]
    return {first: rest for first, *rest in found}


def test_it_works(cast, left, sign_in):
    assert cells(sign_in(cast.marta)) == {
        "Fluxo": ["2", "2", "0", "1", "0", "1"],  # proposed in two visits, though three deliveries name it
        "Canvas": ["0", "1", "1", "0", "0", "0"],
        "maps": ["1", "0", "0", "0", "0", "0"],
    }


def test_an_own_choice_is_told_with_its_reason(cast, left, sign_in):
    page = sign_in(cast.marta).get(URL).text
    assert "O cliente pediu esta" in page
    assert f"/painel/visitas/{left.visit_id}/" in page
    evidence = sign_in(cast.marta).get(f"/painel/visitas/{left.visit_id}/").text
    assert "Explicada · o cliente pediu" in evidence
    assert "Escolha do agente, em vez de Fluxo: O cliente pediu esta" in evidence
    assert "o cliente achou: não serve" in evidence


def test_the_observer_counts_and_reads_no_reasons(cast, left, sign_in):
    client = sign_in(cast.nelson)
    assert cells(client)["Canvas"][1] == "2"
    assert "O cliente pediu esta" not in client.get(URL).text


def test_it_is_always_about_one_month(cast, left, sign_in):
    """Years of deliveries are more than a page can add up."""
    visit(cast.rosangela, cast.mercearia, "2025-11-20").deliveries.create(guidance="Antes", handover="together")
    assert set(cells(sign_in(cast.marta), "?periodo=tudo")) == {"Fluxo", "Canvas", "maps"}


def test_another_region_has_its_own(cast, left, sign_in):
    assert cells(sign_in(cast.paulo)) == {"Canvas": ["0", "1", "0", "0", "0", "0"]}


def test_nothing_yet(cast, november, sign_in):
    assert "Nenhuma entrega neste período" in sign_in(cast.marta).get(URL).text


@pytest.mark.parametrize(
    ("tool", "proposed", "because", "own"),
    [
        ("a", ["a"], "", False),
        ("a", ["b"], "", True),
        ("a", None, "", False),
        ("a", None, "x", True),
        (None, [], "", True),
    ],
)
def test_what_is_an_own_choice(tool, proposed, because, own):
    assert is_own_choice(tool, proposed, because) is own
