"""/guardados/resgate/: the copy of a failing phone, received under each author's name."""

from __future__ import annotations

import json
import uuid
from base64 import b64encode
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.models import AuditEntry
from sync.models import Blob, Submission
from sync.services import keys
from tests.documents import raw, visit_document
from tests.sync.photographs import seal
from visits.models import Visit

URL = "/guardados/resgate/"


def saved(document: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A visit as it lies in the outbox."""
    body = keys.seal(raw(document), id=document["id"]).decode()
    return {"id": document["id"], "user": document["agent_id"], "sequence": 7, "body": body} | fields


def copy_of(*visits: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A whole file."""
    return {
        "format": "rota-ativa-resgate", "version": 1, "made_at": "2026-11-20T15:00:00Z", "app_version": "x",
        "device_id": str(uuid.uuid4()), "visits": list(visits), "drafts": [], "photos": [],
    } | fields  # fmt: skip


def bring(client, content: Any):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(URL, {"copy": SimpleUploadedFile("rota-ativa-copia.json", body)})


def results(response) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]


def test_it_works(cast, sign_in):
    document = visit_document(cast)
    response = bring(sign_in(cast.marta), copy_of(saved(document)))
    assert results(response) == ["Mercearia São José Rosângela Alves Recebida"]
    visit = Visit.objects.get()
    assert (str(visit.pk), visit.agent, visit.brought_by) == (document["id"], cast.rosangela, cast.marta)
    stored = Submission.objects.get()
    assert (stored.sent_by, stored.brought_by) == (cast.rosangela, cast.marta)
    entry = AuditEntry.objects.get(verb="submission.rescued")
    assert (entry.actor_id, entry.details["author"]) == (cast.marta.pk, str(cast.rosangela.pk))


def test_the_same_copy_again_brings_nothing_twice(cast, sign_in):
    copy, marta = copy_of(saved(visit_document(cast))), sign_in(cast.marta)
    bring(marta, copy)
    assert "Já estava aqui" in results(bring(marta, copy))[0]
    assert Visit.objects.count() == Submission.objects.count() == 1
    assert AuditEntry.objects.filter(verb="submission.rescued").count() == 1


def test_what_the_phone_had_sent_itself_is_not_noted_as_brought(cast, sign_in, put):
    document = visit_document(cast)
    visit = saved(document)
    put(document["id"], body=visit["body"].encode(), content_type="application/jose")
    assert "Já estava aqui" in results(bring(sign_in(cast.marta), copy_of(visit)))[0]
    assert Submission.objects.get().brought_by is None


def test_the_visit_says_who_brought_it(cast, sign_in):
    marta = sign_in(cast.marta)
    document = visit_document(cast)
    bring(marta, copy_of(saved(document)))
    assert "trazida por Marta" in marta.get(reverse("dashboard:visit", args=[document["id"]])).content.decode()


@pytest.mark.parametrize("what", ["visit", "draft"])
def test_what_comes_open_is_filed_under_nobodys_name_but_the_bringers(cast, sign_in, what):
    """Anybody may have written it: a visit that never happened must not become an agent's."""
    document = visit_document(cast)
    row = saved(document, body=raw(document).decode())
    marta = sign_in(cast.marta)
    found = results(bring(marta, copy_of(row) if what == "visit" else copy_of(drafts=[row])))
    assert "em seu nome" in found[0]
    kept = Submission.objects.get()
    assert (kept.sent_by, kept.brought_by, kept.problem) == (cast.marta, cast.marta, "unsealed")
    assert not Visit.objects.exists()
    assert "Veio aberta na cópia" in marta.get(f"/guardados/{kept.pk}/").content.decode()
    marta.post(f"/guardados/{kept.pk}/leitura/")
    assert not Visit.objects.exists()


def test_a_shared_phone_brings_each_visit_to_its_author(cast, sign_in):
    theirs = visit_document(cast, cast.padaria, agent_id=str(cast.davi.pk))
    lies = saved(theirs, user=str(cast.rosangela.pk), sequence=8)  # the sealed document says whose it is
    response = bring(sign_in(cast.marta), copy_of(saved(visit_document(cast)), lies))
    assert "Davi Cordeiro" in results(response)[1]
    assert {visit.agent for visit in Visit.objects.all()} == {cast.rosangela, cast.davi}


def test_somebody_of_another_region_is_not_received(cast, sign_in):
    theirs = visit_document(cast, cast.oficina, agent_id=str(cast.sofia.pk))
    assert "Não recebida" in results(bring(sign_in(cast.marta), copy_of(saved(theirs))))[0]
    assert not Submission.objects.exists()
    assert "Recebida" in results(bring(sign_in(cast.ana), copy_of(saved(theirs))))[0]


def test_what_cannot_be_a_visit_is_kept_with_the_reason(cast, sign_in):
    broken = saved(visit_document(cast), body=keys.seal(b'{"schema": 1}').decode())
    foreign = saved(visit_document(cast), body="eyJ.a.b.c.d", sequence=9)
    found = results(bring(sign_in(cast.marta), copy_of(broken, foreign)))
    assert all("Guardada" in row for row in found)
    assert "os bytes estão estragados" in found[1]
    assert Submission.objects.kept().filter(brought_by=cast.marta, sent_by=cast.rosangela).count() == 2


def test_a_draft_is_kept_for_its_author(cast, sign_in):
    draft = {"id": str(uuid.uuid4()), "user": str(cast.rosangela.pk), "body": keys.seal(b'{"answers": {}}').decode()}
    marta = sign_in(cast.marta)
    assert "a visita não tinha terminado" in results(bring(marta, copy_of(drafts=[draft])))[0]
    kept = Submission.objects.get()
    assert kept.problem == "draft"
    assert "Rascunho que veio na cópia" in marta.get(f"/guardados/{kept.pk}/").content.decode()


@pytest.mark.parametrize("shape", ["visit", "draft"])
def test_no_manager_reads_another_regions_visit_by_calling_it_a_draft_of_their_own(cast, sign_in, shape):
    """Whoever carries a copy cannot open what is in it; the page "A conferir" must not do it for them."""
    theirs = visit_document(cast, cast.oficina, agent_id=str(cast.sofia.pk), notes="Segredo do Norte.")
    if shape == "draft":
        theirs["userId"] = theirs.pop("agent_id").upper()
    lie = saved(theirs | {"agent_id": None} if shape == "draft" else theirs, user=str(cast.rosangela.pk))
    bring(sign_in(cast.marta), copy_of(drafts=[lie]))
    kept = Submission.objects.get()
    assert "Segredo do Norte." not in sign_in(cast.marta).get(f"/guardados/{kept.pk}/").content.decode()
    assert "Segredo do Norte." in sign_in(cast.ana).get(f"/guardados/{kept.pk}/").content.decode()


def test_photos_come_with_their_visit(cast, sign_in):
    photo = seal()
    document = visit_document(cast, photos=[photo.said])
    said = {"visit_id": document["id"], "sha256": photo.sha256, "blob": b64encode(photo.blob).decode()}
    bring(sign_in(cast.marta), copy_of(saved(document), photos=[said, said | {"sha256": "0" * 64}]))
    blob = Blob.objects.get()
    assert (bytes(blob.body), blob.user) == (photo.blob, cast.rosangela)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"format":"x","version":1}', b"[" * 100_000, "version", "format"]
)
def test_refuses_a_file_that_is_none(cast, sign_in, content):
    body = copy_of(**{content: 9}) if isinstance(content, str) else content
    response = bring(sign_in(cast.marta), body)
    assert response.status_code == 422
    assert ("não é uma cópia do Rota Ativa" in response.content.decode()) == (body != b"")
    assert not Submission.objects.exists()


def test_says_when_no_file_was_chosen(cast, sign_in):
    response = sign_in(cast.marta).post(URL)
    assert response.status_code == 422
    assert "Escolha o arquivo." in response.content.decode()
