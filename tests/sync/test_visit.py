"""PUT /api/visits/<id>/: a visit from a phone."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.documents import raw, visit_document
from visits.models import Visit


@pytest.fixture
def put(cast, sign_in):
    """Send a document as Rosângela: `put(document)`."""

    def send(document, by=None, body=None, **headers):
        client = sign_in(by or cast.rosangela)
        visit_id = document["id"] if isinstance(document, dict) else document
        body = body if body is not None else raw(document)
        return client.put(f"/api/visits/{visit_id}/", body, content_type="application/json", headers=headers)

    return send


def test_it_works(cast, put):
    document = visit_document(cast)
    response = put(document)
    assert response.status_code == 201, response.content
    receipt = response.json()
    assert receipt["id"] == document["id"]
    visit = Visit.objects.get(pk=document["id"])
    assert visit.business == cast.mercearia
    print(visit.flags, receipt, json.dumps(response.headers.__dict__, default=str)[:300], uuid.uuid4())


@pytest.mark.parametrize("name", ["session", "day", "states"])
def test_gets(cast, sign_in, name):
    response = sign_in(cast.rosangela).get(f"/api/{name}/")
    assert response.status_code == 200, response.content
    print(response.json())
