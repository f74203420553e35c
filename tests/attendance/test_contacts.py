"""Contacts beyond the visit, from the agent's and the credit agent's pages to the registered record."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from attendance.models import Action, AttendanceRecord, Impediment
from attendance.services import contacts
from attendance.services.build import BUILD_CONTACT, SEND
from clients.models import Person
from common import jobs
from common.models import AuditEntry
from deliveries.models import Consultation, Referral
from standin.server import StandIn
from tests.attendance.conftest import attended, run
from tests.cast import Cast
from visits.models import Appointment, Contact, Visit

SignIn = Callable[..., Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(cast: Cast, that_friday: None) -> Visit:
    """Rosângela was at the grocer's two days ago; there are actions of the year."""
    for kind, name in (("guidance", "Sebrae na sua Empresa - Cariri"), ("credit", "Agente de Crédito - Cariri")):
        Action.objects.create(
            unit=cast.unit, plan_year=2026, agent_kind=kind, name=name, category="Orientação", project_code="P",
            action_code=f"CE-2026-0417-0{1 if kind == 'guidance' else 2}",
        )  # fmt: skip
    then = timezone.now() - timedelta(days=2)
    return attended(cast, started_at=then, finished_at=then + timedelta(minutes=20), visited_on=then.date())


@pytest.fixture
def case(visit: Visit, cast: Cast) -> Referral:
    """A credit need that Carlos has taken."""
    now = timezone.now()
    return Referral.objects.create(
        visit=visit, need="Freezer", state="taken", aligned_by=cast.marta, aligned_at=now, taken_by=cast.carlos,
        taken_at=now,
    )  # fmt: skip


def told(visit: Visit, **changes: Any) -> dict[str, Any]:
    """A call yesterday from 9:00 to 9:20 in which something the client wanted was explained."""
    yesterday = timezone.localdate() - timedelta(days=1)
    return {
        "id": str(uuid.uuid4()), "on": yesterday.isoformat(), "starts": "09:00", "ends": "09:20", "channel": "phone",
        "person": str(visit.person_id), "subject": "Preço de venda", "was_requested": "on", "was_explained": "on",
    } | changes  # fmt: skip


def address(name: str, visit: Visit, kind: str) -> str:
    return reverse(f"contacts:{name}", args=[visit.business_id, kind])


def test_it_works(visit: Visit, cast: Cast, sign_in: SignIn, sas: StandIn) -> None:
    """PLN-10, PRM-21, SOL-11, SOL-46: a follow-up call keeps its promise and is registered with who made it."""
    promise = Appointment.objects.create(
        business=visit.business, agent=cast.rosangela, promised_in=visit, due_at=timezone.now(), purpose="Ligar"
    )
    client = sign_in(cast.rosangela)
    answer = client.post(address("creation", visit, "follow_up"), told(visit))
    contact = Contact.objects.get()
    assert answer.headers["Location"] == reverse("contacts:contact", args=[contact.pk])
    assert run(BUILD_CONTACT, contact.pk) == jobs.Done()
    record = AttendanceRecord.objects.get()
    assert (record.kind, record.solution_type, record.counts, record.modality) == (
        "attendance", "CON-ORI", True, "remote",
    )  # fmt: skip
    assert (record.agent, record.visit, record.contact) == (cast.rosangela, None, contact)
    promise.refresh_from_db()
    assert (promise.state, promise.kept_in_contact) == ("kept", contact)
    assert "conta como atendimento" in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(("person", "opens"), [("rosangela", False), ("marta", True), ("ana", True)])
def test_from_a_contact_its_manager_reaches_the_record_to_correct_it(
    visit: Visit, cast: Cast, sign_in: SignIn, person: str, opens: bool
) -> None:
    sign_in(cast.rosangela).post(address("creation", visit, "follow_up"), told(visit))
    contact = Contact.objects.get()
    run(BUILD_CONTACT, contact.pk)
    client, record = (
        sign_in(getattr(cast, person)),
        reverse("attendance:record", args=[AttendanceRecord.objects.get().pk]),
    )
    assert (record in client.get(reverse("contacts:contact", args=[contact.pk])).content.decode()) == opens
    assert client.get(record).status_code == (200 if opens else 403)


def test_saving_twice_is_once(visit: Visit, cast: Cast, sign_in: SignIn) -> None:
    answers = told(visit)
    for _ in range(2):
        assert sign_in(cast.rosangela).post(address("creation", visit, "guidance"), answers).status_code == 302
    assert Contact.objects.count() == 1


def test_two_taps_at_the_same_moment_are_once(visit: Visit, cast: Cast, sign_in: SignIn, monkeypatch: Any) -> None:
    """The other tap is written down between our look and our own writing."""
    answers, client, preview = told(visit), sign_in(cast.rosangela), contacts.preview

    def meanwhile(draft: contacts.Draft) -> Any:
        Contact.objects.bulk_create([draft.contact])
        return preview(draft)

    monkeypatch.setattr(contacts, "preview", meanwhile)
    answer = client.post(address("creation", visit, "guidance"), answers)
    assert answer.headers["Location"] == reverse("contacts:contact", args=[answers["id"]])
    assert Contact.objects.count() == 1


def test_a_number_that_is_somebody_elses_is_refused_in_words(visit: Visit, cast: Cast, sign_in: SignIn) -> None:
    answers, client = told(visit), sign_in(cast.rosangela)
    client.post(address("creation", visit, "guidance"), answers)
    Contact.objects.update(agent=cast.carlos, subject="O primeiro")
    assert client.post(address("creation", visit, "guidance"), answers).status_code == 422
    assert Contact.objects.get().subject == "O primeiro"


@pytest.mark.parametrize(
    ("kind", "changes", "record_kind"),
    [
        ("no_show", {"person": ""}, "no_show"),
        ("improper", {"person": "", "improper_reason": "wrong_number"}, "improper_contact"),
        ("campaign", {}, "active_campaign"),
        ("enrolment", {}, "enrolment"),
        ("information", {}, "information"),
    ],
)
def test_kinds_that_never_count(
    visit: Visit, cast: Cast, sign_in: SignIn, kind: str, changes: dict[str, str], record_kind: str
) -> None:
    """SOL-12, SOL-34, SOL-42, SOL-43."""
    sign_in(cast.rosangela).post(address("creation", visit, kind), told(visit, **changes))
    run(BUILD_CONTACT, Contact.objects.get().pk)
    record = AttendanceRecord.objects.get()
    assert (record.kind, record.counts) == (record_kind, False)


def test_preview_says_how_and_why_and_saves_nothing(visit: Visit, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.rosangela).post(address("preview", visit, "follow_up"), told(visit, was_requested=""))
    text = page.content.decode()
    assert "Fica registrado, não conta" in text
    assert "SOL-29" in text
    assert Contact.objects.count() == 0


def test_a_credit_consultation(case: Referral, cast: Cast, sign_in: SignIn) -> None:
    """CRD-02, CRD-03, CRD-05, CRD-08: an hour or more, an aligned need of one's own, in the credit agent's action."""
    visit = case.visit
    client = sign_in(cast.carlos)
    answers = told(visit, ends="10:05", channel="video", phase="pre_credit", referral=str(case.pk))
    assert client.post(address("creation", visit, "credit"), answers).status_code == 302
    contact = Contact.objects.get()
    run(BUILD_CONTACT, contact.pk)
    record = AttendanceRecord.objects.get()
    assert (record.solution_type, record.action.name) == ("INT-CON", "Agente de Crédito - Cariri")
    assert Consultation.objects.get().referral == case
    assert "antes de procurar crédito" in client.get(reverse("deliveries:referral", args=[case.pk])).content.decode()


def test_a_short_consultation_is_not_saved(case: Referral, cast: Cast, sign_in: SignIn) -> None:
    """CRD-03, SOL-18: and the page says what to do instead."""
    answers = told(case.visit, ends="09:59", phase="management", referral=str(case.pk))
    page = sign_in(cast.carlos).post(address("creation", case.visit, "credit"), answers)
    assert page.status_code == 422
    assert "pelo menos 60 minutos e esta teve 59" in page.content.decode()
    assert Contact.objects.count() == 0


def test_what_others_have_to_cure_is_saved_and_waits(visit: Visit, cast: Cast, sign_in: SignIn) -> None:
    """SOL-04, PLN-10: nothing that happened is refused; it waits for the CPF."""
    visit.person.cpf = None
    visit.person.save()
    sign_in(cast.rosangela).post(address("creation", visit, "guidance"), told(visit))
    contact = Contact.objects.get()
    assert isinstance(run(BUILD_CONTACT, contact.pk), jobs.Attention)
    contact.refresh_from_db()
    assert (Impediment.objects.get().code, contact.state) == ("no_cpf", "attention")


def test_a_cpf_missing_for_a_contact_is_noted_from_the_queue(
    visit: Visit, cast: Cast, sign_in: SignIn, sas: StandIn
) -> None:
    """CNS-03: and when it is somebody we know, the contact is theirs, too."""
    Person.objects.filter(pk=visit.person_id).update(cpf=None)
    known = Person.objects.create(cpf="52998224725", name="José W. Pereira")
    sign_in(cast.rosangela).post(address("creation", visit, "guidance"), told(visit))
    contact = Contact.objects.get()
    run(BUILD_CONTACT, contact.pk)
    client, url = sign_in(cast.marta), reverse("attendance:cpf", args=[Impediment.objects.get().pk])
    assert url in client.get("/sas/").content.decode()
    assert reverse("contacts:contact", args=[contact.pk]) in client.get(url).content.decode()
    page = client.post(url, {"cpf": "529.982.247-25"}, follow=True).content.decode()
    assert url not in page
    assert run(BUILD_CONTACT, contact.pk) == jobs.Done()
    run(SEND, AttendanceRecord.objects.get().pk)
    assert AttendanceRecord.objects.get().person == known
    assert sas.ledger.attendances()[0]["cpf"] == "52998224725"
    assert AuditEntry.objects.filter(verb="contact.person_recognised").count() == 1


def test_no_screen_of_a_consultation_offers_credit(case: Referral, cast: Cast, sign_in: SignIn) -> None:
    """CRD-04, ACT-11: no rate, no bank, no approval, no price can be written anywhere."""
    page = sign_in(cast.carlos).get(address("new_contact", case.visit, "credit")).content.decode()
    assert "não se oferece nem se promete crédito" in page
    asked = set(re.findall(r'<(?:input|select|textarea)[^>]*? name="(\w+)"', page))
    assert asked == {
        "csrfmiddlewaretoken", "id", "on", "starts", "ends", "channel", "person", "phase", "referral", "subject",
        "notes",
    }  # fmt: skip


@pytest.mark.parametrize(("who", "kind", "status"), [("davi", "guidance", 404), ("rosangela", "credit", 404)])
def test_not_elsewhere_and_not_above_ones_level(
    visit: Visit, cast: Cast, sign_in: SignIn, who: str, kind: str, status: int
) -> None:
    """CRD-03: a guidance agent gives no second level."""
    assert sign_in(getattr(cast, who)).post(address("creation", visit, kind), told(visit)).status_code == status


def test_a_person_of_another_business_is_not_attended(visit: Visit, cast: Cast, sign_in: SignIn) -> None:
    """CNS-03, I6: people come from the business; a new one answers the notice in a visit first."""
    from clients.models import Person

    other = Person.objects.create(name="Outra", cpf="11144477735")
    page = sign_in(cast.rosangela).post(address("creation", visit, "guidance"), told(visit, person=str(other.pk)))
    assert page.status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"on": "2999-01-01"},
        {"on": "2020-01-01"},
        {"starts": "10:00", "ends": "09:00"},
        {"channel": "pombo"},
        {"id": "x"},
    ],
)
def test_refusals(visit: Visit, cast: Cast, sign_in: SignIn, changes: dict[str, str]) -> None:
    for name in ("creation", "preview"):
        page = sign_in(cast.rosangela).post(address(name, visit, "guidance"), told(visit, **changes))
        assert page.status_code == 422
    assert Contact.objects.count() == 0
