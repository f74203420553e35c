"""The team, one person, territories with dates, switching access off and on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agents.models import Assignment, User
from agents.services import accounts
from common.models import AuditEntry
from common.problems import RefusedError
from tests.cast import Cast
from tests.queries import queries_of

TEAM = reverse("agents:team")


def person(user) -> str:
    return reverse("agents:person", args=[user.pk])


def test_it_works(cast: Cast, sign_in):
    text = sign_in(cast.marta).get(TEAM).content.decode()
    for name in ("Rosângela Alves", "Davi Cordeiro", "Carlos Brito", "Teresa Rocha"):
        assert name in text
    assert "Sofia Prado" not in text
    assert "Pirajá" in text


def test_filters_by_role_in_the_address(cast: Cast, sign_in):
    text = sign_in(cast.marta).get(TEAM, {"papel": "tutor"}).content.decode()
    assert "Teresa Rocha" in text
    assert "Rosângela Alves" not in text


def test_a_role_that_does_not_exist_is_an_empty_list(cast: Cast, sign_in):
    assert "Ninguém com este papel" in sign_in(cast.marta).get(TEAM, {"papel": "'x"}).content.decode()


def test_fragment_equals_the_page(cast: Cast, sign_in):
    client = sign_in(cast.ana)
    page = BeautifulSoup(client.get(TEAM, {"papel": "agent"}).content, "html.parser")
    fragment = client.get(TEAM, {"papel": "agent"}, headers={"HX-Request": "true"})
    assert str(page.find(id="people")) == str(BeautifulSoup(fragment.content, "html.parser").find(id="people"))


def test_number_of_queries_does_not_grow_with_the_team(cast: Cast, sign_in):
    client = sign_in(cast.ana)
    with_the_cast = queries_of(client, TEAM)
    for number in range(5):
        joined = User.objects.create_user(
            f"a{number}@rota.test",
            "x",
            name=f"A{number}",
            role="agent",
            unit=cast.unit,
            region=cast.cariri,
            hiring_model="sgf",
        )
        Assignment.objects.create(agent=joined, territory=cast.piraja, starts_on=date(2026, 1, 5))
    assert queries_of(client, TEAM) == with_the_cast <= 9


def test_access_goes_off_and_on(cast: Cast, sign_in):
    davi = sign_in(cast.davi)
    marta = sign_in(cast.marta)
    marta.post(reverse("agents:deactivation", args=[cast.davi.pk]))
    assert davi.get("/").url.startswith("/conta/entrar/")
    assert "Ligar de novo" in marta.get(person(cast.davi)).content.decode()
    marta.post(reverse("agents:reactivation", args=[cast.davi.pk]))
    cast.davi.refresh_from_db()
    assert cast.davi.is_active
    assert list(AuditEntry.objects.order_by("happened_at").values_list("verb", flat=True)) == [
        "deactivate",
        "reactivate",
    ]


@pytest.mark.parametrize("who", ["marta", "ana"])
def test_nobody_switches_themselves_off(cast: Cast, who: str):
    user = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        accounts.deactivate(by=user, person=user)


def test_a_manager_does_not_switch_a_manager_off(cast: Cast, sign_in):
    other = cast.paulo
    other.region = cast.cariri
    other.save()
    refusal = sign_in(cast.marta).post(reverse("agents:deactivation", args=[other.pk]))
    assert refusal.status_code == 403
    assert "Seu papel não dá nem tira este acesso." in refusal.content.decode()
    assert sign_in(cast.ana).post(reverse("agents:deactivation", args=[other.pk])).status_code == 302


def test_gives_and_ends_a_territory(cast: Cast, sign_in):
    client = sign_in(cast.marta)
    answers = {"territory": cast.centro_crato.pk, "starts_on": "2026-11-20", "ends_on": ""}
    assert client.post(reverse("agents:assignments", args=[cast.rosangela.pk]), answers).status_code == 302
    given = Assignment.objects.get(agent=cast.rosangela, territory=cast.centro_crato)
    client.post(reverse("agents:assignment_end", args=[given.pk]), {"on": "2026-12-01"})
    given.refresh_from_db()
    assert given.ends_on == date(2026, 12, 1)


def test_an_assignment_that_has_not_begun_is_taken_back(cast: Cast):
    day = timezone.localdate() + timedelta(days=10)
    given = accounts.assign(by=cast.marta, person=cast.rosangela, territory=cast.centro_crato, starts_on=day)
    accounts.end_assignment(by=cast.marta, assignment=given, on=timezone.localdate())
    assert not Assignment.objects.filter(pk=given.pk).exists()


@pytest.mark.parametrize(
    ("territory", "starts_on", "ends_on", "says"),
    [
        ("piraja", "2026-11-20", "", "já está neste território"),
        ("centro_crato", "2026-11-20", "2026-11-01", "antes do começo"),
        ("centro_sobral", "2026-11-20", "", "escolha"),
    ],
)
def test_refuses_a_wrong_assignment(cast: Cast, sign_in, territory: str, starts_on: str, ends_on: str, says: str):
    answers = {"territory": getattr(cast, territory).pk, "starts_on": starts_on, "ends_on": ends_on}
    response = sign_in(cast.marta).post(reverse("agents:assignments", args=[cast.rosangela.pk]), answers)
    assert response.status_code == 422
    assert says in response.content.decode().lower()


def test_a_tutor_gets_no_territory(cast: Cast):
    with pytest.raises(RefusedError, match="not_an_agent"):
        accounts.assign(by=cast.marta, person=cast.teresa, territory=cast.piraja, starts_on=date(2026, 11, 20))


def test_keeps_when_somebody_was_last_here_to_the_hour(cast: Cast, sign_in, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z", tick=False)
    client = sign_in(cast.marta)
    time_machine.move_to("2026-11-22T14:00:00Z", tick=False)
    client.get(TEAM)
    cast.marta.refresh_from_db()
    assert cast.marta.seen_at.hour == 14
