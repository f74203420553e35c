"""From the visit to the ledger: what a rule forbids never arrives there, and what is blocked is never sent (PRG-21)."""

from __future__ import annotations

import json
from collections import Counter
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
from tests.attendance.test_rule_properties import mostly
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
    Case, outcome=mostly(Outcome.ATTENDED, *Outcome.values), channel=st.sampled_from(Channel.values),
    size=mostly(Size.ME, *Size.values), is_active=mostly(True, False), person=mostly("cpf", "no cpf", ""),
    explained=mostly(True, False), requested=mostly(True, False), is_in_force=mostly(True, False),
    category=mostly("Orientação", "Sebraetec", "Eventos"),
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
        assert _broken_rules(case, visit, sas) == [], case

    happen()
    arrived = Counter(entry["especie"] for entry in sas.ledger.attendances())
    assert min(arrived["attendance"], Impediment.objects.count()) > 5  # both ways were gone


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


def _broken_rules(case: Case, visit: Visit, sas: StandIn) -> list[str]:
    """What went wrong on this visit's way: nothing, if the product keeps the rules."""
    records = list(visit.attendance_records.all())
    is_blocked = Impediment.objects.filter(visit=visit).exists()
    arrived = [entry for record in records for entry in sas.ledger.attendances(str(record.pk))]
    registered = [record.sas_number for record in records if record.state == RecordState.REGISTERED]
    kept = {
        "what is blocked is not sent": not (is_blocked and (records or arrived)),
        "I4: nothing happens silently": bool(is_blocked or records),
        "nothing is left to decide": not Job.objects.filter(subject_id=visit.pk, state="waiting").exists(),
        "SAS holds once what we call registered": registered == [entry["numero"] for entry in arrived],
    }
    return [rule for rule, is_kept in kept.items() if not is_kept] + [
        f"{rule}: {json.dumps(entry, ensure_ascii=False)}" for entry in arrived for rule in _forbidden(case, entry)
    ]


def _forbidden(case: Case, entry: dict[str, Any]) -> list[str]:
    """The rules once more, in other words than the product's: those that this entry of SAS's ledger breaks."""
    kept = {"PRG-22: an action of the plan": case.is_in_force}
    if entry["especie"] == "attendance":
        kept |= {
            "SOL-43": case.outcome == Outcome.ATTENDED,
            "SOL-04": case.person == "cpf",
            "SOL-11": case.explained,
            "ours to register": entry["tipo_solucao"] not in NEVER,
            "CAT-10": case.category == "Orientação",
        }
    else:
        kept["SOL-12"] = entry["contabiliza"] is False
    if entry["cnpj"]:
        kept["CAT-11"] = case.is_active
        kept["PRM-11, PRG-21"] = case.size != Size.OTHER or not entry["tipo_solucao"]
    return [rule for rule, is_kept in kept.items() if not is_kept]
