from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from random import Random

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from agents.enums import Role
from agents.models import Municipality, User
from agents.services.places import load_municipalities
from attendance.models import AttendanceRecord
from clients.enums import BusinessSource, Size
from clients.models import Business, Person, RegisterImport
from clients.rules import cnpj_problem, cpf_problem
from config.startup import tell_stand_in
from deliveries.rules import closing_problems
from demo.register import write_register
from demo.services import Scale, give_routes_for_today, seed
from demo.team import PASSWORD, logins
from diagnostics.models import Diagnosis, InstrumentVersion
from privacy.models import Consent
from standin.ledger import Ledger
from sync.models import Submission
from sync.services.day import build_day
from visits.enums import RouteState, StopState
from visits.models import Route, Visit

SMALL = Scale(businesses=240, visits=90, weeks=2)
THAT_MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)  # what is made up depends on the day: these tests have theirs


@pytest.fixture(autouse=True)
def _on_that_monday() -> Iterator[None]:
    with time_machine.travel(THAT_MONDAY):
        yield


@pytest.fixture
def reference(db: None) -> None:
    call_command("load_reference", verbosity=0)


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory):
    """One seed for the whole module, in a transaction around every test's own; rolled back at the end."""
    folder = tmp_path_factory.mktemp("register")
    with time_machine.travel(THAT_MONDAY), django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        assert seed(scale=SMALL, folder=folder)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def seeded(once: Path, db: None) -> Path:
    return once


def test_it_works(seeded: Path) -> None:
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)
    assert User.objects.get_queryset().field_agents().count() == 20
    register = Business.objects.filter(source=BusinessSource.REGISTER)
    assert register.target_public().count() == SMALL.businesses
    assert set(register.values_list("size", flat=True)) == {Size.MEI, Size.ME, Size.EPP}
    assert Visit.objects.count() >= SMALL.visits
    assert not Visit.objects.exclude(flags=[]).exists()
    assert Diagnosis.objects.exists()
    assert AttendanceRecord.objects.exclude(sas_number="").exists()
    assert set(Consent.objects.values_list("proof", flat=True)) == {"signature", "spoken"}


def test_sas_knows_what_the_demo_registered(seeded: Path, tmp_path: Path) -> None:
    """Else nobody could correct, cancel or compare a record of the demo."""
    tell_stand_in(tmp_path / "ledger.sqlite3")
    known = {(found["referencia"], found["numero"]) for found in Ledger(tmp_path / "ledger.sqlite3").attendances()}
    registered = AttendanceRecord.objects.exclude(sas_number="")
    assert known == {(str(record.pk), record.sas_number) for record in registered}


def test_everybody_signs_in_with_the_password_that_is_printed(seeded: Path) -> None:
    shown = logins()
    assert len(shown) == len(Role.values)
    for _, email, password in shown:
        assert password == PASSWORD
        assert User.objects.get(email=email).check_password(password)


def test_the_second_time_nothing_changes(seeded: Path) -> None:
    before = [model.objects.count() for model in (User, Business, Visit, RegisterImport)]
    assert not seed(scale=SMALL, folder=seeded)
    assert [model.objects.count() for model in (User, Business, Visit, RegisterImport)] == before


def test_a_seed_that_was_cut_short_is_completed(seeded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.services.is_seeded", lambda: False)  # its last row is missing (the audit trail keeps all)
    before = [model.objects.count() for model in (User, Business, Visit, Route)]
    assert seed(scale=SMALL, folder=seeded)
    assert [model.objects.count() for model in (User, Business, Visit, Route)] == before


def test_every_visit_could_have_been_finished_on_a_phone(seeded: Path) -> None:
    definition = InstrumentVersion.objects.get(instrument__key="gestao_basica").definition
    bodies = list(Submission.objects.values_list("body", flat=True))
    assert len(bodies) == Visit.objects.count() > 0
    for body in bodies:
        problems = closing_problems(json.loads(bytes(body)), definition)
        assert not [problem for problem in problems if problem.blocks]


def test_documents_have_right_check_digits_and_names_hold_no_cpf(seeded: Path) -> None:
    people = Person.objects.exclude(cpf=None)
    assert people.exists()
    assert not [cpf for cpf in people.values_list("cpf", flat=True) if cpf_problem(cpf)]
    assert not [cnpj for cnpj in Business.objects.values_list("cnpj", flat=True) if cnpj_problem(cnpj)]
    assert not Business.objects.filter(legal_name__regex=r"[0-9]{11}").exists()
    assert Business.objects.filter(cnpj__regex=r"[A-Z]").exists()


def test_the_files_hold_what_an_import_has_to_leave_out(seeded: Path) -> None:
    left_out = RegisterImport.objects.get().left_out
    assert {"not_active", "other_size", "other_municipality", "bad_cnpj"} <= left_out.keys()


def test_the_files_are_always_the_same(reference: None, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        write_register(folder, businesses=50, random=Random(1))
    first, second = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in folders)
    assert first == second
    assert len(first) == 7


def test_every_territory_has_businesses_and_agents_stay_in_theirs(seeded: Path) -> None:
    for agent in User.objects.get_queryset().field_agents():
        assert agent.assignments.get(ends_on=None).territory.businesses.exists()
    assert not Visit.objects.filter(territory=None).exclude(business__source=BusinessSource.SWEEP).exists()


def test_past_routes_are_walked_or_skipped(seeded: Path) -> None:
    route = Route.objects.prefetch_related("stops").first()
    assert route
    assert route.state == RouteState.PUBLISHED
    assert {stop.state for stop in route.stops.all()} <= {StopState.DONE, StopState.SKIPPED}


def test_gives_a_route_for_today_once(seeded: Path) -> None:
    User.objects.exclude(email="rosangela@rota.demo").filter(role=Role.AGENT).update(is_active=False)
    today = THAT_MONDAY.date()
    assert give_routes_for_today(today) == 1
    route = Route.objects.get(scheduled_on=today)
    assert route.state == RouteState.PUBLISHED
    assert 4 <= route.stops.count() <= 9
    assert give_routes_for_today(today) == 0


def test_the_route_for_today_shows_all_that_a_stop_can_tell(seeded: Path) -> None:
    """Hours that were promised, a promise that waits since days, a last visit, remarks, first visits."""
    ground = F("assignments__territory")
    met = Count("visits", filter=Q(visits__outcome="attended", visits__territory=ground, assignments__ends_on=None))
    agent = User.objects.get_queryset().field_agents().annotate(met=met).order_by("-met", "email")[0]
    with time_machine.travel("2026-11-24T11:00:00Z", tick=False):
        User.objects.exclude(pk=agent.pk).filter(role=Role.AGENT).update(is_active=False)
        assert give_routes_for_today() == 1
        day = build_day(by=agent, at=timezone.now())
    stops, businesses = day["route"]["stops"], day["businesses"]
    assert sum(bool(stop["window"]) for stop in stops) == 2
    assert {stop["reason"].split()[0] for stop in stops} >= {"Prometido", "Primeira"}
    assert sum(bool(each["open_followups"]) for each in businesses) == 3
    assert sum(bool(each["last_visit"] and each["last_visit"]["findings"]) for each in businesses) >= 3
    assert any(each["flags"] for each in businesses)


def test_load_reference_changes_nothing_the_second_time(reference: None) -> None:
    out = StringIO()
    assert load_municipalities() == 0
    call_command("load_reference", stdout=out)
    assert out.getvalue().count(": 0 de novo") == 5


def test_a_municipality_that_changed_in_the_file_is_corrected(reference: None) -> None:
    Municipality.objects.filter(pk="2307304").update(name="Joazeiro")
    assert load_municipalities() == 1
    assert Municipality.objects.get(pk="2307304").name == "Juazeiro do Norte"
