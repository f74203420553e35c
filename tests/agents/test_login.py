"""Signing in and out."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast

LOGIN = reverse("account_login")


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str):
    return client.post(LOGIN, {"login": email, "password": password, **extra})


def test_it_works(cast: Cast, client: Client):
    assert client.get(LOGIN).status_code == 200
    response = sign_in(client, "marta@rota.test")
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(cast.marta.pk)


def test_goes_on_to_the_page_that_was_asked_for(cast: Cast, client: Client):
    response = sign_in(client, "marta@rota.test", next="/credito/?fila=1")
    assert response["Location"] == "/credito/?fila=1"


def test_never_leaves_to_another_site(cast: Cast, client: Client):
    assert sign_in(client, "marta@rota.test", next="https://example.com/")["Location"] == "/"


@pytest.mark.parametrize(("who", "hours"), [("rosangela", 30 * 24), ("carlos", 30 * 24), ("marta", 12), ("ana", 12)])
def test_session_lasts_as_long_as_the_role_allows(cast: Cast, client: Client, who: str, hours: int):
    sign_in(client, f"{who}@rota.test")
    assert client.session.get_expiry_age() == pytest.approx(hours * 3600, abs=30)


def test_refuses_a_wrong_password_and_says_what_to_do(cast: Cast, client: Client):
    response = sign_in(client, "marta@rota.test", "outra-senha-qualquer")
    assert "não conferem" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_answers_the_same_for_an_unknown_address(cast: Cast, client: Client):
    def page(email: str) -> str:
        text = Client().post(LOGIN, {"login": email, "password": "errada"}).content.decode()
        return text.replace(email, "").split("<main")[1].split("csrfmiddlewaretoken")[0]

    assert page("marta@rota.test") == page("ninguem@rota.test")


def test_refuses_somebody_whose_access_is_off(cast: Cast, client: Client):
    cast.davi.is_active = False
    cast.davi.save()
    response = sign_in(client, "davi@rota.test")
    assert "_auth_user_id" not in client.session
    assert response["Location"] == reverse("account_inactive")


def test_access_that_is_switched_off_ends_the_session_at_once(cast: Cast, client: Client):
    sign_in(client, "davi@rota.test")
    cast.davi.is_active = False
    cast.davi.save()
    assert client.get("/")["Location"].startswith(LOGIN)


def test_slows_down_guessing_without_shutting_others_out(cast: Cast, client: Client):
    for _ in range(5):
        sign_in(client, "marta@rota.test", "errada")
    assert "muitas tentativas" in sign_in(client, "marta@rota.test").content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.9.8.7"), "ana@rota.test").status_code == 302


def test_nobody_signs_up_alone(client: Client):
    assert client.get("/conta/signup/").status_code == 404
    assert client.get("/conta/criar/").status_code == 404


def test_signing_out(cast: Cast, client: Client):
    sign_in(client, "marta@rota.test")
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout"))["Location"] == LOGIN
    assert "_auth_user_id" not in client.session
