"""A cache that is away stops nobody from signing in."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client, override_settings
from django.urls import reverse

from tests.cast import PASSWORD, Cast

NOWHERE = "unix:///nowhere/valkey.sock?db=0"


@pytest.fixture
def away():
    """Both caches point at a server that is not there."""
    backends = {
        alias: {
            "BACKEND": "config.cache.PatientRedisCache",
            "LOCATION": NOWHERE,
            "OPTIONS": {"stand_in": stand_in, "socket_connect_timeout": 1},
        }
        for alias, stand_in in (("default", "process"), ("sessions", "nothing"))
    }
    with override_settings(CACHES=backends):
        caches["default"]._stand_in.clear()
        yield


def test_login_and_logout_work_without_the_cache(away, cast: Cast):
    client = Client()
    answers = {"login": "marta@rota.test", "password": PASSWORD}
    assert client.post(reverse("account_login"), answers).status_code == 302
    assert client.get(reverse("agents:team")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("agents:team")).status_code == 302


def test_guessing_is_still_slowed_down_by_each_process(away, cast: Cast):
    client = Client()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "marta@rota.test", "password": "errada"})
    response = client.post(reverse("account_login"), {"login": "marta@rota.test", "password": PASSWORD})
    assert "muitas tentativas" in response.content.decode()


def test_the_stand_in_of_sessions_remembers_nothing(away):
    caches["sessions"].set("a", 1)
    assert caches["sessions"].get("a") is None
    assert "a" not in caches["sessions"]
