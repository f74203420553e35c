"""Membership of businesses in territories."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.rules import Area, Place, bairro_key, bounding_box, is_in_ring
from clients.models import Business
from clients.services.territories import (
    area_of,
    businesses_inside,
    place_business,
    refresh_territories,
    refresh_territory,
)
from tests.cast import Cast

AROUND_JUAZEIRO = [[-39.33, -7.23], [-39.30, -7.23], [-39.30, -7.20], [-39.33, -7.20], [-39.33, -7.23]]


def names(territory) -> set[str]:
    return set(territory.businesses.values_list("trade_name", flat=True))


def test_it_works(cast: Cast):
    Business.territories.through.objects.all().delete()
    assert refresh_territory(cast.piraja) == 3
    assert names(cast.piraja) == {"Mercearia São José", "Salão Divina Beleza", "Armarinho Antigo"}


def test_twice_is_as_once(cast: Cast):
    refresh_territory(cast.piraja)
    links = set(Business.territories.through.objects.values_list("pk", flat=True))
    refresh_territory(cast.piraja)
    assert set(Business.territories.through.objects.values_list("pk", flat=True)) == links


def test_removes_what_no_longer_belongs(cast: Cast):
    Business.objects.filter(pk=cast.salao.pk).update(bairro="Centro", bairro_key="CENTRO")
    refresh_territory(cast.piraja)
    assert "Salão Divina Beleza" not in names(cast.piraja)


def test_narrows_by_any_of_the_cep_prefixes(cast: Cast):
    cast.piraja.cep_prefixes = ["63034", "99"]
    refresh_territory(cast.piraja)
    assert len(names(cast.piraja)) == 3
    cast.piraja.cep_prefixes = ["99"]
    refresh_territory(cast.piraja)
    assert names(cast.piraja) == set()


def test_narrows_by_main_activity(cast: Cast):
    Business.objects.filter(pk=cast.mercearia.pk).update(cnae="5611201")
    cast.piraja.cnae_prefixes = ["56"]
    refresh_territory(cast.piraja)
    assert names(cast.piraja) == {"Mercearia São José"}


def test_polygon_keeps_only_positions_inside(cast: Cast):
    cast.piraja.bairros, cast.piraja.polygon = [], AROUND_JUAZEIRO
    Business.objects.filter(pk=cast.salao.pk).update(latitude=-7.205, longitude=-39.34)  # west of the polygon
    Business.objects.filter(pk=cast.fechada.pk).update(latitude=None, longitude=None)
    refresh_territory(cast.piraja)
    assert names(cast.piraja) == {"Mercearia São José"}


def test_a_territory_without_municipalities_is_empty(cast: Cast):
    cast.piraja.municipalities.clear()
    assert refresh_territory(cast.piraja) == 0
    assert names(cast.piraja) == set()


def test_refreshes_the_territories_of_a_municipality_only(cast: Cast):
    Business.territories.through.objects.all().delete()
    refresh_territories(municipalities=[cast.juazeiro.pk])
    assert len(names(cast.piraja)) == 3
    assert names(cast.centro_crato) == set()


def test_places_one_business(cast: Cast):
    cast.padaria.municipality, cast.padaria.bairro_key = cast.juazeiro, "PIRAJA"
    cast.padaria.save()
    assert place_business(cast.padaria) == [cast.piraja]
    assert "Padaria Pão da Hora" in names(cast.piraja)
    assert names(cast.centro_crato) == set()


@pytest.mark.parametrize(
    ("text", "key"),
    [("Pirajá", "PIRAJA"), ("  são   josé ", "SAO JOSE"), ("José Geraldo da Cruz", "JOSE GERALDO DA CRUZ"),
     ("Pio XII - 2ª etapa", "PIO XII 2A ETAPA"), ("", "")],
)  # fmt: skip
def test_bairro_key(text: str, key: str):
    assert bairro_key(text) == key


@given(st.text(max_size=120))
def test_bairro_key_is_a_fixed_point(text: str):
    assert bairro_key(bairro_key(text)) == bairro_key(text)


points = st.tuples(st.floats(-40, -39), st.floats(-8, -7))


@given(st.lists(points, min_size=3, max_size=12), points)
def test_what_is_in_the_ring_is_in_its_box(ring, point):
    box = bounding_box(ring)
    if is_in_ring(ring, longitude=point[0], latitude=point[1]):
        assert box.south <= point[1] <= box.north
        assert box.west <= point[0] <= box.east


@given(points, points, points, st.floats(0.1, 0.4), st.floats(0.1, 0.4))
def test_what_lies_between_three_corners_is_in_their_ring(one, two, three, along, across):
    (x, y), (to_x, to_y), (on_x, on_y) = one, (two[0] - one[0], two[1] - one[1]), (three[0] - one[0], three[1] - one[1])
    assume(abs(to_x * on_y - to_y * on_x) > 1e-3)  # not in one line
    longitude, latitude = x + along * to_x + across * on_x, y + along * to_y + across * on_y
    assert is_in_ring([one, two, three], longitude=longitude, latitude=latitude)
    box = bounding_box([one, two, three])
    assert (box.south <= latitude <= box.north, box.west <= longitude <= box.east) == (True, True)


@pytest.mark.parametrize("polygon", [None, AROUND_JUAZEIRO])
@pytest.mark.parametrize("bairros", [(), ("PIRAJA",), ("CENTRO",)])
@pytest.mark.parametrize("prefixes", [(), ("63034",), ("47",)])
def test_database_and_rule_agree(cast: Cast, polygon, bairros, prefixes):
    area = Area(("2307304",), bairros=bairros, cep_prefixes=prefixes, polygon=polygon)
    by_rule = {
        b.pk
        for b in Business.objects.all()
        if area.contains(Place(b.municipality_id, b.bairro_key, b.cep, b.cnae, b.latitude, b.longitude))
    }
    assert set(businesses_inside(area)) == by_rule


def test_area_of_compares_bairros_as_the_register_does(cast: Cast):
    cast.piraja.bairros = ["Pirajá"]
    assert area_of(cast.piraja).bairros == ("PIRAJA",)
