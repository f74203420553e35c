"""Visits that arrive sealed to the server's key: stored as they came, opened wherever somebody reads them."""

from __future__ import annotations

import hashlib
import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from joserfc import jwe
from joserfc.jwk import ECKey

from sync.enums import SubmissionState
from sync.models import Submission
from sync.services import keys
from sync.services.reading import MAX_BYTES
from tests.documents import raw, visit_document
from visits.models import Visit


@pytest.fixture(autouse=True)
def _keys_of_this_test(settings, tmp_path):
    """Each test has its own key file."""
    settings.VAR_DIR = tmp_path
    keys._keys.cache_clear()
    yield
    keys._keys.cache_clear()


@pytest.fixture
def put_sealed(put):
    """Send a document as phones do: `put_sealed(document)`, or bytes of one's own."""

    def send(document, *, body: bytes | None = None, **options):
        sealed = body if body is not None else keys.seal(raw(document), id=document["id"])
        return put(document["id"], body=sealed, content_type="application/jose", **options), sealed

    return send


def test_it_works(cast, put_sealed):
    document = visit_document(cast)
    response, sealed = put_sealed(document)
    assert response.status_code == 201
    assert response.json()["sha256"] == hashlib.sha256(sealed).hexdigest()
    stored = Submission.objects.get()
    assert bytes(stored.body) == sealed
    assert cast.mercearia.legal_name.encode() not in bytes(stored.body)
    assert str(Visit.objects.get().pk) == document["id"]


def test_the_same_bytes_get_the_same_receipt(cast, put_sealed, put):
    document = visit_document(cast)
    first, sealed = put_sealed(document)
    again = put(document["id"], body=sealed, content_type="application/jose")
    assert again.status_code == 200
    assert again.json() == first.json()


def test_sealed_anew_it_is_another_document(cast, put_sealed):
    """A phone seals once; other bytes under the same number are kept for a person, never dropped."""
    document = visit_document(cast)
    put_sealed(document)
    response, _ = put_sealed(document)
    assert response.status_code == 409
    assert Submission.objects.kept().count() == 1


def test_another_persons_sealed_visit(cast, put_sealed):
    response, _ = put_sealed(visit_document(cast), by=cast.davi)
    assert response.status_code == 403
    assert not Submission.objects.exists()


def test_a_whole_long_visit_fits(cast, put_sealed):
    document = visit_document(cast, notes="x" * 7_900)
    document["timings"] = {f"step{n}-" + "y" * 40: 1.0 for n in range(190)}
    response, _ = put_sealed(document)
    assert response.status_code == 201


def test_sealed_content_may_not_be_longer_than_open_content(cast, put_sealed):
    document = visit_document(cast)
    response, _ = put_sealed(document, body=keys.seal(b" " * (MAX_BYTES + 1)))
    assert response.status_code == 413


def other_server(**header: str) -> bytes:
    """Sealed for a key that is not ours, whatever it claims."""
    stranger = ECKey.generate_key("P-256", private=True)
    protected = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": "other", **header}
    return jwe.encrypt_compact(protected, b"{}", stranger).encode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (lambda: other_server(), "unknown_key"),
        (lambda: other_server(kid=keys.seal_key()["kid"]), "sealed"),
        (lambda: keys.seal(b"{}")[:-9] + b"AAAAAAAAA", "sealed"),
        (lambda: b"eyJ.a.b.c.d", "sealed"),
        (lambda: b"eyJhbGciOiJub25lIn0.a.b.c.d", "sealed"),
        (lambda: other_server(kid=keys.seal_key()["kid"], zip="DEF"), "sealed"),
        (lambda: keys.seal(b"not json"), "not_json"),
    ],
)
def test_what_cannot_be_opened_is_kept(cast, put_sealed, sign_in, body, code):
    sent = body()
    response, _ = put_sealed(visit_document(cast), body=sent)
    assert response.json()["error"] == code
    assert response.json()["kept"]
    kept = Submission.objects.get()
    assert (kept.state, bytes(kept.body), kept.problem) == (SubmissionState.QUARANTINED, sent, code)
    assert sign_in(cast.marta).get(f"/guardados/{kept.pk}/").status_code == 200


def test_a_kept_sealed_visit_is_read_again_and_shown(cast, put_sealed, sign_in):
    """The page opens it for the manager; trying again after the cause is gone makes it a visit."""
    document = visit_document(cast)
    document["business"]["id"] = "00000000-0000-4000-8000-000000000000"
    document["business"]["cnpj"] = "11.444.777/0001-61"
    cast.padaria.delete()
    response, _ = put_sealed(document)
    assert response.status_code == 422
    kept, marta = Submission.objects.get(), sign_in(cast.marta)
    assert str(kept.device_id) == document["device_id"]
    assert "José Wilson Pereira" in marta.get(f"/guardados/{kept.pk}/").content.decode()
    cast.mercearia.cnpj = "11444777000161"
    cast.mercearia.save()
    marta.post(f"/guardados/{kept.pk}/leitura/")
    assert Visit.objects.get().business == cast.mercearia


def test_older_keys_still_open(settings, tmp_path):
    old = ECKey.generate_key("P-256", private=True)
    settings.PHONE_KEYS = json.dumps({"keys": [old.as_dict(private=True)]})
    sealed = keys.seal(b"before")
    new = ECKey.generate_key("P-256", private=True)
    both = tmp_path / "keys.json"
    both.write_text(json.dumps({"keys": [new.as_dict(private=True), old.as_dict(private=True)]}))
    settings.PHONE_KEYS = str(both)
    keys._keys.cache_clear()
    assert keys.seal_key()["kid"] == new.thumbprint()
    assert keys.unseal(sealed) == b"before"


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path):
    path = Path(tmp_path) / keys.FILE
    first = keys.seal_key()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys.write_key_file()
    keys._keys.cache_clear()
    assert keys.seal_key() == first
    assert set(first) == {"kid", "kty", "crv", "x", "y"}
    assert [one.name for one in tmp_path.iterdir()] == [keys.FILE]


def test_a_new_key_comes_in_front_and_the_old_one_still_opens(tmp_path):
    before, sealed = keys.seal_key(), keys.seal(b"before")
    call_command("new_phone_key", "--write", stdout=StringIO())
    assert keys.seal_key() != before
    assert keys.unseal(sealed) == b"before"
    assert keys.unseal(keys.seal(b"after")) == b"after"
    assert stat.S_IMODE((tmp_path / keys.FILE).stat().st_mode) == 0o600


def test_a_process_that_started_before_the_new_key_opens_what_is_sealed_with_it(tmp_path):
    """Processes restart one after the other; a phone may learn the new key from one and send to another."""
    before = keys._keys()
    sealed_elsewhere = (keys.add_key(), keys.seal(b"after"))[1]
    keys._keys.cache_clear()
    path = tmp_path / keys.FILE
    now = path.read_text()
    path.write_text(json.dumps({"keys": [key.as_dict(private=True) for key in before.values()]}))
    assert list(keys._keys()) == list(before)
    path.write_text(now)
    assert keys.unseal(sealed_elsewhere) == b"after"


def test_a_new_key_is_printed_for_whoever_keeps_them_elsewhere(settings):
    said = StringIO()
    call_command("new_phone_key", stdout=said)
    settings.PHONE_KEYS = said.getvalue()
    (made,) = json.loads(said.getvalue())["keys"]
    assert keys.seal_key()["kid"] == made["kid"]
    said = StringIO()
    call_command("new_phone_key", stdout=said)
    assert json.loads(said.getvalue())["keys"][1] == made
    with pytest.raises(CommandError):
        call_command("new_phone_key", "--write")
