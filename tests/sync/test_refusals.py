"""Whatever is sent gets a clear answer, never a 500, and its bytes are kept (F56, F57)."""

from __future__ import annotations

import gzip
import uuid

import pytest
from django.utils import timezone

from sync.enums import SubmissionState
from sync.models import Submission
from sync.services import receive as receiving
from sync.services.reading import MAX_BYTES, Unreadable, parse
from tests.documents import raw, visit_document
from visits.models import Visit

ID = "0192f7a0-0000-7000-8000-000000000001"
DEEP = b"[" * 100_000

NOT_JSON = {
    "blanks": b"  \n ",
    "half a document": b'{"schema": 1, "id": "',
    "invalid UTF-8": b'{"notes": "\xff\xfe"}',
    "a lone surrogate in UTF-8": b'{"notes": "\xed\xa0\x80"}',
    "a lone surrogate escaped": b'{"id": "\\ud800"}',
    "a BOM": b"\xef\xbb\xbf{}",
    "UTF-16": '{"schema": 1}'.encode("utf-16"),
    "NaN": b'{"schema": NaN}',
    "Infinity": b'{"schema": -Infinity}',
    "a raw line break in a text": b'{"id": "a\nb"}',
    "a raw NUL": b'{"id": "a\x00b"}',
    "random bytes": bytes(range(256)) * 4,
    "single quotes": b"{'schema': 1}",
    "HTML": b"<html><body>Portal</body></html>",
}
WRONG_SHAPE = {
    "a list": b"[]",
    "a text": b'"oi"',
    "a number": b"1e400",
    "null": b"null",
    "nothing in it": b"{}",
    "100 000 lists deep": DEEP,
    "deep inside an unknown field": b'{"x": ' + DEEP,
    "a huge array": b'{"deliveries": [' + b"0," * 50_000 + b"0]}",
    "a 5 000-digit number": b'{"schema": ' + b"9" * 5000 + b"}",
    "1e400": b'{"schema": 1e400}',
    "only unknown fields": b'{"owner": 1, "is_admin": true}',
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_bytes_that_are_no_json(put, body):
    """(F56)"""
    response = put(ID, body=body)
    assert response.status_code == 400
    assert_told_and_kept(response, "not_json", body)


@pytest.mark.parametrize("body", WRONG_SHAPE.values(), ids=WRONG_SHAPE)
def test_json_that_is_no_visit(put, body):
    response = put(ID, body=body)
    assert response.status_code == 422
    assert_told_and_kept(response, "invalid", body)
    assert response.json()["fields"][0]["message"]


def assert_told_and_kept(response, code, body):
    answer = response.json()
    assert answer["error"] == code
    assert answer["message"].endswith(".")
    assert answer["kept"] is True
    kept = Submission.objects.get()
    assert (kept.state, bytes(kept.body), str(kept.visit_id)) == (SubmissionState.QUARANTINED, body, ID)
    assert kept.problem.startswith(code)
    assert not Visit.objects.exists()


WRONG_FIELDS = {
    "outcome": ({"outcome": "great"}, "outcome"),
    "another schema": ({"schema": 2}, "schema"),
    "an unknown field": ({"status": "approved"}, "status"),
    "an agent's role": ({"agent": {"role": "state_admin"}}, "agent"),
    "a list for an object": ({"arrival": []}, "arrival"),
    "no moment": ({"started_at": "ontem"}, "started_at"),
    "a moment without a zone": ({"started_at": "2026-11-20T13:00:00"}, "started_at"),
    "30 February": ({"visited_on": "2026-02-30"}, "visited_on"),
    "the year 1": ({"started_at": "0001-01-01T00:00:00+14:00"}, "started_at"),
    "the year 9999": ({"finished_at": "9999-12-31T23:59:59-12:00"}, "finished_at"),
    "a NUL in a text": ({"notes": "a\0b"}, "notes"),
    "a NUL in a key": ({"timings": {"a\0": 1}}, "timings.a?"),
    "a text of 9 000 letters": ({"notes": "x" * 9000}, "notes"),
    "a negative number": ({"sequence": -1}, "sequence"),
    "a number beyond any integer": ({"sequence": 10**30}, "sequence"),
    "a number for a text": ({"notes": 5}, "notes"),
    "a text for a number": ({"sequence": "5"}, "sequence"),
    "yes for a number": ({"sequence": True}, "sequence"),
    "null where something must be": ({"deliveries": None}, "deliveries"),
    "a latitude beyond the pole": (
        {
            "arrival": {
                "position": {"latitude": 91.0, "longitude": 0.0, "accuracy_m": 1.0},
                "missing_because": "",
            }
        },
        "arrival.position.latitude",
    ),
    "an id that is none": ({"device_id": "../../etc/passwd"}, "device_id"),
    "too many deliveries": ({"deliveries": [{}] * 5000}, "deliveries[0].id"),
    "a role that is none": (
        {"person": {"id": None, "name": "X", "cpf": "", "phone": "", "email": "", "role": "king"}},
        "person.role",
    ),
}


@pytest.mark.parametrize(("changes", "path"), WRONG_FIELDS.values(), ids=WRONG_FIELDS)
def test_a_wrong_field_is_named(cast, put, changes, path):
    response = put(visit_document(cast, **changes))
    assert response.status_code == 422
    assert response.json()["fields"][0]["path"] == path
    assert Submission.objects.get().state == SubmissionState.QUARANTINED


def test_an_empty_body_is_told_as_such():
    assert parse(b"") == Unreadable(400, "not_json", "O documento chegou vazio. Envie de novo.")


def test_something_behind_the_end(cast, put):
    document = visit_document(cast)
    assert put(document, body=raw(document) + b"{}").status_code == 400


def test_a_field_given_twice_is_named(cast, put):
    document = visit_document(cast)
    body = raw(document)[:-1] + b',"notes":"outra"}'
    response = put(document, body=body)
    assert response.status_code == 422
    assert response.json()["fields"] == [{"path": "notes", "message": "O campo notes veio repetido."}]


def test_a_document_that_is_too_large(cast, put):
    document = visit_document(cast)
    response = put(document, body=raw(document) + b" " * MAX_BYTES)
    assert (response.status_code, response.json()["error"]) == (413, "too_large")
    assert len(Submission.objects.get().body) == MAX_BYTES  # the beginning is enough to see what it was


def test_a_megabyte_is_not_even_read(cast, put):
    response = put(ID, body=b"x" * 2_000_000)
    assert (response.status_code, response.json()["error"]) == (413, "too_large")
    assert not Submission.objects.exists()


def test_a_bomb_is_not_unpacked(cast, put):
    """(F57)"""
    bomb = gzip.compress(b" " * 50_000_000)
    response = put(ID, body=bomb, **{"Content-Encoding": "gzip"})
    assert (response.status_code, response.json()["error"]) == (413, "too_large")


BROKEN_GZIP = {
    "not gzip": b"{}",
    "half": gzip.compress(b'{"schema": 1}')[:-6],
    "two in one": gzip.compress(b"{}") + gzip.compress(b"{}"),
}


@pytest.mark.parametrize("body", BROKEN_GZIP.values(), ids=BROKEN_GZIP)
def test_broken_compression(put, body):
    response = put(ID, body=body, **{"Content-Encoding": "gzip"})
    assert (response.status_code, response.json()["error"]) == (400, "gzip")
    assert bytes(Submission.objects.get().body) == body


def test_an_unknown_compression(put):
    assert put(ID, body=b"{}", **{"Content-Encoding": "br"}).status_code == 415


def test_another_content_type(cast, put):
    response = put(visit_document(cast), content_type="text/plain")
    assert (response.status_code, response.json()["error"]) == (415, "content_type")
    assert Submission.objects.get().state == SubmissionState.QUARANTINED


def test_another_id_in_the_address(cast, put):
    response = put(ID, body=raw(visit_document(cast)))
    assert (response.status_code, response.json()["error"]) == (400, "id_differs")


def test_a_business_that_is_gone(cast, put):
    """F54: kept for a person to look at."""
    gone = {"id": str(uuid.uuid4()), "cnpj": "11222333000262", "added": None, "changes": {}}
    response = put(visit_document(cast) | {"business": gone})
    assert response.status_code == 422
    assert response.json()["fields"][0]["path"] == "business.id"


def test_a_yes_and_a_no_to_the_same_purpose(put, whole, answered):
    """Which of the two was meant, nobody knows, so nothing may stand on it (LGPD art. 8)."""
    said = answered(credit_sharing="refused")
    said["choices"].append({"purpose": "credit_sharing", "state": "given"})
    response = put(whole(consent=said))
    assert response.status_code == 422
    assert response.json()["fields"][0]["path"] == "consent.choices"
    assert not Visit.objects.exists()


def test_a_signature_that_is_missing(put, whole, answered):
    response = put(whole(consent=answered() | {"signature": ""}))
    assert response.status_code == 422
    assert response.json()["fields"][0]["path"] == "consent.signature"


def test_the_same_rubbish_is_kept_once(put):
    for _ in range(3):
        put(ID, body=b"{}")
    assert Submission.objects.count() == 1


def test_of_too_much_rubbish_of_one_person_the_rest_stays_on_the_phone(cast, put, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_KEPT", 2)
    statuses = [put(str(uuid.uuid4()), body=b"[%d]" % n).status_code for n in range(3)]
    assert statuses == [422, 422, 429]
    assert Submission.objects.count() == 2
    Submission.objects.update(settled_at=timezone.now(), settled_by=cast.marta, settlement="Era lixo.")
    assert put(str(uuid.uuid4()), body=b"[9]").status_code == 422


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "‮evil", "😀" * 50, "' OR 1=1; --"])
def test_nasty_texts_are_stored_inert(cast, put, answered, text):
    """(F57)"""
    person = {"id": None, "name": text[:120], "cpf": "", "phone": "", "email": "", "role": "owner"}
    response = put(visit_document(cast, notes=text, person=person, consent=answered()))
    assert response.status_code == 201
    visit = Visit.objects.get()
    assert (visit.notes, visit.person.name) == (text, text[:120])
