"""POST /api/device/key/: a phone's own key comes back to its owner, on that phone, after the password."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest
from django.test import Client

from common.models import AuditEntry
from sync.models import Device
from sync.services import keys
from sync.services.devices import revoke
from tests.cast import PASSWORD

PHONE = str(uuid.uuid4())
KEY = "c2VjcmV0LWtleS1vZi10aGUtcGhvbmUtMzItYnl0ZXM"


def sealed(user: Any, device: str = PHONE) -> str:
    said = {"user": str(user.pk), "device": device, "key": KEY}
    return keys.seal(json.dumps(said).encode()).decode()


def ask(client: Client, sealed_key: str, phone: str = PHONE, **body: object):
    content = {"device_id": phone, "escrow": sealed_key} | body
    return client.post("/api/device/key/", content, "application/json", headers={"X-Device-Id": phone})


@pytest.fixture
def phone(cast) -> Client:
    """Rosângela's phone, where she has just typed her password."""
    client = Client()
    client.post("/conta/entrar/", {"login": cast.rosangela.email, "password": PASSWORD})
    client.get("/api/session/", headers={"X-Device-Id": PHONE})
    return client


def test_it_works(cast, phone):
    assert ask(phone, sealed(cast.rosangela)).json() == {"key": KEY}
    entry = AuditEntry.objects.get(verb="device.key_returned")
    assert (entry.actor_id, entry.subject_id, entry.details) == (cast.rosangela.pk, PHONE, {})


def test_after_ten_minutes_the_password_is_asked_for_again(cast, phone):
    kept = phone.session
    kept["account_authentication_methods"] = [{"method": "password", "at": time.time() - 601}]
    kept.save()
    response = ask(phone, sealed(cast.rosangela))
    assert (response.status_code, response.json()["error"]) == (403, "reauthenticate")


def test_refuses_a_session_that_began_without_the_password(cast, sign_in, phone):
    assert ask(sign_in(cast.rosangela), sealed(cast.rosangela)).json()["error"] == "reauthenticate"


def test_refuses_somebody_elses_key_and_notes_it(cast, phone):
    response = ask(phone, sealed(cast.davi))
    assert (response.status_code, response.json()["error"]) == (403, "key")
    assert AuditEntry.objects.filter(verb="device.key_refused").exists()


def test_refuses_the_key_of_another_phone(cast, phone):
    assert ask(phone, sealed(cast.rosangela, device=str(uuid.uuid4()))).status_code == 403


def test_refuses_a_phone_that_is_not_ones_own(cast, phone):
    Device.objects.update(user=cast.davi)
    assert ask(phone, sealed(cast.rosangela)).status_code == 403


def test_refuses_a_revoked_phone(cast, phone):
    revoke(Device.objects.get(), by=cast.marta)
    assert ask(phone, sealed(cast.rosangela)).json()["error"] == "revoked"


@pytest.mark.parametrize("escrow", ["", "x", "é", "eyJ.a.b.c.d"])
def test_refuses_what_is_no_escrow(phone, escrow):
    assert ask(phone, escrow).status_code == 403


def test_refuses_sealed_nonsense(phone):
    assert ask(phone, keys.seal(b'{"user": 1}').decode()).status_code == 403


@pytest.mark.parametrize("body", [{"escrow": 1}, {"device_id": "x"}, {"escrow": "x" * 5_000}, {"owner": "x"}])
def test_refuses_a_request_that_is_none(cast, phone, body):
    assert ask(phone, sealed(cast.rosangela), **body).status_code == 422
