"""From the visit to the ledger: what a rule forbids never arrives there, and what is blocked is never sent (PRG-21)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from attendance.enums import RecordState
from attendance.models import Action, Impediment
from attendance.services import expect_records
from attendance.services.build import BUILD, SEND
from clients.enums import RegisterStatus, Size
from clients.models import Business, Person
from common.models import Job
from deliveries.models import Delivery
from standin.server import StandIn
from tests.attendance.conftest import STARTED, run
from tests.cast import Cast
from visits.enums import Channel, Outcome
from visits.models import Visit

NEVER = {"ACE-FAM", ""}
BRIEFLY = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip


@dataclass
class Case:
    """A visit that might happen."""

    outcome: str
    channel: str
    size: str
    is_active: bool
    person: str  # "" nobody, "no cpf", "cpf"
    explained: bool
    requested: bool
    category: str
    is_in_force: bool


cases = st.builds(
    Case, outcome=st.sampled_from([Outcome.ATTENDED] * 4 + Outcome.values), channel=st.sampled_from(Channel.values),
    size=st.sampled_from(Size.values), is_active=st.booleans(), person=st.sampled_from(["", "no cpf", "cpf", "cpf"]),
    explained=st.booleans(), requested=st.booleans(), is_in_force=st.sampled_from([True, True, True, False]),
    category=st.sampled_from(["Orientação", "Orientação", "Sebraetec", "Eventos"]),
)  # fmt: skip


@pytest.mark.django_db
def test_what_is_blocked_is_never_sent_and_what_is_forbidden_never_arrives(
    cast: Cast, action: Action, sas: StandIn
) -> None:
    numbers = iter(range(1, 1000))

    @BRIEFLY
    @given(cases)
    def happen(case: Case) -> None:
        Action.objects.filter(pk=action.pk).update(category=case.category, is_active=case.is_in_force)
        visit = _visit(cast, case, next(numbers))
        run(BUILD, visit.pk)
        for record in visit.attendance_records.all():
            run(SEND, record.pk)
        _holds(case, visit, sas)

    happen()


def _visit(cast: Cast, case: Case, number: int) -> Visit:
    status = RegisterStatus.ACTIVE if case.is_active else RegisterStatus.CLOSED
    business = Business.objects.create(
        cnpj=_cnpj(number), legal_name="X", size=case.size, municipality=cast.juazeiro, status=status
    )
    person = (
        Person.objects.create(name="Zé", cpf=_cpf(number) if case.person == "cpf" else None) if case.person else None
    )
    started = STARTED + timedelta(minutes=number)
    visit = Visit.objects.create(
        agent=cast.rosangela, region=cast.cariri, business=business, person=person, channel=case.channel,
        outcome=case.outcome, timezone="America/Fortaleza", visited_on=STARTED.date(), started_at=started,
        finished_at=started + timedelta(minutes=20),
    )  # fmt: skip
    Delivery.objects.create(
        visit=visit, guidance="X", handover="together", was_explained=case.explained, was_requested=case.requested
    )
    expect_records(visit.pk)
    return visit


def _cpf(number: int) -> str:
    from stdnum.br import cpf

    return f"{number:09d}" + cpf._calc_check_digits(f"{number:09d}")


def _cnpj(number: int) -> str:
    from stdnum.br import cnpj

    return f"{number:012d}" + str(cnpj.calc_check_digits(f"{number:012d}"))


def _holds(case: Case, visit: Visit, sas: StandIn) -> None:
    records = list(visit.attendance_records.all())
    is_blocked = Impediment.objects.filter(visit=visit).exists()
    arrived = [entry for record in records for entry in sas.ledger.attendances(str(record.pk))]
    assert not (is_blocked and (records or arrived)), case
    assert is_blocked or records, case  # nothing happens silently (I4)
    assert not Job.objects.filter(subject_id=visit.pk, state="waiting").exists()
    for entry in arrived:
        _allowed(case, entry)
    for record in records:
        if record.state == RecordState.REGISTERED:
            assert [entry["numero"] for entry in arrived] == [record.sas_number]


def _allowed(case: Case, entry: dict[str, Any]) -> None:
    """The rules once more, in other words than the product's."""
    told = (case, json.dumps(entry, ensure_ascii=False))
    assert case.is_in_force, told  # PRG-22: an action of the plan
    if entry["especie"] == "attendance":
        assert case.outcome == Outcome.ATTENDED, told  # SOL-43
        assert case.person == "cpf", told  # SOL-04
        assert case.explained, told  # SOL-11
        assert entry["tipo_solucao"] not in NEVER, told
        assert case.category == "Orientação", told  # CAT-10
    else:
        assert entry["contabiliza"] is False, told  # SOL-12
    if entry["cnpj"]:
        assert case.is_active, told  # CAT-11
        assert case.size != Size.OTHER or not entry["tipo_solucao"], told  # PRM-11, PRG-21
