"""A month of the Cariri, small enough to count by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import time_machine

from clients.models import Business
from tests.cast import Cast
from tests.dashboard.world import NOW, delivery, journey, person, record, visit
from visits.enums import Outcome, VisitState
from visits.models import Visit


@pytest.fixture
def november():
    """It is Tuesday, 24 November 2026, a quarter to eleven."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@dataclass
class Month:
    """The visits by what they are for."""

    mercearia: Visit
    again: Visit
    salao: Visit
    padaria: Visit
    refused: Visit
    away: Visit
    october: Visit
    sobral: Visit


@pytest.fixture
def month(cast: Cast, november: object) -> Month:
    """Four attended visits to three businesses, one refused, one away; one of October; one of another region."""
    made = Month(
        mercearia=visit(cast.rosangela, cast.mercearia, "2026-11-18", state=VisitState.REGISTERED),
        again=visit(cast.rosangela, cast.mercearia, "2026-11-20", state=VisitState.ATTENTION),
        salao=visit(cast.rosangela, cast.salao, "2026-11-23"),
        padaria=visit(cast.davi, cast.padaria, "2026-11-20", "09:00", state=VisitState.REGISTERED),
        refused=visit(cast.davi, cast.padaria, "2026-11-10", outcome=Outcome.REFUSED),
        away=visit(cast.davi, cast.fechada, "2026-11-11", outcome=Outcome.OWNER_AWAY),
        october=visit(cast.rosangela, cast.salao, "2026-10-05", state=VisitState.REGISTERED),
        sobral=visit(cast.sofia, cast.oficina, "2026-11-19"),
    )
    jose, lia = person("José"), person("Lia")
    record(made.mercearia, jose)
    record(made.mercearia, jose, counts=False)
    record(made.again, jose)
    record(made.padaria, lia)
    delivery(made.mercearia)
    delivery(made.salao, findings=())
    journey(made.mercearia)
    journey(made.padaria)
    return made


@pytest.fixture
def more_businesses(cast: Cast) -> list[Business]:
    """Two more ME in Juazeiro that nobody has visited."""
    template = cast.mercearia
    made = []
    for number in ("11222333000262", "11222333000343"):
        template.pk, template.cnpj = None, number
        template.pk = template._meta.pk.get_default()
        template._state.adding = True
        template.save()
        made.append(Business.objects.get(cnpj=number))
    cast.mercearia = Business.objects.get(cnpj="11222333000181")
    return made
