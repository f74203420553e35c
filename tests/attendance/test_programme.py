"""Rules of the programme that live in the rows and in the way a record is made."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from attendance.models import Action, AttendanceRecord
from attendance.rules import decide
from attendance.services import expect_records
from attendance.services.build import BUILD
from attendance.services.facts import facts_of, rules_for
from attendance.services.payload import message_of
from tests.attendance.conftest import attended, run
from tests.cast import Cast
from visits.enums import Outcome
from visits.models import Visit

pytestmark = pytest.mark.django_db


def test_each_unit_has_its_own_actions(visit: Visit, action: Action, cast: Cast) -> None:
    """PRG-10, PRG-24: a unit organises its attendance by itself; nothing of another unit holds its records."""
    Action.objects.filter(pk=action.pk).update(unit=cast.bento.unit)
    rules = rules_for(cast.unit.pk, visit.visited_on)
    assert rules
    assert rules.actions == ()
    decision = decide(facts_of(visit), rules)
    assert decision.problem
    assert decision.problem.code == "no_action"


@pytest.mark.parametrize("name", ["Visitas", "Sebrae na sua Empresa -Cariri", "Agente de Crédito - X"])
def test_the_database_keeps_the_pattern_of_names(action: Action, name: str) -> None:
    """PRG-12, PRG-22, PRG-23, CRD-08: prefix, blank, hyphen, blank."""
    with pytest.raises(IntegrityError, match="action_name_follows_its_pattern"), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(name=name)


def test_a_record_says_who_when_how_and_by_which_rules(record: AttendanceRecord, cast: Cast) -> None:
    """SOL-05, SOL-46, PRM-21, X5: both axes, the agent, the channel's modality, the moments, the rules of the year."""
    assert (record.agent, record.region, record.modality) == (cast.rosangela, cast.cariri, "in_person")
    assert (record.category, record.solution_type, record.rule_set) == ("Orientação", "CON-ORI", "2024")
    assert (record.starts_at, record.ends_at) == (record.visit.started_at, record.visit.finished_at)
    assert record.competence.isoformat() == "2026-11-01"
    required = {"agent", "region", "starts_at", "ends_at", "modality", "action"}
    assert not any(AttendanceRecord._meta.get_field(name).null for name in required)


def test_the_person_is_told_first(record: AttendanceRecord) -> None:
    """SOL-41: CPF first, then CNPJ, then who the person is for it."""
    message = message_of(record)
    assert message.person == {"cpf": "52998224725", "nome": "José Wilson Pereira"}
    assert message.business
    assert message.business["cnpj"] == "11222333000181"
    assert message.link == {"cpf": "52998224725", "cnpj": "11222333000181", "papel": "owner"}


@pytest.mark.parametrize("outcome", Outcome.values)
def test_every_visit_is_registered(cast: Cast, action: Action, outcome: str) -> None:
    """PRM-08, PRM-20, PLN-10, EXE-05: whatever came of it, one record on its way to SAS."""
    made = attended(cast, outcome=outcome)
    expect_records(made.pk)
    run(BUILD, made.pk)
    assert made.attendance_records.count() == 1
