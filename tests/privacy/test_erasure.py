"""Erasing a person: nowhere in the whole database their CPF, name or phone; what the law keeps stays under a number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from django.apps import apps
from django.utils import timezone

from attendance.models import AttendanceRecord
from clients.models import Person
from common.problems import RefusedError
from diagnostics.models import Diagnosis
from privacy.models import Consent, Erasure, SubjectRequest
from privacy.services import requests as verbs
from privacy.services.erasure import erase, key_of
from sync.models import Submission
from tests.sync.conftest import answered, content, conversation, put, whole  # noqa: F401  (fixtures)
from tests.world import World, _record
from visits.models import Photo, Visit

CPF, NAME, PHONE = "52998224725", "José Wilson Pereira", "88999990000"


def traces(*words: str) -> Iterator[str]:
    """Every row of every table in which one of these words stands, in any column."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                text = value.decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                yield from (f"{model._meta.label}.{field.name}: {word}" for word in words if word in text)


@pytest.fixture
def jose(cast, put, whole, answered) -> Person:  # noqa: F811  (the fixtures)
    """José after a whole visit, as the phone sent it: consent, answers, a promise, a credit need, a note, a photo."""
    document = whole(consent=answered(), notes=f"{NAME} prefere de manhã, {PHONE}")
    document["business"]["changes"] = {"phone": PHONE}
    assert put(document).status_code == 201
    Photo.objects.create(visit=Visit.objects.get(), position=1, sha256="0" * 64, taken_at=timezone.now(), what="facade")
    jose = Person.objects.get()
    AttendanceRecord.objects.filter(person=jose).update(
        state="registered", sas_number="1", registered_at=timezone.now()
    )
    return jose


def ask(cast, jose: Person, **fields) -> SubjectRequest:
    return SubjectRequest.objects.create(
        **{
            "kind": "deletion", "person": jose, "region": cast.cariri, "visit": Visit.objects.first(),
            "channel": "link", "due_on": date(2026, 12, 9), "message": f"Sou {NAME}, {PHONE}",
        } | fields
    )  # fmt: skip


def test_it_works(cast, jose):
    ask(cast, jose, kind="question", state="done", answer=f"{NAME}, já vimos.", answered_at=timezone.now(),
        answered_by=cast.marta)  # fmt: skip
    assert list(traces(CPF, NAME, PHONE))  # it was everywhere

    answer = verbs.delete(asked=ask(cast, jose), by=cast.marta)

    assert sorted(set(traces(CPF, NAME, PHONE, "prefere de manhã", "Um freezer"))) == []
    assert answer.kept
    assert all(one["what"] and one["because"] for one in answer.kept)


def test_what_the_law_keeps_stays_under_a_number(cast, jose):
    erase(person=jose, by=cast.marta)

    assert Visit.objects.get().person_id == jose.pk  # the programme's account of the visit
    consent = Consent.objects.get()  # the proof of what was agreed to
    assert (consent.person_id, consent.signature != "", consent.events.exists()) == (jose.pk, True, True)
    assert Diagnosis.objects.get().answers == {}
    assert not Photo.objects.exists()
    assert bytes(Submission.objects.get().body) == b""
    assert Erasure.objects.get().person_key == key_of(CPF)  # who comes back with the CPF is found again


def test_waits_for_what_is_on_its_way_to_sas(cast, jose):
    visit = Visit.objects.get()
    _record(World(cast), "own", visit, visit.business)
    with pytest.raises(RefusedError, match="a caminho do SAS"):
        erase(person=jose, by=cast.marta)
    assert Person.objects.get().name == NAME


def test_the_link_says_that_nothing_is_there(cast, jose, client):
    from tests.portal.test_receipt import at, words

    erase(person=jose, by=cast.marta)

    consent = Consent.objects.get()
    text = words(client.get(at(consent)))
    assert "Pessoa" not in text
    assert "Não guardamos o seu nome" in text


def test_the_same_bytes_again_bring_nothing_back(cast, jose, put, whole, answered):  # noqa: F811  (the fixtures)
    before = Submission.objects.get()
    erase(person=jose, by=cast.marta)

    document = whole(consent=answered(), id=str(before.visit_id))
    assert put(document).status_code == 409  # other bytes under the number: kept for a person
    assert Person.objects.get().name == "Pessoa apagada"


def kept(cast, whole, state: str = "quarantined", **person: str) -> Submission:  # noqa: F811  (the fixtures)
    """A document that became no visit (its business is not known here)."""
    document = whole(person={"id": None, "name": "", "cpf": "", "phone": "", "email": "", "role": "owner"} | person)
    body = json.dumps(document, ensure_ascii=False).encode()
    return Submission.objects.create(
        visit_id=document["id"], sent_by=cast.rosangela, body=body, sha256="0" * 64, state=state, problem="clash"
    )


def test_documents_that_became_no_visit_are_emptied_too(cast, jose, whole):  # noqa: F811  (the fixtures)
    by_cpf = kept(cast, whole, name="Zé da Mercearia", cpf="529.982.247-25")
    by_phone = kept(cast, whole, name=NAME.upper(), phone=PHONE)
    copied = kept(cast, whole, name="Zé", cpf=CPF, state="conflict")
    of_others = kept(cast, whole, name=NAME, phone="88911112222")  # the same name is not the same person
    Submission.objects.create(sent_by=cast.rosangela, body=b"\x00[1]", sha256="0" * 64, state="quarantined")

    done = erase(person=jose, by=cast.marta)

    left = {each.pk: bytes(each.body) for each in Submission.objects.all()}
    assert [left[each.pk] for each in (by_cpf, by_phone, copied)] == [b""] * 3
    assert NAME in left[of_others.pk].decode()
    assert done.erased["sync.Submission"] == 4  # with the one that became his visit


def test_somebody_else_of_the_business_stays(cast, jose):
    other = Person.objects.create(name="Maria de Fátima", cpf="11144477735")
    cast.mercearia.links.create(person=other, role="partner")
    erase(person=jose, by=cast.marta)
    assert Person.objects.get(pk=other.pk).name == "Maria de Fátima"
