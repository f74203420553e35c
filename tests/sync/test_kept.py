"""Managers' pages of the documents that phones sent and that did not become a visit."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from agents.models import User
from attendance.services.build import BUILD
from clients.models import Business
from common.models import AuditEntry, Job
from sync.enums import SubmissionState
from sync.models import Submission
from tests.cast import Cast
from tests.documents import raw, visit_document
from tests.queries import queries_of
from tests.sync.conftest import PHONE
from visits.models import Visit

NOTE = {"note": "A primeira vale."}


@pytest.fixture
def conflict(cast: Cast, put: Any) -> Submission:
    """The same number twice, with other answers."""
    first = visit_document(cast, notes="Volto na quinta.")
    assert put(first).status_code == 201
    person = first["person"] | {"cpf": "11144477735"}
    assert put(first | {"notes": "Volto na sexta.", "person": person}).status_code == 409
    return Submission.objects.get(state=SubmissionState.CONFLICT)


@pytest.fixture
def unknown(cast: Cast, put: Any) -> Submission:
    """A visit to a business that is not in the register yet."""
    document = visit_document(cast)
    document["business"] |= {"id": str(uuid.uuid4()), "cnpj": "11444777000595"}
    assert put(document).status_code == 422
    return Submission.objects.get(state=SubmissionState.QUARANTINED)


def register(cast: Cast, kept: Submission) -> Business:
    """The business comes with the next reading of the register."""
    business = json.loads(bytes(kept.body))["business"]
    return Business.objects.create(
        pk=business["id"], cnpj=business["cnpj"], legal_name="LOJA NOVA", size="me", municipality=cast.juazeiro
    )


def keep(by: User, body: bytes, state: str = SubmissionState.QUARANTINED, **fields: Any) -> Submission:
    """Bytes stored as they came."""
    fields = {"visit_id": uuid.uuid4(), "sha256": hashlib.sha256(body).hexdigest()} | fields
    return Submission.objects.create(sent_by=by, body=body, state=state, **fields)


def text_of(client: Client, url: str = "/guardados/") -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def press(client: Client, kept: Submission, what: str, body: dict[str, str] | None = None) -> str:
    response = client.post(f"/guardados/{kept.pk}/{what}/", body or {}, follow=True)
    kept.refresh_from_db()
    return response.content.decode()


def test_it_works(conflict: Submission, cast: Cast, sign_in: Any) -> None:
    text = text_of(sign_in(cast.marta))
    assert "Rosângela Alves" in text
    assert "Já havia outra visita com o mesmo número" in text
    assert f"celular {PHONE[:8]}" in text
    assert f"/painel/visitas/{conflict.visit_id}/" in text


def test_nothing_kept_says_so(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.marta)
    assert "Tudo o que os celulares enviaram virou visita" in text_of(client)
    assert "Nada foi resolvido aqui ainda" in text_of(client, "/guardados/?situacao=resolvidos")


def test_a_conflict_shows_what_differs_with_documents_masked(conflict: Submission, cast: Cast, sign_in: Any) -> None:
    """(F51)"""
    text = text_of(sign_in(cast.marta), f"/guardados/{conflict.pk}/")
    for word in ("Anotações", "Volto na quinta.", "Volto na sexta.", "•••.982.247-••", "•••.444.777-••"):
        assert word in text
    assert "52998224725" not in text
    assert "11144477735" not in text
    assert "Pessoa atendida" not in text, "the same in both"


def test_answers_are_compared_in_words(cast: Cast, whole: Any, put: Any, sign_in: Any) -> None:
    first = whole()
    said = first["diagnosis"]
    assert put(first).status_code == 201
    question = next(key for key, answer in said["answers"].items() if answer != "_na")
    changed = said | {"answers": said["answers"] | {question: "_na"}}
    assert put(first | {"diagnosis": changed}).status_code == 409
    kept = Submission.objects.get(state=SubmissionState.CONFLICT)
    text = text_of(sign_in(cast.marta), f"/guardados/{kept.pk}/")
    assert "Não sabe ou prefere não dizer" in text
    assert f"Pergunta {question}" not in text


def test_a_document_that_differs_in_times_only_says_so(cast: Cast, put: Any, sign_in: Any) -> None:
    first = visit_document(cast)
    put(first)
    put(first | {"timings": {"notice": 41}})
    kept = Submission.objects.get(state=SubmissionState.CONFLICT)
    assert "O que se lê é igual nas duas" in text_of(sign_in(cast.marta), f"/guardados/{kept.pk}/")


def test_a_quarantined_one_shows_the_problem_and_the_facts(unknown: Submission, cast: Cast, sign_in: Any) -> None:
    text = text_of(sign_in(cast.marta), f"/guardados/{unknown.pk}/")
    assert "O negócio visitado não está no nosso cadastro." in text
    assert "José Wilson Pereira" in text
    assert "20/11/2026, 10:00" in text
    assert "52998224725" not in text


def test_a_field_that_cannot_be_read_is_named(cast: Cast, put: Any, sign_in: Any) -> None:
    document = visit_document(cast)
    put(document | {"person": document["person"] | {"phone": 1}})
    assert "Um campo não pôde ser lido: Telefone da pessoa." in text_of(sign_in(cast.marta))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\xfe{", b"[1]",
        b'{"person": "x", "deliveries": [3, null, {"tool": []}], "consent": {"choices": [1]}}',
        b'{"notes": "\\ud800\\u0000", "timezone": 4, "started_at": "0001-01-01T00:00:00+23:59"}', b"[" * 9000,
        b'{"diagnosis": {"instrument": "x\\u0000", "version": true, "answers": {"\\ud800": [1], "a": 1e999}}}',
        b'{"diagnosis": {"instrument": "gestao", "version": 99999999999999999999}, "person": {"cpf": "abc"}}',
    ],
)  # fmt: skip
def test_anything_that_was_stored_can_be_opened_and_tried(cast: Cast, sign_in: Any, body: bytes) -> None:
    kept, client = keep(cast.rosangela, body), sign_in(cast.marta)
    assert "O que dá para ler" in text_of(client, f"/guardados/{kept.pk}/")
    assert "Ainda não deu" in press(client, kept, "leitura")
    assert kept.state == SubmissionState.QUARANTINED


def test_tried_again_it_becomes_a_visit_once(unknown: Submission, cast: Cast, sign_in: Any, put: Any) -> None:
    register(cast, unknown)
    client = sign_in(cast.marta)
    assert "A visita foi recebida" in press(client, unknown, "leitura")
    assert "A visita foi recebida" in press(client, unknown, "leitura")
    visit = Visit.objects.get()
    assert (visit.pk, visit.agent, visit.received_at) == (unknown.visit_id, cast.rosangela, unknown.received_at)
    assert Submission.objects.get().state == SubmissionState.ACCEPTED
    assert Job.objects.filter(kind=BUILD, subject_id=visit.pk).count() == 1
    assert AuditEntry.objects.get(verb="submission.retried").actor_id == cast.marta.pk
    again = put(str(visit.pk), body=bytes(unknown.body))
    assert (again.status_code, again.json()["sha256"]) == (200, unknown.sha256), "the phone gets its receipt"
    assert client.get(f"/guardados/{unknown.pk}/").url == f"/painel/visitas/{visit.pk}/"
    assert press(client, unknown, "decisao", NOTE).count("Alguém já tinha resolvido")
    assert unknown.settled_at is None


def test_tried_too_early_it_stays(unknown: Submission, cast: Cast, sign_in: Any) -> None:
    assert "Ainda não deu" in press(sign_in(cast.marta), unknown, "leitura")
    assert (unknown.state, unknown.problem) == (SubmissionState.QUARANTINED, "invalid; business.id")
    assert not Visit.objects.exists()


def test_tried_after_another_visit_took_its_number_it_is_a_conflict(
    unknown: Submission, cast: Cast, sign_in: Any, put: Any
) -> None:
    put(visit_document(cast, id=str(unknown.visit_id)))
    assert "Compare as duas" in press(sign_in(cast.marta), unknown, "leitura")
    assert unknown.state == SubmissionState.CONFLICT
    assert Visit.objects.get().business == cast.mercearia


def test_what_the_phone_sent_again_needs_nobody(unknown: Submission, cast: Cast, sign_in: Any, put: Any) -> None:
    register(cast, unknown)
    assert put(str(unknown.visit_id), body=bytes(unknown.body)).status_code == 201
    client = sign_in(cast.marta)
    assert "Nenhum documento espera" in text_of(client)
    assert "a mesma visita chegou depois" in text_of(client, "/guardados/?situacao=resolvidos")
    assert "A visita foi recebida" in press(client, unknown, "leitura")
    assert Visit.objects.count() == 1


def test_another_persons_visit_is_never_made(cast: Cast, sign_in: Any) -> None:
    document = visit_document(cast)
    kept = keep(cast.davi, raw(document), visit_id=document["id"])
    assert "feita por outra pessoa" in press(sign_in(cast.marta), kept, "leitura")
    assert not Visit.objects.exists()


def test_half_a_document_is_not_read(cast: Cast, sign_in: Any) -> None:
    document = visit_document(cast)
    kept = keep(cast.rosangela, raw(document), visit_id=document["id"], sha256="0" * 64)
    assert "só o começo está guardado" in press(sign_in(cast.marta), kept, "leitura")
    assert not Visit.objects.exists()


def test_a_mistake_of_ours_keeps_the_document(
    unknown: Submission, cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(cast, unknown)
    monkeypatch.setattr("sync.services.receive.expect_records", lambda pk: 1 / 0)
    assert "O erro é nosso" in press(sign_in(cast.marta), unknown, "leitura")
    assert (unknown.state, unknown.problem) == (SubmissionState.QUARANTINED, "unexpected")
    assert not Visit.objects.exists()


def test_a_decision_is_written_down_once(conflict: Submission, cast: Cast, sign_in: Any) -> None:
    body, client = bytes(conflict.body), sign_in(cast.marta)
    assert "Resolvido." in press(client, conflict, "decisao", NOTE)
    decided_at = conflict.settled_at
    assert "Alguém já tinha resolvido" in press(sign_in(cast.ana), conflict, "decisao", {"note": "Outra."})
    assert (conflict.settled_by, conflict.settlement) == (cast.marta, "A primeira vale.")
    assert (conflict.settled_at, bytes(conflict.body)) == (decided_at, body)
    entry = AuditEntry.objects.get(verb="submission.settled")
    assert (entry.actor_id, entry.details) == (cast.marta.pk, {"state": "conflict"})
    assert "A primeira vale." in text_of(client, "/guardados/?situacao=resolvidos")
    assert "A primeira vale." in text_of(client, f"/guardados/{conflict.pk}/")
    assert str(conflict.pk) not in text_of(client)


def test_a_decided_one_is_not_tried_again(unknown: Submission, cast: Cast, sign_in: Any) -> None:
    register(cast, unknown)
    client = sign_in(cast.marta)
    press(client, unknown, "decisao", NOTE)
    assert "já não espera uma nova leitura" in press(client, unknown, "leitura")
    assert not Visit.objects.exists()


@pytest.mark.parametrize("note", ["", "   ", "x" * 501])
def test_a_decision_says_what_was_decided(conflict: Submission, cast: Cast, sign_in: Any, note: str) -> None:
    response = sign_in(cast.marta).post(f"/guardados/{conflict.pk}/decisao/", {"note": note})
    conflict.refresh_from_db()
    assert (response.status_code, conflict.settled_at) == (422, None)


@pytest.mark.parametrize("who", ["paulo", "bento"])
def test_strangers_find_nothing(conflict: Submission, cast: Cast, sign_in: Any, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert str(conflict.pk) not in text_of(client)
    for what in ("", "leitura/", "decisao/"):
        assert client.generic("POST" if what else "GET", f"/guardados/{conflict.pk}/{what}").status_code == 404


def test_another_regions_visit_is_not_compared(cast: Cast, put: Any, sign_in: Any) -> None:
    """A number taken by somebody of another region: its content stays there."""
    theirs = visit_document(cast, cast.oficina, agent_id=str(cast.sofia.pk), notes="Segredo de Sobral")
    put(theirs, by=cast.sofia)
    put(visit_document(cast, id=theirs["id"]))
    kept = Submission.objects.get(state=SubmissionState.CONFLICT)
    text = text_of(sign_in(cast.marta), f"/guardados/{kept.pk}/")
    assert "é de outra regional" in text
    assert "Segredo de Sobral" not in text
    assert "Segredo de Sobral" in text_of(sign_in(cast.ana), f"/guardados/{kept.pk}/")


def test_query_count_does_not_grow(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.marta)
    keep(cast.rosangela, b"{")
    with_one = queries_of(client, "/guardados/")
    for _ in range(29):
        keep(cast.rosangela, b"{")
    assert "1 a 25 de 30" in text_of(client)
    assert queries_of(client, "/guardados/") == with_one <= 10


@pytest.mark.parametrize(
    "fields",
    [
        {"settled_at": timezone.now()},
        {"settlement": "Sem ninguém"},
        {"settled_at": timezone.now(), "by": True},
        {"settled_at": timezone.now(), "by": True, "settlement": "x", "state": SubmissionState.ACCEPTED},
    ],
)
def test_the_database_wants_whole_decisions(cast: Cast, fields: dict[str, Any]) -> None:
    settled_by = cast.marta if fields.get("by") else None
    rest = {key: value for key, value in fields.items() if key != "by"}
    with pytest.raises(IntegrityError), transaction.atomic():
        keep(cast.rosangela, b"{", settled_by=settled_by, **rest)
