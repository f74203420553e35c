"""The managers' page of what is on its way to SAS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from attendance.enums import RecordState
from attendance.models import Action, AttendanceRecord, Impediment
from attendance.services import expect_records, queue
from attendance.services.build import BUILD, SEND
from clients.models import Person
from common.dates import ago
from common.models import AuditEntry, Job
from standin.server import StandIn
from tests.attendance.conftest import attended, run, send
from tests.cast import Cast
from tests.queries import queries_of

SignIn = Callable[..., Client]


def page(client: Client) -> str:
    response = client.get("/sas/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(record: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    text = page(sign_in(cast.marta))
    assert "Mercearia São José" in text
    assert "Por enviar" in text
    assert f"/sas/{record.pk}/" in text


def test_nothing_to_do_says_so(cast: Cast, sign_in: SignIn) -> None:
    assert "Tudo o que foi recebido está no SAS" in page(sign_in(cast.marta))


def test_a_refusal_says_why_and_who_acts(record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn) -> None:
    sas.ledger.close_action(record.action.action_code)
    send(record)
    text = page(sign_in(cast.marta))
    assert "O SAS não conhece o código da ação." in text
    assert "Administração estadual: 1" in text
    assert f'href="/sas/{record.pk}/correcao/"' in text


def test_a_refused_record_is_put_right_and_keeps_its_identity(
    record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn
) -> None:
    """The action's code was closed, and the business is inactive there: another action, without the business."""
    sas.ledger.close_action(record.action.action_code)
    send(record)
    other = _another_action(record)
    client = sign_in(cast.marta)
    address = f"/sas/{record.pk}/correcao/"
    assert other.name in client.get(address).content.decode()
    wrong = {"action": str(other.pk), "competence": "2026-11-01", "business": "without", "description": ""}
    assert client.post(address, wrong).status_code == 422
    client.post(address, wrong | {"description": "Como separar o dinheiro."})
    assert send(record).state == "registered"
    row = sas.ledger.attendances()[0]
    assert (row["referencia"], row["codigo_acao"], row["cnpj"]) == (str(record.pk), other.action_code, None)
    entry = AuditEntry.objects.get(verb="attendance amended", actor_id=cast.marta.pk)
    assert entry.details["fields"] == ["action_id", "business_id", "description"]


def test_the_conversation_names_each_step(record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn) -> None:
    send(record)
    text = sign_in(cast.marta).get(f"/sas/{record.pk}/").content.decode()
    steps = ["Envio do registro", "Vínculo da pessoa com o negócio", "Cadastro do negócio", "Cadastro da pessoa"]
    places = [text.index(f"<b>{step}</b>") for step in steps]
    assert places == sorted(places), "newest first"


def test_an_amendment_passes_the_gate_again(
    record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn
) -> None:
    """PRG-21: nobody is put into a category that forbids them by way of a refusal."""
    sas.ledger.close_action(record.action.action_code)
    send(record)
    other = _another_action(record)
    Action.objects.filter(pk=other.pk).update(category="Consultoria empresarial")
    told = {"action": str(other.pk), "competence": "2026-11-01", "business": "with", "description": "x"}
    response = sign_in(cast.marta).post(f"/sas/{record.pk}/correcao/", told)
    assert response.status_code == 422
    assert "A categoria Consultoria empresarial não tem" in response.content.decode()
    record.refresh_from_db()
    assert (record.state, record.category) == ("attention", "Orientação")


def test_nobody_amends_a_record_that_waits_for_nobody(record: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.marta).post(f"/sas/{record.pk}/correcao/", {"description": "outra"}, follow=True)
    assert "nada a corrigir" in response.content.decode()
    assert AttendanceRecord.objects.get().description == record.description


def test_resend_keeps_the_identity(record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn) -> None:
    sas.ledger.close_action(record.action.action_code)
    send(record)
    AttendanceRecord.objects.filter(pk=record.pk).update(action=_another_action(record))
    response = sign_in(cast.marta).post(f"/sas/{record.pk}/reenvio/", follow=True)
    assert "voltou para a fila" in response.content.decode()
    send(record)
    assert (record.state, sas.ledger.attendances()[0]["referencia"]) == ("registered", str(record.pk))
    assert AuditEntry.objects.filter(verb="attendance resent", actor_id=cast.marta.pk).count() == 1


def test_resending_a_registered_one_changes_nothing(
    record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn
) -> None:
    send(record)
    response = sign_in(cast.marta).post(f"/sas/{record.pk}/reenvio/", follow=True)
    assert "já está registrado" in response.content.decode()
    assert Job.objects.get(kind=SEND).state == "done"


def test_a_visit_without_cpf_can_be_checked_again(cast: Cast, action: Action, sign_in: SignIn) -> None:
    visit = attended(cast)
    visit.person.cpf = None
    visit.person.save()
    expect_records(visit.pk)
    run(BUILD, visit.pk)
    client = sign_in(cast.marta)
    assert "Falta o CPF" in page(client)
    client.post(f"/sas/impedimentos/{Impediment.objects.get().pk}/reenvio/")
    assert Job.objects.get(kind=BUILD).state == "waiting"


def test_all_are_counted_and_the_longest_waiting_are_shown(
    record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of thousands that a wrong code can leave behind, the page reads only what it shows."""
    sas.ledger.close_action(record.action.action_code)
    send(record)
    Person.objects.update(cpf=None)
    visit = attended(cast)
    Person.objects.update(cpf=None)
    expect_records(visit.pk)
    run(BUILD, visit.pk)
    monkeypatch.setattr(queue, "SHOWN", 1)
    text = page(sign_in(cast.marta))
    assert "O SAS não conhece o código da ação." in text
    assert "Falta o CPF" not in text
    assert "Aqui estão os 1 que esperam há mais tempo, de 2." in text
    found = Impediment.objects.get()
    assert f"{found.acts}: 1" in text


def test_record_page_shows_reasons_and_masks_documents(
    record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn
) -> None:
    send(record)
    text = sign_in(cast.marta).get(f"/sas/{record.pk}/").content.decode()
    assert "Vai para a ação" in text
    assert "PRG-22" in text
    assert record.sas_number in text
    assert "•••.982.247-••" in text
    assert "52998224725" not in text


@pytest.mark.parametrize("who", ["paulo", "bento"])
def test_strangers_find_nothing(record: AttendanceRecord, cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert "Mercearia São José" not in page(client)
    assert client.get(f"/sas/{record.pk}/").status_code == 404
    assert client.post(f"/sas/{record.pk}/reenvio/").status_code == 404


def test_an_observer_looks_and_changes_nothing(record: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.nelson)
    text = page(client)
    assert "Mercearia São José" in text
    assert f"/sas/{record.pk}/" not in text
    assert client.get(f"/sas/{record.pk}/").status_code == 403
    assert client.post(f"/sas/{record.pk}/reenvio/").status_code == 403


def test_query_count_does_not_grow(record: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.marta)
    _copies(record, RecordState.WAITING, RecordState.ATTENTION)
    with_few = queries_of(client, "/sas/")
    _copies(record, *[RecordState.WAITING, RecordState.ATTENTION] * 3)
    assert queries_of(client, "/sas/") == with_few <= 15


def _copies(record: AttendanceRecord, *states: str) -> None:
    """More records of the same visit."""
    values = AttendanceRecord.objects.filter(pk=record.pk).values().get()
    taken = AttendanceRecord.objects.count()
    for sequence, state in enumerate(states, taken + 1):
        AttendanceRecord.objects.create(**values | {"id": uuid4(), "sequence": sequence, "state": state})


def test_ages_in_words() -> None:
    now = timezone.now()
    spans = [timedelta(seconds=5), timedelta(minutes=59), timedelta(hours=52), timedelta(days=4)]
    words = ["há\xa01\xa0min", "há\xa059\xa0min", "há\xa052\xa0h", "há\xa04\xa0dias"]  # never broken over two lines
    assert [ago(now - span, now) for span in spans] == words


def _another_action(record: AttendanceRecord) -> Action:
    return Action.objects.create(
        unit=record.action.unit, plan_year=2026, agent_kind="guidance", name="Sebrae na sua Empresa - Outra",
        category="Orientação", project_code="CE-2026-0418", action_code="CE-2026-0418-01",
    )  # fmt: skip
