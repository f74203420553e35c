"""Drawing territories and saying who works there."""

from __future__ import annotations

import json
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agents.models import Assignment, Territory
from agents.services.territories import save_territory
from clients.models import Business
from common.models import AuditEntry
from common.problems import RefusedError
from tests.cast import Cast
from tests.dashboard.world import visit as attend
from tests.queries import queries_of

RING = [[-39.33, -7.23], [-39.30, -7.23], [-39.30, -7.20], [-39.33, -7.20], [-39.33, -7.23]]


@pytest.fixture
def marta(cast: Cast, sign_in):
    return sign_in(cast.marta)


def url(name: str, thing=None) -> str:
    return reverse(f"clients:{name}", args=[thing.pk] if thing else [])


def answers(cast: Cast, **changes):
    fields = {"name": "Triângulo", "municipalities": [cast.juazeiro.pk], "bairros": [], "cep_prefixes": ""}
    return {**fields, "cnae_prefixes": "", "polygon": "", **changes}


def test_it_works(marta, cast):
    page = marta.get(url("territories")).content.decode()
    assert "Pirajá" in page
    assert "Rosângela Alves" in page
    assert "Centro de Sobral" not in page


def test_creates_with_its_businesses(marta, cast):
    answer = marta.post(url("new_territory", cast.cariri), answers(cast, bairros=["PIRAJA"]), follow=True)
    made = Territory.objects.get(name="Triângulo")
    assert made.businesses.count() == 3
    assert "Triângulo guardado, com 2 negócios ativos dentro." in answer.content.decode()
    assert AuditEntry.objects.get(verb="territory.created").subject_id == str(made.pk)


def test_numbers_are_the_registers(marta, cast):
    """IND-11: a business that only a sweep has told is visited like any other, and is in no base."""
    Business.objects.filter(pk=cast.salao.pk).update(source="sweep")
    for name in ("mercearia", "salao"):
        attend(cast.rosangela, getattr(cast, name), f"{cast.marta.today():%Y-%m-%d}")
    page = BeautifulSoup(marta.get(url("territory", cast.piraja)).content, "html.parser")
    assert [each.get_text() for each in page.select(".kpi-figure")] == ["1", "1", "0", "1"]
    assert "100% dos ativos" in page.get_text()


def test_a_new_drawing_moves_businesses_in_and_out(marta, cast):
    Business.objects.filter(pk=cast.salao.pk).update(cnae="9602501")
    marta.post(url("edit_territory", cast.piraja), answers(cast, name="Pirajá", cnae_prefixes="96, 47.1"))
    cast.piraja.refresh_from_db()
    assert cast.piraja.cnae_prefixes == ["96", "471"]
    assert cast.piraja.bairros == []
    marta.post(url("edit_territory", cast.piraja), answers(cast, name="Pirajá", cnae_prefixes="96"))
    assert list(cast.piraja.businesses.all()) == [cast.salao]
    assert AuditEntry.objects.filter(verb="territory.changed").last().details["fields"] == ["cnae_prefixes"]


def test_takes_a_drawing_from_a_file(marta, cast):
    drawing = {"type": "Polygon", "coordinates": [RING]}
    file = SimpleUploadedFile("area.geojson", b"\xef\xbb\xbf" + json.dumps(drawing).encode())
    marta.post(url("new_territory", cast.cariri), answers(cast, drawing=file))
    assert Territory.objects.get(name="Triângulo").polygon == RING


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "piraja"}, "Já existe um território com este nome"),
        ({"name": "PIRAJÁ"}, "Já existe um território com este nome"),
        ({"municipalities": []}, "Escolha pelo menos um município"),
        ({"municipalities": ["2312908"]}, "Faça uma escolha válida"),
        ({"cep_prefixes": "63abc"}, "Use só números"),
        ({"cep_prefixes": "６３"}, "Use só números"),
        ({"polygon": "x"}, "não é um GeoJSON"),
        ({"drawing": SimpleUploadedFile("a.zip", b"PK\xff\xfe\x00")}, "O arquivo não é texto"),
        ({"drawing": SimpleUploadedFile("a.json", b"[" * 500_001)}, "passa de 500 KB"),
        ({"bairros": ["NOWHERE"]}, "NOWHERE"),
    ],
)
def test_says_what_is_wrong(marta, cast, changes, problem):
    answer = marta.post(url("new_territory", cast.cariri), answers(cast, **changes))
    assert answer.status_code == 422
    assert problem in answer.content.decode()


def test_counts_without_keeping(marta, cast):
    page = marta.post(url("count", cast.cariri), answers(cast, name="", bairros=["PIRAJA"]))
    assert page.status_code == 200
    assert ">2</b>" in page.content.decode()
    assert "1 ME e EPP, 1 MEI" in page.content.decode()
    assert Territory.objects.count() == 3


def test_counts_inside_a_drawing(marta, cast):
    Business.objects.filter(pk=cast.salao.pk).update(longitude=-39.5)
    page = marta.post(url("count", cast.cariri), answers(cast, polygon=json.dumps(RING)))
    assert ">1</b>" in page.content.decode()


def test_offers_the_bairros_of_the_register(marta, cast):
    page = marta.get(url("edit_territory", cast.piraja)).content.decode()
    assert "Pirajá · 2" in page


def test_keeps_a_bairro_that_the_register_lost(marta, cast):
    Territory.objects.filter(pk=cast.piraja.pk).update(bairros=["PIRAJA", "VILA VELHA"])
    assert "Vila Velha · 0" in marta.get(url("edit_territory", cast.piraja)).content.decode()


def test_brings_an_agent_in(marta, cast):
    fields = {"person": cast.davi.pk, "starts_on": "2026-12-01", "ends_on": "2026-12-24"}
    page = marta.post(url("workers", cast.piraja), fields, follow=True).content.decode()
    assert "Davi Cordeiro trabalha em Pirajá a partir de 01/12/2026." in page
    assert Assignment.objects.get(agent=cast.davi, territory=cast.piraja).ends_on == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [({"person": "sofia"}, "Faça uma escolha válida"), ({"person": "rosangela"}, "já está neste território"),
     ({"ends_on": "2026-11-01"}, "O fim vem antes"), ({"starts_on": "ontem"}, "data válida")],
)  # fmt: skip
def test_refuses_an_assignment_that_cannot_be(marta, cast, changes, problem):
    fields = {"person": "davi", "starts_on": "2026-12-01", "ends_on": ""} | changes
    fields["person"] = getattr(cast, fields["person"]).pk
    answer = marta.post(url("workers", cast.piraja), fields)
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert cast.piraja.assignments.count() == 1


def test_ends_an_assignment(marta, cast):
    assignment = cast.piraja.assignments.get()
    marta.post(url("worker_end", assignment), {"on": "2026-11-30"})
    assignment.refresh_from_db()
    assert assignment.ends_on == date(2026, 11, 30)


def test_a_state_administrator_chooses_the_region(cast, sign_in):
    page = sign_in(cast.ana).get(url("territories")).content.decode()
    assert url("new_territory", cast.cariri) in page
    assert url("new_territory", cast.norte) in page


@pytest.mark.parametrize("who", ["paulo", "bento"])
def test_a_territory_of_another_region_is_not_found(cast, sign_in, who):
    client = sign_in(getattr(cast, who))
    for name, thing in (("territory", cast.piraja), ("edit_territory", cast.piraja), ("new_territory", cast.cariri)):
        assert client.get(url(name, thing)).status_code == 404
    assert client.post(url("count", cast.cariri), answers(cast)).status_code == 404
    assert client.post(url("workers", cast.piraja), {}).status_code == 404
    assert client.post(url("worker_end", cast.piraja.assignments.get()), {"on": "2026-11-30"}).status_code == 404


def test_counting_with_a_foreign_territory_is_not_found(marta, cast):
    for junk in (cast.centro_sobral.pk, "x"):
        assert marta.post(url("count", cast.cariri), answers(cast, territory=junk)).status_code == 404


@pytest.mark.parametrize("who", ["rosangela", "carlos", "teresa", "nelson"])
def test_only_managers_draw(cast, sign_in, who):
    client = sign_in(getattr(cast, who))
    assert client.get(url("territories")).status_code == 403
    assert client.post(url("new_territory", cast.cariri), answers(cast)).status_code == 403
    assert Territory.objects.count() == 3


def test_more_territories_cost_no_more_queries(marta, cast):
    with_two = queries_of(marta, url("territories"))
    for number in range(10):
        Territory.objects.create(region=cast.cariri, name=f"T{number}").municipalities.add(cast.juazeiro)
    assert queries_of(marta, url("territories")) == with_two <= 12


def test_two_who_save_the_same_name_at_once(cast: Cast):
    fields = {"by": cast.marta, "region": cast.cariri, "municipalities": [cast.juazeiro], "name": "Pirajá"}
    with pytest.raises(RefusedError):  # the second one's form saw no such name yet
        save_territory(**fields)
    assert Territory.objects.filter(name="Pirajá").count() == 1


@pytest.mark.parametrize("who", ["paulo", "bento", "rosangela", "nelson"])
def test_the_verb_refuses_whoever_does_not_manage_the_region(cast: Cast, who):
    with pytest.raises(PermissionDenied):
        save_territory(by=getattr(cast, who), region=cast.cariri, municipalities=[cast.juazeiro], name="Novo")
