"""A wrong CPF or CNPJ on the page of a refused record: put right, and sent again under the same reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from attendance.forms.amendment import AmendmentForm
from attendance.models import AttendanceRecord
from attendance.services import resend_record
from attendance.services.resend import Amendment
from clients.models import Business, BusinessPerson, Person
from common.models import AuditEntry
from standin.server import StandIn
from tests.attendance.conftest import send
from tests.cast import Cast
from visits.models import Visit

SignIn = Callable[..., Client]
NOTED, RIGHT = "52998224725", "11144477735"


@pytest.fixture
def refused(record: AttendanceRecord, fault: Callable[..., None]) -> AttendanceRecord:
    """SAS did not take the person."""
    fault("422", route="/clientes/pf")
    return send(record)


def amend(client: Client, record: AttendanceRecord, **documents: str) -> Any:
    told = {
        "action": str(record.action_id), "competence": record.competence.isoformat(), "business": "with",
        "description": record.description,
    }  # fmt: skip
    return client.post(f"/sas/{record.pk}/correcao/", told | documents, follow=True)


def shown(response: HttpResponse) -> str:
    return response.content.decode()


def test_it_works(refused: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn) -> None:
    """The number was wrong: the person keeps who they are, the record its reference, and no trail holds a number."""
    client = sign_in(cast.marta)
    page = shown(client.get(f"/sas/{refused.pk}/correcao/"))
    assert "Está anotado •••.982.247-••" in page
    assert NOTED not in page
    amend(client, refused, cpf="111.444.777-35")
    assert send(refused).state == "registered"
    (row,) = sas.ledger.attendances()
    assert (row["referencia"], row["cpf"]) == (str(refused.pk), RIGHT)
    assert (Person.objects.get().cpf, Person.objects.get().pk) == (RIGHT, refused.person_id)
    assert RIGHT not in str(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.filter(verb="person cpf replaced", actor_id=cast.marta.pk).count() == 1


def test_somebody_we_know_was_attended(refused: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn) -> None:
    """The visit is theirs then; whom nothing else is known of is forgotten; the page tells no name."""
    known = Person.objects.create(cpf=RIGHT, name="Maria Aparecida")
    text = shown(amend(sign_in(cast.marta), refused, cpf=RIGHT))
    assert "voltou para a fila" in text
    assert send(refused).state == "registered"
    assert refused.person == Visit.objects.get().person == known
    assert [row["cpf"] for row in sas.ledger.attendances()] == [RIGHT]
    assert list(Person.objects.all()) == [known]
    assert BusinessPerson.objects.get(person=known).role == "owner"


def test_a_number_that_sas_has_taken_is_not_replaced(
    refused: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn
) -> None:
    """The owner of a registered CPF keeps it: who was attended is somebody else, whose name is asked for."""
    client = sign_in(cast.marta)
    _registered_before(refused)
    text = shown(amend(client, refused, cpf=RIGHT))
    assert "Escreva o nome de quem foi atendido." in text
    assert not Person.objects.filter(cpf=RIGHT).exists()
    amend(client, refused, cpf=RIGHT, name="Antônia Lima")
    assert send(refused).state == "registered"
    assert (refused.person.name, refused.person.cpf) == ("Antônia Lima", RIGHT)
    assert Person.objects.get(cpf=NOTED).attendance_records.count() == 1


def test_what_sas_may_hold_already_is_asked_about_first(
    record: AttendanceRecord, fault: Callable[..., None], cast: Cast, sign_in: SignIn
) -> None:
    """I3: the answer was lost; with another document there might be two."""
    fault("timeout_after_commit")
    send(record)
    AttendanceRecord.objects.filter(pk=record.pk).update(state="attention", problem="x", acts="y")
    text = shown(amend(sign_in(cast.marta), record, cpf=RIGHT))
    assert "O SAS pode já ter este registro" in text
    assert Person.objects.get().cpf == NOTED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"cpf": "11144477736"}, "Este CPF não confere."),
        ({"name": "Antônia"}, "Escreva também o CPF"),
        ({"cnpj": "12ABC34501DE36"}, "Este CNPJ não confere."),
        ({"cnpj": "11222333000262"}, "Este CNPJ não está no cadastro."),
        ({"cnpj": "A87HBZHB000161"}, "de outro lugar"),
        ({"cnpj": "SEBRAE01000155"}, "Este negócio está inativo."),
    ],
)
def test_refuses(refused: AttendanceRecord, cast: Cast, sign_in: SignIn, typed: dict[str, str], said: str) -> None:
    """What is no document, and a business that the record may not name; nothing changes."""
    response = amend(sign_in(cast.marta), refused, **typed)
    assert response.status_code == 422
    assert said in shown(response)
    refused.refresh_from_db()
    assert (refused.state, refused.business, Person.objects.get().cpf) == ("attention", cast.mercearia, NOTED)


def test_another_business_is_named_with_the_persons_link(
    refused: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn
) -> None:
    amend(sign_in(cast.marta), refused, cnpj="12.ABC.345/01DE-35")
    assert send(refused).state == "registered"
    assert sas.ledger.attendances()[0]["cnpj"] == cast.salao.cnpj
    assert sas.ledger.is_linked(NOTED, cast.salao.cnpj)


def test_a_number_told_at_the_door_is_replaced(refused: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    """A business of the sweep has the number that somebody said; those of the federal register have their own."""
    Business.objects.filter(pk=refused.business_id).update(source="sweep")
    amend(sign_in(cast.marta), refused, cnpj="11222333000262")
    assert Business.objects.get(pk=refused.business_id).cnpj == "11222333000262"
    assert AuditEntry.objects.filter(verb="business cnpj replaced").count() == 1


def test_others_that_waited_for_the_same_number_go_too(refused: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    other = _twin(refused)
    AttendanceRecord.objects.filter(pk=other.pk).update(state="attention", problem=refused.problem)
    amend(sign_in(cast.marta), refused, cpf=RIGHT)
    other.refresh_from_db()
    assert other.state == "waiting"


def _twin(record: AttendanceRecord) -> AttendanceRecord:
    """Another visit to the same person, with its record."""
    visit = Visit.objects.get(pk=record.visit_id)
    visit.pk = None
    visit.save(force_insert=True)
    kept = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    return AttendanceRecord.objects.create(**kept | {"id": visit.pk, "visit_id": visit.pk})


def _registered_before(record: AttendanceRecord) -> None:
    """SAS has an earlier attendance of the person."""
    AttendanceRecord.objects.filter(pk=_twin(record).pk).update(
        state="registered", sas_number="SAS-0", registered_at=timezone.now(), problem="", acts=""
    )


def test_of_two_managers_at_once_the_second_is_told_that_nobody_waits(
    refused: AttendanceRecord, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = AmendmentForm.amendment

    def somebody_is_faster(form: AmendmentForm) -> Amendment:
        resend_record(refused, by=cast.ana)
        return read(form)

    monkeypatch.setattr(AmendmentForm, "amendment", somebody_is_faster)
    text = shown(amend(sign_in(cast.marta), refused))
    assert "nada a corrigir" in text
    assert "foi corrigido" not in text
