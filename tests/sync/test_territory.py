"""GET /api/territory/: whom the agent may visit, for the phone's own search."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
import time_machine

from clients.models import Business, Cnae
from sync.services import territory
from tests.documents import visit_document
from tests.portal.talks import NEED, talk
from tests.sync.conftest import NOON
from visits.models import Route, Stop

pytestmark = pytest.mark.usefixtures("on_that_day")

PHONE = {"X-Device-Id": "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"}


def ask(client, **headers: str):
    return client.get("/api/territory/", headers=PHONE | headers)


def rows(client) -> list[dict]:
    content = ask(client).json()
    return [dict(zip(content["fields"], row, strict=True)) for row in content["businesses"]]


def test_it_works(cast, sign_in, put):
    Cnae.objects.update_or_create(code="4712100", defaults={"description": "Mercearia"})
    put(visit_document(cast))
    found = rows(sign_in(cast.rosangela))
    assert [row["trade_name"] for row in found] == ["Mercearia São José", "Salão Divina Beleza"]
    grocery, salon = found
    assert (grocery["cnpj"], grocery["street"], grocery["municipality"]) == (
        "11222333000181",
        "Rua do Limoeiro",
        "2307304",
    )
    assert (grocery["activity"], grocery["latitude"]) == ("Mercearia", cast.mercearia.latitude)
    assert (grocery["last_visit_on"], grocery["last_outcome"]) == ("2026-11-20", "attended")
    assert (salon["last_visit_on"], salon["last_outcome"]) == (None, None)


def test_a_visit_from_the_future_is_not_the_latest_for_ever(cast, sign_in, put):
    future = {"started_at": "2035-01-01T10:00:00Z", "finished_at": "2035-01-01T10:05:00Z", "visited_on": "2035-01-01"}
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        put(visit_document(cast, **future))
    put(visit_document(cast, started_at="2026-11-20T13:00:00Z"))
    assert rows(sign_in(cast.rosangela))[0]["last_visit_on"] == "2026-11-20"


def test_shows_nobodys_person_and_no_cpf(cast, sign_in, put):
    put(visit_document(cast))
    text = ask(sign_in(cast.rosangela)).content.decode()
    assert "José Wilson" not in text
    assert "52998224725" not in text


def test_the_last_result_travels_for_progress_and_no_answer_does(cast, sign_in):
    talk(cast, scores={"financas": 20, "vendas": 90})
    text = ask(client := sign_in(cast.rosangela)).content.decode()
    grocery, salon = rows(client)
    assert grocery["diagnoses"] == [
        {"instrument": "x", "version": 1, "on": "2026-11-20", "themes": {"financas": 20, "vendas": 90}}
    ]
    assert salon["diagnoses"] is None
    for said in ("junto", "Wilson", NEED):
        assert said not in text


def test_what_the_agent_added_is_in_it_wherever_it_is(cast, sign_in):
    Business.objects.filter(pk=cast.oficina.pk).update(added_by=cast.rosangela)
    assert "Oficina do Tião" in {row["trade_name"] for row in rows(sign_in(cast.rosangela))}
    assert {row["trade_name"] for row in rows(sign_in(cast.davi))} == {"Padaria Pão da Hora"}


def test_an_unchanged_territory_is_not_sent_again(cast, sign_in, put):
    client = sign_in(cast.rosangela)
    tag = ask(client)["ETag"]
    same = ask(client, **{"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    put(visit_document(cast))
    assert ask(client, **{"If-None-Match": tag}).status_code == 200


def test_it_travels_compressed_and_its_tag_still_fits(cast, sign_in):
    client = sign_in(cast.rosangela)
    for number in range(30):
        Business.objects.create(
            cnpj=f"{number:08}000191", legal_name=f"LOJA {number}", size="me", municipality=cast.juazeiro
        ).territories.add(cast.piraja)
    response = ask(client, **{"Accept-Encoding": "gzip"})
    assert b"LOJA 29" in gzip.decompress(response.content)
    assert ask(client, **{"If-None-Match": response["ETag"]}).status_code == 304


def test_of_too_many_those_nearest_to_the_routes(cast, sign_in, monkeypatch):
    monkeypatch.setattr(territory, "MOST", 1)
    Business.objects.filter(pk=cast.mercearia.pk).update(latitude=-7.5)
    route = Route.objects.create(
        agent=cast.rosangela, territory=cast.piraja, scheduled_on="2026-11-20", state="published", starts_at=NOON,
        published_at=NOON,
    )  # fmt: skip
    Stop.objects.create(route=route, business=cast.salao, position=1, arrives_at=NOON)
    assert [row["trade_name"] for row in rows(sign_in(cast.rosangela))] == ["Salão Divina Beleza"]


def test_refuses_whoever_is_no_agent_and_what_names_no_phone(cast, sign_in):
    assert ask(sign_in(cast.marta)).status_code == 403
    assert sign_in(cast.rosangela).get("/api/territory/").status_code == 400
