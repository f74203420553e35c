"""The portfolio's pages: codes and portfolios are dated, and what was registered keeps what it was made with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from attendance.models import AttendanceRecord, Solution
from attendance.rules.facts import SolutionFact
from attendance.services.measures import network_share
from attendance.services.portfolio import code_problem, offered_types
from common.models import AuditEntry
from tests.attendance.test_measures import another
from tests.cast import Cast

SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db


def told(**changes: str) -> dict[str, str]:
    return {
        "name": "Curso de preço", "solution_type": "CAP-CUR", "portfolio": "local", "sas_code": "LOC-1",
        "collection": "", "year": "2026", "minimum_attendance": "75", "from_on": "2026-11-30",
    } | changes  # fmt: skip


@pytest.fixture
def course(cast: Cast) -> Solution:
    return Solution.objects.create(
        unit=cast.unit, name="Curso de preço", solution_type="CAP-CUR", portfolio="local", sas_code="LOC-1"
    )


def test_it_works(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.ana).post("/portfolio/nova/", told(), follow=True)
    made = Solution.objects.get()
    assert (made.unit, made.sas_code, made.portfolio, made.minimum_attendance) == (cast.unit, "LOC-1", "local", 75)
    assert "Curso de preço está no portfólio da unidade." in response.text
    assert AuditEntry.objects.get(verb="solution added").actor_id == cast.ana.pk


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sas_code": "loc 1"}, "O código do SAS só tem letras maiúsculas"),
        ({"sas_code": "LOC-1"}, "Este código já é de “Curso de preço”."),
        ({"solution_type": "ACE-FAM"}, "não é uma das escolhas"),
        ({"minimum_attendance": "101"}, "menor ou igual a 100"),
    ],
)
def test_what_sas_would_refuse_is_said_at_once(
    cast: Cast, course: Solution, sign_in: SignIn, changes: Any, said: str
) -> None:
    """PRG-15, SOL-26."""
    response = sign_in(cast.ana).post("/portfolio/nova/", told(sas_code="LOC-2") | changes)
    assert response.status_code == 422
    assert said in response.text
    assert Solution.objects.count() == 1


def test_what_nobody_has_used_is_put_right_in_place(cast: Cast, course: Solution, sign_in: SignIn) -> None:
    sign_in(cast.ana).post(f"/portfolio/{course.pk}/", told(sas_code="LOC-9"))
    course.refresh_from_db()
    assert (course.sas_code, course.ends_on, Solution.objects.count()) == ("LOC-9", None, 1)


def test_a_change_is_dated_and_the_past_keeps_its_share(
    cast: Cast, course: Solution, record: AttendanceRecord, sign_in: SignIn, that_friday: None
) -> None:
    """PRG-14: what was made with the local portfolio stays so when the course joins the network's."""
    past = another(record, solution_id=course.pk, solution_type="CAP-CUR")
    day = past.happened_on + timedelta(days=3)
    sign_in(cast.ana).post(f"/portfolio/{course.pk}/", told(portfolio="network", from_on=f"{day}"))

    course.refresh_from_db()
    new = course.replaced_by
    assert (course.portfolio, course.ends_on) == ("local", day - timedelta(days=1))
    assert (new.portfolio, new.sas_code, new.starts_on) == ("network", "LOC-1", day)
    assert AttendanceRecord.objects.get(pk=past.pk).solution == course
    assert network_share(AttendanceRecord.objects.all()).part == 0
    another(record, solution_id=new.pk, solution_type="CAP-CUR")
    share = network_share(AttendanceRecord.objects.all())
    assert (share.part, share.base) == (1, 2)
    page = sign_in(cast.marta).get("/portfolio/").text
    assert "50,0%" in page
    assert "1 de 2 atendimentos com solução" in page


def test_a_change_does_not_begin_before_the_last_attendance(
    cast: Cast, course: Solution, record: AttendanceRecord, sign_in: SignIn
) -> None:
    past = another(record, solution_id=course.pk, solution_type="CAP-CUR")
    response = sign_in(cast.ana).post(f"/portfolio/{course.pk}/", told(from_on=f"{past.happened_on}"))
    assert response.status_code == 422
    assert "Escolha um dia depois" in response.text
    assert Solution.objects.count() == 1


def test_a_solution_ends(cast: Cast, course: Solution, sign_in: SignIn) -> None:
    sign_in(cast.ana).post(f"/portfolio/{course.pk}/fim/", {"on": "2026-11-30"})
    course.refresh_from_db()
    assert course.ends_on == date(2026, 11, 30)
    assert str(course) == "Curso de preço (até 30/11/2026)"
    again = sign_in(cast.ana).post(f"/portfolio/{course.pk}/fim/", {"on": "2026-12-30"})
    assert "Esta solução já terminou" in again.text
    assert code_problem("LOC-1") is None  # its code is free for whatever follows


def test_a_national_solution_is_read_and_not_changed(cast: Cast, sign_in: SignIn) -> None:
    national = Solution.objects.create(name="Curso nacional", solution_type="CAP-CUR", portfolio="national")
    page = sign_in(cast.ana).get("/portfolio/").text
    assert "Curso nacional" in page
    assert "1 sem código" in page
    assert sign_in(cast.ana).get(f"/portfolio/{national.pk}/").status_code == 404


def test_a_solution_holds_within_its_days() -> None:
    """PRG-15."""
    fact = SolutionFact("x", "CAP-CUR", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [fact.holds_on(day) for day in days] == [False, True, True, False]


def test_types_that_have_an_item_in_a_portfolio() -> None:
    """SOL-26, SOL-39: neither FAMPE nor information."""
    codes = {code for code, _ in offered_types()}
    assert "CAP-CUR" in codes
    assert not codes & {"ACE-FAM", "CON-INF"}
