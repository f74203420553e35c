"""A unit's dated actions: pages, names, codes, and a past that nobody rewrites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attendance.enums import AgentKind
from attendance.models import Action, AttendanceRecord, Impediment
from attendance.rules.decision import STATE
from attendance.rules.naming import name_problem
from attendance.services import actions, again, expect_records
from attendance.services.again import SEND_AGAIN
from attendance.services.build import BUILD, SEND
from attendance.services.facts import rules_for
from clients.models import Business
from common import jobs
from common.models import AuditEntry, Job
from deliveries.models import Delivery
from standin.server import StandIn
from tests.attendance.conftest import attended, run, send
from tests.cast import Cast
from visits.models import Visit

SignIn = Callable[..., Client]
NAME = "Sebrae na sua Empresa - Visitas do Cariri"


def told(**changes: str) -> dict[str, str]:
    return {
        "plan_year": "2026", "agent_kind": "guidance", "name": NAME, "category": "Orientação",
        "project_code": "CE-2026-0417", "action_code": "CE-2026-0417-09", "from_on": "2026-11-20",
    } | changes  # fmt: skip


def change(client: Client, action: Action, **changes: str) -> Any:
    return client.post(f"/acoes/{action.pk}/", told(name=action.name, **changes), follow=True)


@pytest.mark.parametrize("name", [NAME, "Sebrae na sua Empresa - 2026"])
def test_a_name_that_follows_its_pattern(name: str) -> None:
    """PRG-22."""
    assert name_problem(name, AgentKind.GUIDANCE) is None


@pytest.mark.parametrize(
    ("name", "kind", "right"),
    [
        ("Visitas", "guidance", "“Sebrae na sua Empresa - Visitas no Cariri”"),
        ("sebrae na sua empresa – visitas", "guidance", "“Sebrae na sua Empresa - visitas”"),
        ("Sebrae na sua Empresa -Visitas", "guidance", "“Sebrae na sua Empresa - Visitas”"),
        ("Sebrae na sua Empresa - ", "guidance", "“Sebrae na sua Empresa - Visitas no Cariri”"),
        (NAME, "credit", "começa com “Agente de Crédito - ”"),
    ],
)
def test_a_name_that_does_not_says_how_it_is_right(name: str, kind: str, right: str) -> None:
    """PRG-22, PRG-23: an instruction, with what was meant where it can be told."""
    problem = name_problem(name, AgentKind(kind))
    assert problem
    assert right in problem.message


@pytest.mark.usefixtures("that_friday")  # the page offers plans of this year and the next
def test_it_works(cast: Cast, sas: StandIn, sign_in: SignIn) -> None:
    """A visit waits for an action; opened, the visit goes on by itself."""
    visit = attended(cast)
    expect_records(visit.pk)
    assert isinstance(run(BUILD, visit.pk), jobs.Attention)
    client = sign_in(cast.ana)
    page = client.post("/acoes/nova/", told(), follow=True).content.decode()
    assert "O que esperava por ela segue sozinho." in page
    assert Job.objects.get(kind=BUILD).state == "waiting"
    assert run(BUILD, visit.pk) == jobs.Done()
    assert send(AttendanceRecord.objects.get()).state == "registered"
    assert sas.ledger.attendances()[0]["codigo_acao"] == "CE-2026-0417-09"
    assert not Impediment.objects.exists()
    page = client.get("/acoes/?ano=2026").content.decode()
    assert NAME in page
    assert "Ações do plano de 2026" in page
    assert AuditEntry.objects.filter(verb="action opened", actor_id=cast.ana.pk).count() == 1


@pytest.mark.usefixtures("that_friday")  # the page offers plans of this year and the next
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "Visitas"}, "começa com “Sebrae na sua Empresa - ”"),
        ({"action_code": "ação 1"}, "só têm letras maiúsculas"),
        ({"action_code": ""}, "Escreva os dois códigos"),
        ({"category": "Outros"}, "não é uma das escolhas"),
        ({"category": "Sala do Empreendedor"}, "não é uma das escolhas"),
        ({"name": "Sebrae na sua Empresa - Cariri"}, "Já há uma ação com este nome em 2026."),
        ({"plan_year": "2025"}, "não é uma das escolhas"),
    ],
)
def test_refuses(action: Action, cast: Cast, sign_in: SignIn, changes: dict[str, str], said: str) -> None:
    """PRG-15, PRG-18, PRG-22, CAT-15."""
    response = sign_in(cast.ana).post("/acoes/nova/", told(**changes))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Action.objects.count() == 1


def test_while_nothing_has_left_a_code_is_put_right_in_place(
    record: AttendanceRecord, cast: Cast, sign_in: SignIn
) -> None:
    change(sign_in(cast.ana), record.action, from_on="2026-01-01")
    record.refresh_from_db()
    assert Action.objects.get().action_code == record.action.action_code == "CE-2026-0417-09"


def test_what_was_sent_keeps_what_it_said(record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn) -> None:
    """A change is dated: the past has its row, each day has its action, and the page tells both."""
    client, old = sign_in(cast.ana), record.action
    assert send(record).state == "registered"
    assert "e eles não mudam" in change(client, old, from_on="2026-01-01").content.decode()
    change(client, old, from_on="2026-11-21")
    new = Action.objects.get(replaces=old)
    record.refresh_from_db()
    old.refresh_from_db()
    assert (record.action, old.action_code, old.ends_on) == (old, "CE-2026-0417-01", date(2026, 11, 20))
    assert (new.action_code, new.starts_on) == ("CE-2026-0417-09", date(2026, 11, 21))
    for day, action in ((20, old), (21, new)):
        rules = rules_for(cast.unit.pk, date(2026, 11, day))
        assert rules
        assert [one.key for one in rules.actions] == [action.pk]
    assert "e fica como foi" in client.get(f"/acoes/{old.pk}/").content.decode()


def test_what_sas_refused_for_its_code_goes_again(
    record: AttendanceRecord, sas: StandIn, cast: Cast, sign_in: SignIn
) -> None:
    sas.ledger.close_action(record.action.action_code)
    assert send(record).state == "attention"
    change(sign_in(cast.ana), record.action, from_on="2026-11-01")
    assert run(SEND_AGAIN, Action.objects.get(ends_on=None).pk) == jobs.Done()
    assert send(record).state == "registered"
    assert sas.ledger.attendances()[0]["codigo_acao"] == "CE-2026-0417-09"


def test_however_many_sas_refused_they_go_again_in_parts(
    record: AttendanceRecord, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And once each: what is refused anew waits for a person, it does not go round."""
    monkeypatch.setattr(again, "AT_ONCE", 2)
    action = record.action
    visits = [record.visit, *(like(record.visit, business) for business in (cast.salao, cast.padaria))]
    Job.objects.filter(kind=SEND).update(state="attention")
    AttendanceRecord.objects.update(state="attention", acts=STATE, problem="Ação desconhecida")
    Visit.objects.update(state="attention")
    terms = actions.Terms(action.name, action.category, action.project_code, "CE-2026-0417-09")
    changed = actions.change_action(action, terms=terms, from_on=date(2026, 1, 1), by=cast.ana)

    assert isinstance(run(SEND_AGAIN, changed.pk), jobs.Retry)
    assert Job.objects.filter(kind=SEND, state="waiting").count() == 2
    AttendanceRecord.objects.filter(visit=visits[0]).update(state="attention")
    assert run(SEND_AGAIN, changed.pk) == jobs.Done()

    assert Job.objects.filter(kind=SEND, state="waiting").count() == 3
    assert AttendanceRecord.objects.get(visit=visits[0]).state == "attention"
    assert {visit.state for visit in Visit.objects.exclude(pk=visits[0].pk)} == {"received"}


def test_what_waits_for_its_turn_goes_on_under_the_action_that_follows(record: AttendanceRecord, cast: Cast) -> None:
    """The codes are changed twice before the first change has been worked off."""
    Job.objects.filter(kind=SEND).update(state="attention")
    AttendanceRecord.objects.update(state="attention", acts=STATE, problem="Ação desconhecida")
    action = record.action
    for code, day in (("CE-2026-0417-09", date(2026, 1, 1)), ("CE-2026-0417-10", date(2026, 11, 1))):
        terms = actions.Terms(action.name, action.category, action.project_code, code)
        action = actions.change_action(action, terms=terms, from_on=day, by=cast.ana)

    assert [run(SEND_AGAIN, each) for each in (record.action_id, action.pk)] == [jobs.Done()] * 2
    assert Job.objects.get(kind=SEND).state == "waiting"
    assert AttendanceRecord.objects.get().action == action


def test_whoever_opens_an_action_waits_no_longer_when_more_waits_for_it(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    visit = attended(cast)
    expect_records(visit.pk)
    run(BUILD, visit.pk)
    terms = actions.Terms(NAME, "Orientação", "CE-2026-0417", "CE-2026-0417-09")
    with CaptureQueriesContext(connection) as with_one:
        actions.open_action(cast.unit, plan_year=2026, kind=AgentKind.GUIDANCE, terms=terms, by=cast.ana)
    Action.objects.all().delete()
    more = [like(visit, business) for business in (cast.salao, cast.padaria, cast.oficina)]

    with django_assert_num_queries(len(with_one)):
        actions.open_action(cast.unit, plan_year=2026, kind=AgentKind.GUIDANCE, terms=terms, by=cast.ana)

    assert [run(BUILD, one.pk) for one in (visit, *more)] == [jobs.Done()] * 4


def like(visit: Visit, business: Business) -> Visit:
    """A visit of the same moment at another business, its records decided."""
    made = Visit.objects.get(pk=visit.pk)
    made.pk, made.business = uuid4(), business
    made._state.adding = True
    made.save()
    Delivery.objects.create(
        visit=made, guidance="Como separar o dinheiro.", handover="together", was_explained=True, was_requested=True
    )
    expect_records(made.pk)
    run(BUILD, made.pk)
    return made


@pytest.mark.parametrize("fast", [timedelta(), timedelta(hours=2)])
def test_nothing_changes_under_a_record_on_its_way(
    record: AttendanceRecord, cast: Cast, sign_in: SignIn, fast: timedelta
) -> None:
    """What a worker sends at this moment says what the row says, even if this server's clock is fast (F39)."""
    Job.objects.filter(kind=SEND).update(locked_until=timezone.now() + timedelta(minutes=1))
    client = sign_in(cast.ana)
    with time_machine.travel(timezone.now() + fast):
        response = change(client, record.action, from_on="2026-01-01")
    assert "indo para o SAS agora" in response.content.decode()
    assert Action.objects.get().action_code == "CE-2026-0417-01"


def test_ended_it_holds_what_happened_until_then(action: Action, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    assert client.post(f"/acoes/{action.pk}/fim/", {"on": "2027-01-01"}).status_code == 422
    client.post(f"/acoes/{action.pk}/fim/", {"on": "2026-11-20"})
    in_force = [bool(Action.objects.in_force(cast.unit.pk, date(2026, 11, day))) for day in (20, 21)]
    assert in_force == [True, False]
    assert "Esta ação já terminou" in change(client, action).content.decode()
