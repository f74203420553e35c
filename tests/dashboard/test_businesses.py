"""The register behind coverage."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.cast import Cast
from tests.dashboard.conftest import Month

LIST = "/painel/negocios/"


def names(response) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [cell.get_text(strip=True) for cell in page.select("tbody td:first-child")]


def test_it_works(sign_in, cast: Cast, month: Month):
    response = sign_in(cast.marta).get(LIST)

    assert names(response) == ["Padaria Pão da Hora", "Mercearia São José", "Salão Divina Beleza"]
    assert "12.ABC.345/01DE-35" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("atendidos=ano", 3),
        ("atendidos=ano&mes=2026-10", 1),
        ("atendidos=periodo&mes=2026-10", 1),
        ("atendidos=nao", 2),
        ("atendidos=nao&porte=me_epp", 2),
        ("atendidos=periodo&jornada=sim", 2),
        ("porte=mei", 1),
        ("municipio=2304202", 1),
    ],
)
def test_filters_of_the_address(sign_in, cast: Cast, month: Month, more_businesses, query: str, count: int):
    assert len(names(sign_in(cast.marta).get(f"{LIST}?{query}"))) == count


def test_keeps_to_the_region(sign_in, cast: Cast, month: Month):
    assert names(sign_in(cast.paulo).get(LIST)) == ["Oficina do Tião"]


def test_the_observer_opens_no_visit(sign_in, cast: Cast, month: Month):
    page = BeautifulSoup(sign_in(cast.nelson).get(LIST).content, "html.parser")

    assert page.select("tbody a") == []


def test_says_so_when_there_is_none(sign_in, cast: Cast, month: Month):
    assert "Nenhum negócio com estes filtros" in sign_in(cast.paulo).get(f"{LIST}?porte=mei").content.decode()


@pytest.mark.parametrize("who", ["rosangela", "carlos", "teresa"])
def test_refuses_those_who_do_not_steer(sign_in, cast: Cast, who: str):
    assert sign_in(getattr(cast, who)).get(LIST).status_code == 403
