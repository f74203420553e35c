"""From a received visit to attendance records."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from attendance.models import Action, AttendanceRecord, Impediment
from attendance.services import expect_records, retry_cause
from attendance.services.actions import Terms, change_action
from attendance.services.build import BUILD, SEND, build_records, reference_of
from attendance.services.reference import load_actions
from clients.enums import RegisterStatus
from common import jobs
from common.models import AuditEntry, Job
from deliveries.models import Tool
from diagnostics.models import Diagnosis, Finding, Instrument, InstrumentVersion
from tests.attendance.conftest import attended, run
from tests.cast import Cast
from visits.models import Appointment, Visit


def test_it_works(record: AttendanceRecord, cast: Cast) -> None:
    assert (record.solution_type, record.category, record.counts, record.state) == (
        "CON-ORI", "Orientação", True, "waiting",
    )  # fmt: skip
    assert record.business == cast.mercearia
    assert {reason["rule"] for reason in record.reasons} >= {"PRG-22", "SOL-41", "CAT-10"}
    assert Job.objects.filter(kind=SEND, subject_id=record.pk).exists()


def test_expecting_twice_makes_one_job_and_one_record(record: AttendanceRecord) -> None:
    """Even where the job itself is forgotten to be done, and begins anew."""
    expect_records(record.visit_id)
    assert Job.objects.filter(kind=BUILD).count() == 1
    assert jobs.requeue(BUILD, record.visit_id, even_done=True)
    assert run(BUILD, record.visit_id) == jobs.Done()
    assert (AttendanceRecord.objects.count(), Job.objects.filter(kind=SEND).count()) == (1, 1)
    assert AuditEntry.objects.filter(verb="attendance record made").count() == 1


def test_inactive_business_goes_on_the_cpf_alone(cast: Cast, action: Action) -> None:
    cast.mercearia.status = RegisterStatus.CLOSED
    cast.mercearia.save()
    visit = attended(cast)
    expect_records(visit.pk)
    run(BUILD, visit.pk)
    assert visit.attendance_records.get().business is None


def explained(visit: Visit, **changes: Any) -> AttendanceRecord:
    """The visit's record when all that was left was explained and nobody had asked for it."""
    visit.deliveries.update(was_requested=False, **changes)
    expect_records(visit.pk)
    assert run(BUILD, visit.pk) == jobs.Done()
    return visit.attendance_records.get()


def told(visit: Visit, code: str = "no_cash") -> None:
    """A conversation that ended in one finding."""
    instrument = Instrument.objects.create(key="conversa", name="Conversa")
    version = InstrumentVersion.objects.create(instrument=instrument, number=1, definition={})
    diagnosis = Diagnosis.objects.create(visit=visit, version=version, answers={}, themes=[])
    Finding.objects.create(diagnosis=diagnosis, code=code, theme="caixa", text="Não anota o caixa", rank=1)


def test_guidance_that_answers_what_the_client_told_counts(visit: Visit) -> None:
    told(visit)
    assert explained(visit, findings=["no_cash"]).solution_type == "CON-ORI"


def test_guidance_that_answers_what_nobody_told_is_information(visit: Visit) -> None:
    """SOL-11, SOL-12: the server's findings count, not a code that a phone wrote beside a delivery."""
    told(visit)
    made = explained(visit, findings=["something_else"])
    assert (made.solution_type, made.counts) == ("CON-INF", False)


def test_words_beside_a_tool_make_no_guidance_of_it(visit: Visit) -> None:
    """SOL-29: a tool that nobody asked for is not an attendance, whatever was written beside it."""
    told(visit)
    tool = Tool.objects.create(key="fluxo-de-caixa", name="Fluxo de caixa", theme="caixa", summary="Planilha")
    assert explained(visit, findings=["no_cash"], tool=tool).solution_type == "CON-INF"


@pytest.mark.parametrize(("promised", "kind"), [(False, "improper_contact"), (True, "no_show")])
def test_nobody_attended_is_a_record_of_its_own_kind(cast: Cast, action: Action, promised: bool, kind: str) -> None:
    """SOL-43: never counted; a promised hour that the client did not keep is a no-show."""
    visit = attended(cast, outcome="owner_away")
    if promised:
        earlier = Visit.objects.create(**{**fields_of(visit), "outcome": "come_back"})
        Appointment.objects.create(
            business=visit.business, agent=visit.agent, promised_in=earlier, due_at=visit.started_at, purpose="x"
        )
    expect_records(visit.pk)
    assert run(BUILD, visit.pk) == jobs.Done()
    made = visit.attendance_records.get()
    assert (made.kind, made.counts, made.solution_type, made.detail) == (kind, False, "", "owner_away")
    assert made.agent == visit.agent
    assert made.pk == reference_of(visit.pk, 1)  # the same after a restore (F37)


def fields_of(visit: Visit) -> dict[str, Any]:
    """What another visit to the same client begins with."""
    return {
        name: getattr(visit, name)
        for name in ("agent", "region", "business", "person", "channel", "timezone", "visited_on", "started_at",
                     "finished_at")
    }  # fmt: skip


def test_no_cpf_waits_for_the_agent_and_goes_on_once_it_is_there(cast: Cast, action: Action) -> None:
    visit = attended(cast)
    visit.person.cpf = None
    visit.person.save()
    expect_records(visit.pk)
    assert isinstance(run(BUILD, visit.pk), jobs.Attention)
    visit.refresh_from_db()
    impediment = Impediment.objects.get(visit=visit)
    assert (visit.state, impediment.code, impediment.acts) == ("attention", "no_cpf", "Agente")
    visit.person.cpf = "52998224725"
    visit.person.save()
    retry_cause(impediment, by=cast.marta)
    assert run(BUILD, visit.pk) == jobs.Done()
    visit.refresh_from_db()
    assert (visit.state, visit.attendance_records.count(), Impediment.objects.count()) == ("received", 1, 0)


def test_a_zombie_makes_nothing(visit: Visit) -> None:
    expect_records(visit.pk)
    Job.objects.filter(kind=BUILD).update(attempts=2)  # a newer attempt owns the job
    build_records(visit.pk, 1)
    assert visit.attendance_records.count() == 0


def test_each_unit_gets_one_action_a_kind_and_year(cast: Cast) -> None:
    assert load_actions() == 4
    assert load_actions() == 0
    assert set(Action.objects.values_list("unit__uf", flat=True)) == {"CE", "PE"}
    assert set(Action.objects.values_list("project_code", "action_code")) == {("", "")}


def test_until_the_codes_of_sas_are_written_down_attendances_wait(cast: Cast, that_friday: None) -> None:
    """(PRG-15) Nothing is invented for a unit; what waited goes on as soon as somebody has the codes."""
    load_actions()
    visit = attended(cast)
    expect_records(visit.pk)
    run(BUILD, visit.pk)
    found = Impediment.objects.get(visit=visit)
    assert (found.code, found.acts) == ("no_action_codes", "Administração estadual")
    assert not visit.attendance_records.exists()
    action = Action.objects.get(unit=cast.unit, agent_kind="guidance")
    terms = Terms(name=action.name, category=action.category, project_code="CE-1", action_code="CE-1-01")
    change_action(action, terms=terms, from_on=date(2026, 1, 1), by=cast.ana)
    run(BUILD, visit.pk)
    assert visit.attendance_records.get().action == action


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"solution_type": "CON-INF", "counts": True}, "record_information_never_counts"),
        ({"solution_type": "ACE-FAM"}, "record_fampe_is_never_ours"),
        ({"state": "registered"}, "record_registered_has_its_number"),
    ],
)
def test_the_database_refuses(record: AttendanceRecord, change: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AttendanceRecord.objects.filter(pk=record.pk).update(**change)


def test_the_database_refuses_a_wrong_action_name(action: Action) -> None:
    with pytest.raises(IntegrityError, match="action_name_follows_its_pattern"), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(name="Visitas")
