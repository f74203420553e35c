"""Which phone a session belongs to, what phones report of themselves, and what a revoked one may still do."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from common.models import AuditEntry
from sync.models import Device, Loss
from sync.services.devices import revoke
from tests.cast import PASSWORD
from tests.documents import visit_document
from visits.models import Visit

A, B = "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11", "7d3f9f0a-0c39-4b55-9e0c-5d3d6d0f7a22"


def session(client: Client, phone: str = "") -> dict:
    return client.get("/api/session/", headers={"X-Device-Id": phone} if phone else {}).json()


def tell(client: Client, phone: str = A, **report: object) -> dict:
    body = {"id": phone, "unsent": 3, "app_version": "1"} | report
    return client.put("/api/device/", body, "application/json", headers={"X-Device-Id": phone}).json()


def test_the_session_says_what_a_phone_needs(cast, sign_in, settings):
    settings.PHONE_LOCK_AFTER_S, settings.PHONE_KEY_TTL_H = 120, 48
    answer = session(sign_in(cast.rosangela), A)
    assert set(answer["seal_key"]) == {"kid", "kty", "crv", "x", "y"}
    assert (answer["device"], answer["revoked"]) == (A, False)
    assert (answer["lock_after_s"], answer["key_ttl_h"]) == (120, 48)
    assert len(answer["release"]) == 12


def test_a_stranger_gets_the_key_too_but_no_phone(db):
    answer = session(Client(), A)
    assert answer["seal_key"]
    assert (answer["user"], answer["device"], answer["revoked"]) == (None, None, False)
    assert not Device.objects.exists()


def test_a_session_stays_with_its_first_phone(cast, sign_in):
    client = sign_in(cast.rosangela)
    session(client, A)
    assert session(client, B)["device"] == A
    assert session(client, "not-a-uuid")["device"] == A
    device = Device.objects.get()
    assert (str(device.pk), device.user) == (A, cast.rosangela)


def test_a_phone_reports_in_full(cast, sign_in):
    waiting_since = timezone.now() - timedelta(hours=50)
    said = tell(sign_in(cast.rosangela), sequence=41, oldest_unsent_at=waiting_since.isoformat(), is_kept=False)
    assert said == {"ok": True, "revoked": False}
    device = Device.objects.get()
    assert (device.unsent, device.sequence, device.is_kept) == (3, 41, False)
    assert device.oldest_unsent_at == waiting_since


def test_nothing_has_been_waiting_since_tomorrow_and_nothing_waits_when_all_is_sent(cast, sign_in):
    client = sign_in(cast.rosangela)
    tell(client, oldest_unsent_at=(timezone.now() + timedelta(days=3)).isoformat())
    assert Device.objects.get().oldest_unsent_at <= timezone.now()
    tell(client, unsent=0, oldest_unsent_at=timezone.now().isoformat())
    assert Device.objects.get().oldest_unsent_at is None


def test_an_emptied_phone_is_written_down_once(cast, sign_in):
    """F05: the browser tidied the storage away; the session still knows what the phone was called."""
    client = sign_in(cast.rosangela)
    session(client, A)
    tell(client, A, unsent=4)
    assert session(client, B)["device"] == A
    tell(client, B, unsent=0, lost=A)
    tell(client, B, unsent=0, lost=A)
    loss = Loss.objects.get()
    assert (str(loss.lost_id), str(loss.device_id), loss.unsent) == (A, B, 4)
    assert AuditEntry.objects.filter(verb="device.lost_storage").count() == 1


PERSONAL = ("/api/day/", "/api/territory/", "/api/states/")


def with_password(cast) -> Client:
    """Rosângela, who has just typed her password."""
    client = Client()
    client.post("/conta/entrar/", {"login": cast.rosangela.email, "password": PASSWORD})
    return client


def passwords_age(client: Client, seconds: int) -> None:
    """That was so long ago."""
    kept = client.session
    kept["account_authentication_methods"] = [{"method": "password", "at": time.time() - seconds}]
    kept.save()


@pytest.mark.parametrize("lost", [None, A])
def test_a_found_phone_whose_storage_was_emptied_reads_nothing_without_the_password(cast, content, lost):
    """F05, F18: the cookies are still there, and the finder says whatever number they like."""
    client = with_password(cast)
    assert not session(client, A)["wants_password"]
    passwords_age(client, 601)
    tell(client, B, lost=lost)
    said = session(client, B)
    assert (said["device"], said["wants_password"]) == (A, True)
    for address in PERSONAL:
        answer = client.get(address, headers={"X-Device-Id": B})
        assert (answer.status_code, answer.json()["error"]) == (401, "reauthenticate"), address
    assert Loss.objects.count() == (1 if lost else 0)
    assert client.get("/api/day/", headers={"X-Device-Id": A}).status_code == 200  # the session's own goes on


def test_with_the_password_an_emptied_phone_is_the_sessions_own(cast, content):
    """F05: its agent types the password and works on."""
    client = with_password(cast)
    session(client, A)
    passwords_age(client, 590)
    assert client.get("/api/day/", headers={"X-Device-Id": B}).status_code == 200
    passwords_age(client, 601)
    assert not session(client, B)["wants_password"]
    assert client.get("/api/day/", headers={"X-Device-Id": A}).status_code == 401


def test_a_loss_of_somebody_elses_phone_is_not_believed(cast, sign_in):
    tell(sign_in(cast.davi), A)
    tell(sign_in(cast.rosangela), B, lost=A)
    assert not Loss.objects.exists()


@pytest.fixture
def revoked(cast, sign_in) -> Client:
    """Rosângela, signed in on a phone that Marta has revoked."""
    client = sign_in(cast.rosangela)
    session(client, A)
    revoke(Device.objects.get(), by=cast.marta)
    return client


def test_a_revoked_phone_learns_it_at_once(revoked):
    assert session(revoked, A)["revoked"]
    assert tell(revoked)["revoked"]


@pytest.mark.parametrize(("phone", "status"), [(A, 403), (B, 403), ("", 400)])
def test_a_revoked_phone_reads_nothing_whatever_it_calls_itself(revoked, phone, status):
    response = revoked.get("/api/day/", headers={"X-Device-Id": phone} if phone else {})
    assert response.status_code == status
    tell(revoked, B)
    assert revoked.get("/api/day/", headers={"X-Device-Id": B}).json()["error"] == "revoked"


def test_a_revoked_phone_reads_no_states_either(revoked):
    assert revoked.get("/api/states/", headers={"X-Device-Id": A}).json()["error"] == "revoked"


def test_a_new_number_before_the_revocation_is_no_way_out(cast):
    """The session was on phone A, says it lost its store and is B now: A is revoked, so it reads nothing."""
    client = with_password(cast)
    session(client, A)
    tell(client, B)
    assert session(client, B)["device"] == B
    revoke(Device.objects.get(pk=A), by=cast.marta)
    assert session(client, B)["revoked"]
    assert client.get("/api/day/", headers={"X-Device-Id": B}).status_code == 403


def test_a_revoked_phone_still_sends(cast, revoked):
    document = visit_document(cast, device_id=A)
    response = revoked.put(f"/api/visits/{document['id']}/", document, content_type="application/json")
    assert response.status_code == 201
    assert Visit.objects.count() == 1
    assert Device.objects.get().revoked_at


def test_a_page_sends_a_revoked_phone_out(revoked):
    response = revoked.get("/conta/senha/trocar/")
    assert response.status_code == 302
    assert response["Location"].startswith("/conta/entrar/")
    assert session(revoked)["user"] is None


def test_signing_in_again_on_a_revoked_phone_changes_nothing(cast, sign_in, revoked):
    again = sign_in(cast.rosangela)
    assert session(again, A)["revoked"]
    assert again.get("/api/day/", headers={"X-Device-Id": A}).status_code == 403


def test_other_phones_of_the_same_person_go_on(cast, sign_in, revoked):
    other = sign_in(cast.rosangela)
    assert not session(other, B)["revoked"]
    assert other.get("/api/day/", headers={"X-Device-Id": B}).status_code == 200
