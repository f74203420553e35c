"""Solutions of the portfolio, written down as contacts: each type asks for the proof of its own counting event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from attendance.models import Action, AttendanceRecord, Solution
from attendance.services.build import BUILD_CONTACT, SEND
from common import jobs
from standin.server import StandIn
from tests.attendance import test_contacts
from tests.attendance.conftest import run
from tests.attendance.test_contacts import address, told
from tests.cast import Cast
from visits.models import Contact, Visit

SignIn = Callable[..., Client]
visit = test_contacts.visit
CAME = {"is_consolidated": "on"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def solution(visit: Visit, request: Any) -> Solution:
    """An item of the type that the test names, and an action of the category that holds it."""
    code, category = request.param
    Action.objects.filter(agent_kind="guidance").update(category=category)
    return Solution.objects.create(
        name="Do portfólio", solution_type=code, portfolio="national", sas_code="N-1", minimum_attendance=75
    )


def write(client: Client, visit: Visit, solution: Solution, proof: dict[str, str], name: str = "creation") -> Any:
    return client.post(address(name, visit, "solution"), told(visit, **{"solution": str(solution.pk)} | proof))


SELF_STUDY, TOOL = ("CAP-AUT", "Capacitação"), ("ACE-FER", "Orientação")
FAIR, COURSE = ("OPO-FEI", "Oportunidades de negócio"), ("CAP-CUR", "Capacitação")


@pytest.mark.parametrize(
    ("solution", "proof", "counts"),
    [
        (SELF_STUDY, {"moment": "inicio"}, True),
        (SELF_STUDY, {"moment": "50"}, False),
        (TOOL, {"moment": "100", "moment_counts": "on"}, True),
        (TOOL, {"moment": "100"}, False),
        (FAIR, CAME | {"as_exhibitor": "on"}, True),
        (FAIR, CAME, False),
        (FAIR, CAME | {"as_exhibitor": "on", "is_sponsored": "on"}, False),
        (COURSE, CAME | {"attended_percent": "75"}, True),
        (COURSE, CAME | {"attended_percent": "74"}, False),
    ],
    indirect=["solution"],
)
def test_each_type_counts_by_its_own_event(
    visit: Visit,
    solution: Solution,
    cast: Cast,
    sign_in: SignIn,
    proof: dict[str, str],
    counts: bool,
) -> None:
    """SOL-13, SOL-15, SOL-20, SOL-23, SOL-37: collective and automated types, from the agent's page to the record."""
    assert write(sign_in(cast.rosangela), visit, solution, proof).status_code == 302
    run(BUILD_CONTACT, Contact.objects.get().pk)
    record = AttendanceRecord.objects.get()
    assert (record.solution_type, record.counts) == (solution.solution_type, counts)


@pytest.mark.parametrize(
    ("solution", "asked", "not_asked"),
    [
        (SELF_STUDY, "Até onde a pessoa foi", "contabiliza"),
        (TOOL, "contabiliza", "expôs na feira"),
        (FAIR, "expôs na feira", "Frequência"),
        (COURSE, "Frequência do cliente", "Até onde"),
        (("CAP-MAT", "Capacitação"), "É estudante", "Frequência"),
        (("INT-CON", "Consultoria empresarial"), "a consultoria está ligada", "consolidada"),
    ],
    indirect=["solution"],
)
def test_the_page_asks_for_that_proof_only(
    visit: Visit,
    solution: Solution,
    cast: Cast,
    sign_in: SignIn,
    asked: str,
    not_asked: str,
) -> None:
    text = write(sign_in(cast.rosangela), visit, solution, {}, "preview").content.decode()
    assert asked in text
    assert not_asked not in text


@pytest.mark.parametrize("solution", [("CAP-MAT", "Capacitação")], indirect=True)
def test_a_student_may_stay_unnamed(
    visit: Visit,
    solution: Solution,
    cast: Cast,
    sign_in: SignIn,
    sas: StandIn,
) -> None:
    """SOL-04, SOL-44: only where the rule says so; whoever is no student has a name."""
    client = sign_in(cast.rosangela)
    refused = write(client, visit, solution, {"person": ""})
    assert refused.status_code == 422
    assert write(client, visit, solution, CAME | {"person": "", "is_student": "on"}).status_code == 302
    assert run(BUILD_CONTACT, Contact.objects.get().pk) == jobs.Done()
    record = AttendanceRecord.objects.get()
    assert run(SEND, record.pk) == jobs.Done()
    assert (record.person, record.counts, sas.ledger.attendances()[0]["cpf"]) == (None, True, None)


@pytest.mark.parametrize("solution", [("ACE-FAM", "Orientação")], indirect=True)
def test_fampe_is_refused_on_the_page(visit: Visit, solution: Solution, cast: Cast, sign_in: SignIn) -> None:
    """CRD-09, SOL-26."""
    response = write(sign_in(cast.rosangela), visit, solution, {})
    assert response.status_code == 422
    assert "A garantia FAMPE é registrada só pelo Sebrae Nacional." in response.content.decode()
    assert not Contact.objects.exists()


def test_nothing_says_that_the_solution_is_given_only_if_one_likes(visit: Visit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.rosangela)
    assert ">Solução</label>" in client.get(address("new_contact", visit, "solution")).content.decode()
    assert client.post(address("creation", visit, "solution"), told(visit, solution="")).status_code == 422
    assert not Contact.objects.exists()
