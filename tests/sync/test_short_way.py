"""What is hostile is answered the same by the short way of a phone's next visit as by the ordinary one."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY

from agents.services import recognition
from sync.views import quick
from tests.cast import Cast
from tests.documents import raw, visit_document
from visits.models import Visit

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def client(cast: Cast) -> Client:
    """Rosângela's phone, remembered since the visit that it has just sent; requests without a token are refused."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.rosangela)
    recognition._known.clear()
    assert put(client, cast).status_code == 201
    assert len(recognition._known) == 1
    return client


def put(client: Client, cast: Cast, body: bytes | None = None, **changed: Any) -> HttpResponse:
    """An ordinary visit with its token, but for what is changed."""
    document = visit_document(cast, **changed.pop("document", {}))
    token = changed.pop("token", client.get("/api/session/").json()["csrf"])
    headers = {"X-CSRFToken": token} | changed.pop("headers", {})
    content = raw(document) if body is None else body
    address = f"/api/visits/{document['id']}/"
    return client.put(address, content, headers=headers, **{"content_type": JSON} | changed)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[HttpResponse | None]:
    """What the short way answers; `None` leaves a visit to the ordinary one."""
    answers: list[HttpResponse | None] = []
    short = quick._take_in
    monkeypatch.setattr(quick, "_take_in", lambda *parts: answers.append(short(*parts)) or answers[-1])
    return answers


def test_what_comes_in_the_clear_is_left_to_the_ordinary_way(client: Client, cast: Cast, taken: list, settings):
    settings.SECURE_SSL_REDIRECT = True
    put(client, cast)
    assert taken == [None]


def test_it_works_and_says_what_the_ordinary_way_says(client: Client, cast: Cast, taken: list[HttpResponse | None]):
    quickly = put(client, cast)
    assert (quickly.status_code, len(taken), taken[0] is None) == (201, 1, False)
    recognition._known.clear()
    ordinarily = put(client, cast)
    assert set(ordinarily.headers) - set(quickly.headers) <= {"Vary"}  # nothing that is kept: no-store
    same = set(ordinarily.headers) - {"Vary", "Content-Length"}
    assert {name: quickly[name] for name in same} == {name: ordinarily[name] for name in same}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"token": "a" * 32}, 403),
        ({"token": ""}, 403),
        ({"headers": {"Host": "evil.example"}}, 400),
        ({"headers": {"Origin": "https://evil.example"}}, 403),
        ({"body": b" " * 1_000_001}, 413),
        ({"body": gzip.compress(b" " * 50_000_000), "headers": {"Content-Encoding": "gzip"}}, 413),
        ({"body": b"{}", "headers": {"Content-Encoding": "br"}}, 415),
        ({"content_type": f"multipart/form-data; boundary={BOUNDARY}"}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"document": {"agent_id": "00000000-0000-4000-8000-000000000001"}}, 403),
    ],
    ids=["token", "no token", "host", "origin", "size", "bomb", "encoding", "form", "text", "author"],
)
def test_refuses(client: Client, cast: Cast, changed: dict[str, Any], status: int):
    assert len(recognition._known) == 1
    assert put(client, cast, **changed).status_code == status
    assert Visit.objects.count() == 1
