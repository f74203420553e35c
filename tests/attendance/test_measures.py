"""Kinds are measured apart, and the shares that the programme watches."""

from __future__ import annotations

from typing import Any

import pytest

from attendance.enums import RecordKind
from attendance.models import AttendanceRecord, Solution
from attendance.services.measures import by_kind, counted_for, management_share, network_share
from attendance.services.reference import rule_sets
from deliveries.models import Consultation, Referral
from tests.cast import Cast
from visits.models import Contact

pytestmark = pytest.mark.django_db
ALL = AttendanceRecord.objects.all


def another(record: AttendanceRecord, **changes: Any) -> AttendanceRecord:
    """A record like this one, of the same visit."""
    return AttendanceRecord.objects.create(
        **{
            field.attname: getattr(record, field.attname)
            for field in record._meta.concrete_fields
            if field.name != "id"
        }
        | {"sequence": ALL().count() + 1}
        | changes
    )


def test_each_kind_is_counted_apart(record: AttendanceRecord) -> None:
    """IND-07, SOL-34: commercialisation, no-shows, improper contacts, campaigns, information, attendances."""
    for kind in ("no_show", "enrolment", "enrolment"):
        another(record, kind=kind, solution_type="", counts=False)
    found = {kind.label: count for kind, count in by_kind(ALL())}
    assert found == {
        "Atendimento": 1, "Informação": 0, "Falta em horário combinado": 1, "Contato improcedente": 0,
        "Campanha ativa": 0, "Inscrição ou agendamento": 2,
    }  # fmt: skip
    assert len(found) == len(RecordKind)


def test_the_network_portfolios_share(record: AttendanceRecord, cast: Cast) -> None:
    """PRG-14, IND-04: of attendances with a solution; under ten percent there is an alert."""
    own = Solution.objects.create(name="Oficina", solution_type="CAP-OFI", portfolio="local", sas_code="L1")
    network = Solution.objects.create(name="Curso", solution_type="CAP-CUR", portfolio="network", sas_code="R1")
    assert network_share(ALL()).percent is None  # guidance without a solution is no base
    for _ in range(10):
        another(record, solution_id=own.pk, solution_type="CAP-OFI")
    assert (network_share(ALL()).percent, network_share(ALL()).is_under) == (0, True)
    another(record, solution_id=network.pk, solution_type="CAP-CUR")
    another(record, solution_id=network.pk, solution_type="CAP-CUR")
    share = network_share(ALL())
    assert (share.part, share.base, share.is_under) == (2, 12, False)


def test_each_indicator_says_which_types_it_counts(record: AttendanceRecord) -> None:
    """SOL-06, SOL-35, IND-06: a decision per indicator, kept with the rules."""
    assert {"attendances_per_client", "network_share"} <= set(rule_sets()[-1].excludes)
    assert counted_for("attendances_per_client", ALL()).count() == 1
    assert counted_for("network_share", ALL()).count() == 0  # orientação técnica is left out


def test_consulting_on_management_comes_first(record: AttendanceRecord, cast: Cast) -> None:
    """CRD-07."""
    need = Referral.objects.create(visit=record.visit, need="Freezer")
    for place, phase in enumerate(("management", "management", "pre_credit")):
        contact = Contact.objects.create(
            agent=cast.carlos, region=cast.cariri, business=cast.mercearia, kind="credit", channel="video",
            started_at=record.starts_at, ended_at=record.ends_at, talked_on=record.happened_on, timezone="UTC",
        )  # fmt: skip
        Consultation.objects.create(contact=contact, referral=need, phase=phase)
        another(record, visit_id=None, contact_id=contact.pk, solution_type="INT-CON", sequence=place + 1)
    share = management_share(ALL())
    assert (share.part, share.base, share.is_under) == (2, 3, False)
