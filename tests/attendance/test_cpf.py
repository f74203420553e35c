"""Writing down the CPF that was missing at the door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from attendance.models import Action, AttendanceRecord, Impediment
from attendance.services import expect_records
from attendance.services.build import BUILD, SEND
from clients.models import BusinessPerson, Person
from common import jobs
from common.models import AuditEntry, Job
from privacy.models import Consent, Notice
from standin.server import StandIn
from tests.attendance.conftest import STARTED, attended, run, send
from tests.cast import Cast
from visits.models import Visit

SignIn = Callable[..., Client]
CPF, OTHER = "52998224725", "11144477735"


@pytest.fixture
def impeded(cast: Cast, action: Action) -> Impediment:
    """An attended visit whose person did not say their CPF."""
    visit = attended(cast)
    Person.objects.filter(pk=visit.person_id).update(cpf=None, phone="88999990000")
    return impede(visit)


def impede(visit: Visit) -> Impediment:
    """Let the rules refuse a visit."""
    expect_records(visit.pk)
    assert isinstance(run(BUILD, visit.pk), jobs.Attention)
    return Impediment.objects.get(visit=visit)


def note(client: Client, impediment: Impediment, cpf: str) -> Any:
    return client.post(f"/sas/impedimentos/{impediment.pk}/cpf/", {"cpf": cpf}, follow=True)


def test_it_works(impeded: Impediment, sas: StandIn, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.marta)
    address = f"/sas/impedimentos/{impeded.pk}/cpf/"
    assert address in client.get("/sas/").content.decode()
    assert "CPF de José Wilson Pereira" in client.get(address).content.decode()
    text = note(client, impeded, "529.982.247-25").content.decode()
    assert "CPF anotado." in text
    assert "O CPF já está anotado. O registro segue" in text
    assert address not in text
    assert run(BUILD, impeded.visit_id) == jobs.Done()
    record = send(AttendanceRecord.objects.get())
    assert (record.state, record.visit.state) == ("registered", "registered")
    assert sas.ledger.attendances()[0]["cpf"] == CPF
    assert not Impediment.objects.exists()


def test_the_number_is_not_in_the_trail(impeded: Impediment, cast: Cast, sign_in: SignIn) -> None:
    note(sign_in(cast.marta), impeded, CPF)
    entry = AuditEntry.objects.get(verb="person cpf noted")
    assert (entry.actor_id, entry.details) == (cast.marta.pk, {})
    assert CPF not in str(list(AuditEntry.objects.values()))


def test_said_twice_it_is_the_same(impeded: Impediment, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.marta)
    assert note(client, impeded, CPF).status_code == note(client, impeded, CPF).status_code == 200
    assert AuditEntry.objects.filter(verb="person cpf noted").count() == 1
    run(BUILD, impeded.visit_id)
    assert AttendanceRecord.objects.count() == Job.objects.filter(kind=SEND).count() == 1
    assert note(client, impeded, CPF).status_code == 404, "nothing is impeded any more"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Escreva o CPF: são 11 números."),
        ("5299822472", "Falta 1."),
        ("529.982.247-26", "Este CPF não confere."),
        ("11111111111", "repete o mesmo número"),
        ("5299822472a", "só tem números"),
        ("٥٢٩٩٨٢٢٤٧٢٥", "só tem números"),
    ],
)
def test_what_is_no_cpf_is_told_and_kept_in_the_field(
    impeded: Impediment, cast: Cast, sign_in: SignIn, typed: str, said: str
) -> None:
    response = note(sign_in(cast.marta), impeded, typed)
    text = response.content.decode()
    assert response.status_code == 422
    assert said in text
    assert not typed or f'value="{typed}"' in text
    assert not Person.objects.exclude(cpf=None).exists()


def test_somebody_we_know_by_this_cpf_is_who_was_met(impeded: Impediment, cast: Cast, sign_in: SignIn) -> None:
    known = Person.objects.create(cpf=CPF, name="José W. Pereira")
    double = impeded.visit.person
    consent = _consent(impeded.visit, double)
    text = note(sign_in(cast.marta), impeded, CPF).content.decode()
    assert "já estava no cadastro" in text
    assert "José W. Pereira" not in text, "a CPF typed here must not tell whose it is"
    assert run(BUILD, impeded.visit_id) == jobs.Done()
    known.refresh_from_db()
    consent.refresh_from_db()
    assert AttendanceRecord.objects.get().person == consent.person == Visit.objects.get().person == known
    assert (known.name, known.phone) == ("José W. Pereira", "88999990000")
    assert BusinessPerson.objects.get().person == known
    assert Person.objects.count() == 1
    assert CPF not in str(list(AuditEntry.objects.values()))


def test_who_was_linked_to_the_business_already_stays_linked_once(
    impeded: Impediment, cast: Cast, sign_in: SignIn
) -> None:
    known = Person.objects.create(cpf=CPF, name="José W. Pereira")
    BusinessPerson.objects.create(business=cast.mercearia, person=known, role="partner")
    note(sign_in(cast.marta), impeded, CPF)
    link = BusinessPerson.objects.get()
    assert (link.person, link.role) == (known, "partner")


def test_every_visit_of_the_person_goes_on(impeded: Impediment, cast: Cast, sign_in: SignIn) -> None:
    fields = {"person": impeded.visit.person, "agent": cast.rosangela, "region": cast.cariri, "channel": "in_person"}
    second = Visit.objects.create(
        **fields, business=cast.mercearia, outcome="attended", timezone="America/Fortaleza",
        visited_on=STARTED.date(), started_at=STARTED, finished_at=STARTED,
    )  # fmt: skip
    impede(second)
    note(sign_in(cast.marta), impeded, CPF)
    assert [run(BUILD, visit.pk) for visit in Visit.objects.all()] == [jobs.Done()] * 2


def test_a_cpf_is_not_replaced(impeded: Impediment, cast: Cast, sign_in: SignIn) -> None:
    Person.objects.update(cpf=OTHER)
    response = note(sign_in(cast.marta), impeded, CPF)
    assert response.status_code == 422
    assert "já tem outro CPF anotado" in response.content.decode()
    assert Person.objects.get().cpf == OTHER


def test_nobody_was_named_and_the_page_says_why(cast: Cast, action: Action, sign_in: SignIn) -> None:
    visit = attended(cast)
    Visit.objects.update(person=None)
    impeded, client = impede(visit), sign_in(cast.marta)
    address = f"/sas/impedimentos/{impeded.pk}/cpf/"
    assert address in client.get("/sas/").content.decode()
    text = client.get(address).content.decode()
    assert "Não há CPF para anotar aqui." in text
    assert 'name="cpf"' not in text
    assert note(client, impeded, CPF).status_code == 422
    assert Job.objects.get(kind=BUILD).state == "attention"


@pytest.mark.parametrize(("who", "status"), [("paulo", 404), ("bento", 404), ("nelson", 403), ("rosangela", 403)])
def test_only_the_managers_of_the_place(
    impeded: Impediment, cast: Cast, sign_in: SignIn, who: str, status: int
) -> None:
    assert note(sign_in(getattr(cast, who)), impeded, CPF).status_code == status
    assert not Person.objects.exclude(cpf=None).exists()


def _consent(visit: Visit, person: Person) -> Consent:
    notice = Notice.objects.create(version=1, content={}, sha256="0" * 64)
    return Consent.objects.create(
        visit=visit, notice=notice, person=person, capacity="owner", agent=visit.agent, proof="spoken",
        answered_at=STARTED,
    )  # fmt: skip
