"""Forgotten and changed passwords."""

from __future__ import annotations

import re

from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast

NEW = "outra frase boa de lembrar"
LOGIN, FORGOT = reverse("account_login"), reverse("account_reset_password")


def link() -> str:
    return re.search(r"/conta/senha/nova/\S+", mail.outbox[-1].body)[0]


def set_password(client: Client, url: str, password: str = NEW):
    form = client.get(url, follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})


def test_it_works(cast: Cast, client: Client):
    assert client.post(FORGOT, {"email": "davi@rota.test"})["Location"] == reverse("account_reset_password_done")
    assert "Davi Cordeiro" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Rota Ativa: Endereço para criar outra senha"
    done = set_password(client, link())
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert client.post(LOGIN, {"login": "davi@rota.test", "password": NEW}).status_code == 302


def test_the_link_works_once(cast: Cast, client: Client):
    client.post(FORGOT, {"email": "davi@rota.test"})
    url = link()
    set_password(client, url)
    assert "não vale mais" in Client().get(url).content.decode()


def test_other_devices_are_signed_out(cast: Cast, client: Client, sign_in):
    elsewhere = sign_in(cast.marta)
    client.post(FORGOT, {"email": "marta@rota.test"})
    set_password(client, link())
    assert elsewhere.get("/")["Location"].startswith(LOGIN)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(cast: Cast, client: Client):
    assert client.post(FORGOT, {"email": "ninguem@rota.test"})["Location"] == reverse("account_reset_password_done")
    assert not mail.outbox


def test_somebody_without_access_gets_no_mail(cast: Cast, client: Client):
    cast.davi.is_active = False
    cast.davi.save()
    client.post(FORGOT, {"email": "davi@rota.test"})
    assert not mail.outbox


def test_refuses_a_short_password(cast: Cast, client: Client):
    client.post(FORGOT, {"email": "davi@rota.test"})
    response = set_password(client, link(), "curta")
    assert "12 caracteres" in response.content.decode()


def test_changes_it_knowing_the_old_one(cast: Cast, sign_in):
    client = sign_in(cast.marta)
    url = reverse("account_change_password")
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"oldpassword": "errada", "password1": NEW, "password2": NEW})
    assert "não é a sua senha" in wrong.content.decode()
    client.post(url, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert client.get("/").status_code == 302
    assert Client().post(LOGIN, {"login": "marta@rota.test", "password": NEW}).status_code == 302
