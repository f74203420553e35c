"""Pages for when something is not right: each says what to do next."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse

from config import views
from portal.views.link import too_often
from tests.cast import PASSWORD, Cast


def test_somebody_elses_address_looks_like_one_that_never_was(cast: Cast, sign_in):
    client = sign_in(cast.marta)
    foreign = client.get(reverse("agents:person", args=[cast.sofia.pk]))
    never = client.get(reverse("agents:person", args=[cast.cariri.pk]))
    assert foreign.status_code == never.status_code == 404
    assert foreign.content == never.content
    assert "peça acesso à administração estadual" in foreign.content.decode()


@pytest.mark.parametrize(
    ("person", "page", "words"),
    [
        ("teresa", "agents:team", "gestão da sua regional"),
        ("rosangela", "dashboard:overview", "gestão da sua regional"),
        ("marta", "diagnostics:instruments", "administração estadual"),
        ("ana", "reviews:queue", "outro trabalho"),
        ("nelson", "visits:routes", "outro trabalho"),
    ],
)
def test_no_access_says_who_can_grant_it(cast: Cast, sign_in, person: str, page: str, words: str):
    response = sign_in(getattr(cast, person)).get(reverse(page))
    assert response.status_code == 403
    assert words in response.content.decode()


def test_another_units_thing_is_not_to_be_had_from_ones_own_regions_manager(cast: Cast, sign_in):
    page = sign_in(cast.bento).get(reverse("agents:person", args=[cast.rosangela.pk])).content.decode()
    assert "só a administração de lá a vê" in page
    assert "sua regional" not in page


def test_a_stranger_is_told_whom_to_ask(db: None, client: Client):
    assert "peça acesso à gestão da sua regional" in client.get("/nada/").content.decode()


def test_a_form_that_was_open_too_long_says_so(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("account_login"), {"login": "marta@rota.test", "password": PASSWORD})
    assert response.status_code == 403
    assert "aberta tempo demais" in response.content.decode()


def test_too_many_requests_are_asked_to_wait(cast: Cast):
    client = Client()
    statuses = [client.post(reverse("account_login"), {"login": "x", "password": "y"}).status_code for _ in range(31)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_the_error_page_needs_neither_database_nor_session():
    """No `db` fixture: a query would fail this test."""
    request = RequestFactory().get("/")
    request.user = SimpleNamespace()  # would raise if anything asked who it is
    response = views.server_error(request)
    assert response.status_code == 500
    assert "Não foi você" in response.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_a_client_is_given_a_telephone_and_no_way_to_a_password(db: None, status: int):
    """They came by a link: they have neither a manager nor visits on a phone."""
    request = RequestFactory().get("/c/x/")
    drawn = {
        400: lambda: views.bad_request(request, SuspiciousOperation()),
        403: lambda: views.csrf_failure(request),
        404: lambda: views.not_found(request, Http404()),
        429: lambda: too_often(request),
        500: lambda: views.server_error(request),
    }
    response = drawn[status]()
    page = response.content.decode().partition("<main")[2]
    assert response.status_code == status
    assert "0800 570 0800" in page
    assert not re.search('href="/"|gestão|senha|visitas', page)


@pytest.mark.parametrize(("view", "error"), [("bad_request", SuspiciousOperation()), ("forbidden", PermissionDenied())])
def test_every_page_offers_a_way_on(cast: Cast, view: str, error: Exception):
    request = RequestFactory().get("/")
    request.user = cast.marta
    assert 'href="/"' in getattr(views, view)(request, error).content.decode()
