"""Contacts beyond the visit: what each kind becomes, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from attendance.rules import decide
from attendance.rules.competence import competence
from tests.attendance.test_rules import FACTS, RULES
from visits.enums import ContactKind, ImproperReason

CALL = replace(FACTS, kind="follow_up", channel="phone", deliveries=(), was_requested=True, was_explained=True)


@pytest.mark.parametrize("kind", ["follow_up", "guidance"])
@pytest.mark.parametrize(
    ("requested", "explained", "solution_type", "rule"),
    [
        (True, True, "CON-ORI", "SOL-11"),
        (True, False, "CON-INF", "SOL-30"),
        (False, True, "CON-INF", "SOL-29"),
        (False, False, "CON-INF", "SOL-29"),
    ],
)
def test_a_call_is_guidance_where_the_client_wanted_it(
    kind: str, requested: bool, explained: bool, solution_type: str, rule: str
) -> None:
    """SOL-11, SOL-28, SOL-29, SOL-30, X17: unrequested content is recorded and never counts."""
    decision = decide(replace(CALL, kind=kind, was_requested=requested, was_explained=explained), RULES)
    (record,) = decision.records
    assert (record.solution_type, record.counts) == (solution_type, solution_type == "CON-ORI")
    assert record.modality == "remote"
    assert decision.reasons[0].rule == rule


def test_information_wants_a_question() -> None:
    """SOL-30, SOL-12, X15."""
    assert decide(replace(CALL, kind="information"), RULES).records[0].kind == "information"
    refused = decide(replace(CALL, kind="information", was_requested=False), RULES)
    assert refused.problem
    assert (refused.problem.rule, refused.problem.where) == ("SOL-30", "was_requested")


@pytest.mark.parametrize(
    ("kind", "becomes", "rule"),
    [
        (ContactKind.NO_SHOW, "no_show", "SOL-43"),
        (ContactKind.IMPROPER, "improper_contact", "SOL-43"),
        (ContactKind.CAMPAIGN, "active_campaign", "SOL-42"),
        (ContactKind.ENROLMENT, "enrolment", "SOL-34"),
    ],
)
def test_kinds_that_never_count(kind: str, becomes: str, rule: str) -> None:
    """SOL-34, SOL-42, SOL-43, IND-07, MON-07: recorded apart, whoever it was with."""
    for person in (None, CALL.person):
        decision = decide(replace(CALL, kind=kind, person=person, improper_reason="timeout"), RULES)
        (record,) = decision.records
        assert (record.kind, record.counts, record.solution_type) == (becomes, False, "")
        assert (decision.reasons[0].rule, decision.reasons[-1].rule) == (rule, "IND-07")


def test_improper_contacts_say_which() -> None:
    """SOL-43: lost connection, timeout, unsuitable subject and others."""
    assert {"lost_connection", "timeout", "unsuitable", "other"} <= set(ImproperReason.values)
    decision = decide(replace(CALL, kind="improper", improper_reason="lost_connection"), RULES)
    assert decision.records[0].description == "Contato improcedente: a ligação caiu"


@pytest.mark.parametrize(
    ("on", "today", "closing_day", "closed", "month"),
    [
        (date(2026, 11, 20), date(2026, 11, 22), 5, (), date(2026, 11, 1)),
        (date(2026, 10, 31), date(2026, 11, 5), 5, (), date(2026, 10, 1)),  # on the day of closing it still goes
        (date(2026, 10, 31), date(2026, 11, 6), 5, (), date(2026, 11, 1)),
        (date(2026, 8, 1), date(2026, 11, 22), 5, (), date(2026, 11, 1)),
        (date(2026, 8, 1), date(2026, 11, 22), 0, (), date(2026, 8, 1)),  # no day set: only SAS closes
        (date(2026, 10, 3), date(2026, 11, 2), 0, (date(2026, 10, 1),), date(2026, 11, 1)),
        (date(2026, 12, 31), date(2027, 1, 20), 10, (), date(2027, 1, 1)),
    ],
)
def test_competence_month(on: date, today: date, closing_day: int, closed: Any, month: date) -> None:
    """The month of the local day; what is late goes into the first open month."""
    assert competence(on, today=today, closing_day=closing_day, closed=closed) == month
