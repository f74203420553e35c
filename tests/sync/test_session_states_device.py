"""The small talk between phone and server: who is signed in, where visits stand, what a phone still holds."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sync.models import Device
from tests.documents import visit_document
from visits.enums import VisitState
from visits.models import Visit
from visits.services.state import mark_attention, mark_received, mark_registered


def test_session_of_a_stranger(db):
    response = Client().get("/api/session/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    answer = response.json()
    assert answer["user"] is None
    assert answer["csrf"]
    assert answer["epoch"] == "1"
    assert answer["now"].endswith("Z")


def test_session_of_an_agent_gives_a_token_that_works(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.rosangela)
    answer = client.get("/api/session/").json()
    assert answer["user"] == {"id": str(cast.rosangela.pk), "name": "Rosângela Alves", "role": "agent"}
    document = visit_document(cast)
    response = client.put(
        f"/api/visits/{document['id']}/", document, content_type="application/json",
        headers={"X-CSRFToken": answer["csrf"]},
    )  # fmt: skip
    assert response.status_code == 201


def test_states_tell_only_ones_own(cast, sign_in, put):
    document = visit_document(cast)
    put(document)
    states = sign_in(cast.rosangela).get("/api/states/", headers={"X-Device-Id": PHONE}).json()
    assert states == {"visits": {document["id"]: {"state": "received", "problem": ""}}}
    assert sign_in(cast.davi).get("/api/states/", headers={"X-Device-Id": PHONE}).json() == {"visits": {}}
    assert sign_in(cast.marta).get("/api/states/", headers={"X-Device-Id": PHONE}).status_code == 403


def test_states_forget_after_a_month(cast, sign_in, put):
    put(visit_document(cast))
    Visit.objects.update(received_at=timezone.now() - timedelta(days=31))
    assert sign_in(cast.rosangela).get("/api/states/", headers={"X-Device-Id": PHONE}).json() == {"visits": {}}


def test_a_visits_state_moves_forwards_only(cast, put):
    """I5: attention and back, registered for good."""
    document = visit_document(cast)
    put(document)
    visit_id, now = uuid.UUID(document["id"]), timezone.now()
    assert mark_attention(Visit, visit_id)
    assert not mark_attention(Visit, visit_id)
    assert mark_received(Visit, visit_id)
    assert mark_registered(Visit, visit_id, at=now)
    assert not mark_registered(Visit, visit_id, at=now + timedelta(days=1))
    assert not mark_attention(Visit, visit_id)
    visit = Visit.objects.get()
    assert (visit.state, visit.registered_at) == (VisitState.REGISTERED, now)


PHONE = "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"


def tell(client: Client, **report: object):
    return client.put("/api/device/", {"id": PHONE, "unsent": 3, "app_version": "1"} | report, "application/json")


def test_a_phone_tells_what_it_holds(cast, sign_in):
    assert tell(sign_in(cast.rosangela)).status_code == 200
    device = Device.objects.get()
    assert (str(device.pk), device.user, device.unsent, device.last_sent_at) == (PHONE, cast.rosangela, 3, None)


def test_a_visit_does_not_change_what_the_phone_said(cast, sign_in, put):
    tell(sign_in(cast.rosangela))
    put(visit_document(cast))
    device = Device.objects.get()
    assert (device.unsent, device.app_version) == (3, "test")
    assert device.last_sent_at


def test_a_shared_phone_belongs_to_whoever_used_it_last(cast, sign_in):
    tell(sign_in(cast.rosangela))
    tell(sign_in(cast.davi), unsent=0)
    device = Device.objects.get()
    assert (device.user, device.unsent) == (cast.davi, 0)


@pytest.mark.parametrize("report", [{"id": "x"}, {"unsent": "many"}, {"owner": 1}, {"app_version": None}])
def test_a_report_that_is_none(cast, sign_in, report):
    assert tell(sign_in(cast.rosangela), **report).status_code == 422
    assert not Device.objects.exists()


def test_a_report_out_of_all_measure_is_cut(cast, sign_in):
    tell(sign_in(cast.rosangela), unsent=-(2**60), app_version="v" * 500 + "\0")
    assert (Device.objects.get().unsent, len(Device.objects.get().app_version)) == (0, 40)
