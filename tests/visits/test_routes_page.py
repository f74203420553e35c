"""The day's routes: the page, its changes, and who may not."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast
from tests.queries import queries_of
from tests.visits.places import DAY, promise, street
from visits.enums import RouteState, StopState
from visits.models import Route
from visits.services.plan import plan_route

TODAY = date(2026, 11, 24)


@pytest.fixture
def route(cast: Cast) -> Route:
    doors = street(cast, 6)
    promise(cast, doors[2], at="10:00")
    return plan_route(by=cast.marta, agent=cast.rosangela, territory=cast.piraja, on=DAY, count=5)


@pytest.fixture
def marta(cast: Cast, sign_in):
    return sign_in(cast.marta)


def url(name: str, thing=None) -> str:
    return reverse(f"visits:{name}", args=[thing.pk] if thing else [])


def test_it_works(marta, route):
    page = marta.get(url("routes"), {"dia": "2026-11-25"}).content.decode()
    assert "Rotas de quarta, 25 de novembro" in page
    assert "Rosângela em Pirajá" in page
    assert "10:00 · hora prometida" in page
    assert "Publicar 1 rota" in page


def test_today_is_the_default(marta, route):
    assert "Rotas de terça, 24 de novembro" in marta.get(url("routes")).content.decode()


@pytest.mark.parametrize("day", ["", "amanhã", "2026-13-45", "0000-00-00", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_today(marta, cast, day):
    assert "Rotas de terça, 24 de novembro" in marta.get(url("routes"), {"dia": day}).content.decode()
    assert marta.get(url("promises"), {"dia": day}).status_code == 200


@pytest.mark.parametrize("junk", ["x", "0", "😀", "../.."])
def test_junk_in_the_address_does_no_harm(marta, route, junk):
    answer = marta.get(url("route", route), {"tirada": junk, "lugar": junk, "regional": junk})
    assert answer.status_code == 200


def test_an_agent_without_a_route_is_offered_one(marta, cast):
    page = marta.get(url("routes"), {"dia": "2026-11-25"}).content.decode()
    assert "Davi Cordeiro" in page
    assert "sem rota" in page
    assert "Nenhuma rota para este dia" in page


def test_nobody_works_anywhere(marta, cast):
    cast.piraja.assignments.all().delete()
    cast.centro_crato.assignments.all().delete()
    assert "Nenhum agente trabalha" in marta.get(url("routes")).content.decode()


def test_the_swapped_part_equals_the_page(marta, route):
    whole = marta.get(url("route", route)).content.decode()
    part = marta.get(url("route", route), headers={"HX-Request": "true"}).content.decode()
    token = 'name="csrfmiddlewaretoken" value="'
    parts = [chunk[chunk.find('"') :] if i else chunk for i, chunk in enumerate(part.strip().split(token))]
    wholes = [chunk[chunk.find('"') :] if i else chunk for i, chunk in enumerate(whole.split(token))]
    inside = "".join(wholes)
    assert "<html" not in part
    assert "".join(parts) in inside


def test_going_back_in_the_browser_gives_the_whole_page(marta, route):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in marta.get(url("route", route), headers=headers).content.decode()


def test_plans_a_route(marta, cast):
    street(cast, 5)
    assignment = cast.piraja.assignments.get()
    answers = {"assignment": assignment.pk, "on": "2026-11-25", "count": "4", "starts_at": "08:00"}
    answer = marta.post(url("new_route"), answers)
    made = Route.objects.get()
    assert answer.headers["Location"] == url("route", made)
    assert made.stops.count() == 4
    assert made.planned_by == cast.marta


@pytest.mark.parametrize(
    ("day", "why"), [("2026-11-23", "Esse dia já passou"), ("9999-12-31", "Esse dia está longe demais")]
)
def test_refuses_a_day_that_is_over_or_far_away(marta, cast, day, why):
    street(cast, 5)
    answers = {"assignment": cast.piraja.assignments.get().pk, "on": day, "count": "4", "starts_at": "23:50"}
    answer = marta.post(url("new_route"), answers)
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_says_why_a_route_cannot_be(marta, cast, route):
    answers = {"assignment": cast.piraja.assignments.get().pk, "on": "2026-11-25", "count": "4", "starts_at": "08:00"}
    answer = marta.post(url("new_route"), answers)
    assert answer.status_code == 422
    assert "já tem rota nesse dia" in answer.content.decode()


def test_only_pairs_of_the_own_region_can_be_picked(marta, cast):
    answers = {"assignment": cast.centro_sobral.assignments.get().pk, "on": "2026-11-25", "count": "4"}
    assert marta.post(url("new_route"), answers | {"starts_at": "08:00"}).status_code == 422
    assert not Route.objects.exists()


def test_moves_up_and_down(marta, route):
    first = route.stops.get(position=1)
    answer = marta.post(url("position", first), {"passo": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == url("route", route)
    first.refresh_from_db()
    assert first.position == 2


def test_says_beforehand_what_a_move_would_do_to_a_promise(marta, route):
    assert "atrasa a promessa das 10:00" in marta.get(url("route", route)).content.decode()


def test_removes_with_a_way_back(marta, route):
    gone = route.stops.get(position=2)
    page = marta.post(url("removal", gone), follow=True).content.decode()
    assert f"{gone.business} saiu da rota." in page
    assert route.stops.count() == 4
    marta.post(url("stops", route), {"business": gone.business_id, "position": "2"})
    assert route.stops.get(position=2).business == gone.business


def test_finds_and_adds_a_business(marta, cast, route):
    found = marta.get(url("stops", route), {"q": "divina"}).content.decode()
    assert "Salão Divina Beleza" in found
    assert "Primeira visita" in found
    marta.post(url("stops", route), {"business": cast.salao.pk})
    assert route.stops.filter(business=cast.salao).exists()


@pytest.mark.parametrize("text", ["DIVINA", "salao", "12.ABC.345/01DE-35", "limoeiro"])
def test_finds_by_any_writing(marta, cast, route, text):
    cast.salao.legal_name = "SALAO DIVINA BELEZA LTDA"
    cast.salao.save()
    route.stops.filter(business=cast.salao).delete()
    assert "Salão Divina Beleza" in marta.get(url("stops", route), {"q": text}).content.decode()


def test_nobody_found(marta, route):
    assert "Nenhum negócio com “zzz”" in marta.get(url("stops", route), {"q": "zzz"}).content.decode()


def test_adding_a_stranger_is_not_found(marta, cast, route):
    assert marta.post(url("stops", route), {"business": cast.oficina.pk}).status_code == 404
    assert marta.post(url("stops", route), {"business": "x"}).status_code == 404


def test_publishes_and_takes_back(marta, route):
    page = marta.post(url("publication", route), follow=True).content.decode()
    assert "Publicada em 24/11 às 09:00" in page
    marta.post(url("withdrawal", route))
    route.refresh_from_db()
    assert route.state == RouteState.DRAFT


def test_publishes_the_whole_day(marta, cast, route):
    plan_route(by=cast.marta, agent=cast.davi, territory=cast.centro_crato, on=DAY, count=5)
    page = marta.post(url("publications"), {"dia": "2026-11-25"}, follow=True).content.decode()
    assert "2 rotas publicadas" in page
    assert not Route.objects.drafts().exists()


def test_publishes_nothing_of_other_regions(cast, route, sign_in):
    sign_in(cast.paulo).post(url("publications"), {"dia": "2026-11-25"})
    assert Route.objects.drafts().count() == 1


def test_throws_a_draft_away(marta, route):
    assert "foi apagada" in marta.post(url("disposal", route), follow=True).content.decode()
    assert not Route.objects.exists()


def test_a_route_that_began_shows_no_way_to_change_it(marta, route):
    marta.post(url("publication", route))
    route.stops.filter(position=1).update(state=StopState.DONE)
    page = marta.get(url("route", route)).content.decode()
    assert "A rota já começou" in page
    assert "Recalcular" not in page
    assert "já começou" in marta.post(url("order", route), follow=True).content.decode()


def test_promises_without_a_route(marta, cast):
    promise(cast, cast.salao, at="15:00")
    page = marta.get(url("promises"), {"dia": "2026-11-25"}).content.decode()
    assert "Salão Divina Beleza" in page
    assert "25/11 15:00" in page


def test_every_promise_has_a_route(marta, cast):
    assert "Toda promessa tem rota" in marta.get(url("promises")).content.decode()


CHANGES = ["order", "publication", "withdrawal", "disposal", "stops"]


@pytest.mark.parametrize("who", ["paulo", "bento"])
def test_a_route_of_another_region_is_not_found(cast, route, sign_in, who):
    client, stop = sign_in(getattr(cast, who)), route.stops.first()
    assert client.get(url("route", route)).status_code == 404
    assert client.get(url("stops", route)).status_code == 404
    assert [client.post(url(name, route)).status_code for name in CHANGES] == [404] * 5
    assert [client.post(url(name, stop)).status_code for name in ("position", "removal")] == [404] * 2
    assert "Rosângela" not in client.get(url("routes"), {"dia": "2026-11-25"}).content.decode()


@pytest.mark.parametrize("who", ["rosangela", "carlos", "teresa", "nelson"])
def test_only_managers_plan(cast, route, sign_in, who):
    client, stop = sign_in(getattr(cast, who)), route.stops.first()
    assert [client.get(url(name)).status_code for name in ("routes", "new_route", "promises")] == [403] * 3
    assert [client.post(url(name, route)).status_code for name in CHANGES] == [403] * 5
    assert [client.post(url(name, stop)).status_code for name in ("position", "removal")] == [403] * 2
    assert client.post(url("publications")).status_code == 403


def test_strangers_sign_in_first(client, route):
    assert client.get(url("route", route)).headers["Location"].startswith(reverse("account_login"))


def test_more_agents_cost_no_more_queries(marta, cast, route):
    with_one = queries_of(marta, url("route", route))
    plan_route(by=cast.marta, agent=cast.davi, territory=cast.centro_crato, on=DAY, count=5)
    assert queries_of(marta, url("route", route)) == with_one <= 17


def test_a_day_that_is_over_stays_as_it_was(marta, route):
    with time_machine.travel("2026-11-26T12:00:00Z", tick=False):
        assert "Esse dia já passou" in marta.get(url("route", route)).content.decode()
        marta.post(url("position", route.stops.get(position=1)), {"passo": "1"})
        marta.post(url("removal", route.stops.get(position=5)))
    assert route.stops.count() == 5


def test_a_state_administrator_narrows_by_region(cast, route, sign_in):
    ana = sign_in(cast.ana)
    day = {"dia": "2026-11-25"}
    assert "Rosângela" in ana.get(url("routes"), day).content.decode()
    assert "Rosângela" not in ana.get(url("routes"), day | {"regional": cast.norte.pk}).content.decode()
    ana.post(url("publications"), day | {"regional": cast.norte.pk})
    assert Route.objects.drafts().count() == 1


def test_an_overdue_promise_joins_the_agents_route(marta, cast, route):
    promise(cast, cast.salao, at="15:00")
    route.stops.filter(business=cast.salao).delete()
    assert "Incluir na rota" in marta.get(url("promises"), {"dia": "2026-11-25"}).content.decode()
    marta.post(url("stops", route), {"business": cast.salao.pk})
    stop = route.stops.get(business=cast.salao)
    assert stop.is_fixed
    assert stop.reason == "Prometido para 25/11 às 15:00"
