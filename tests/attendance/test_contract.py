"""What we ask of SAS, asked of the stand-in, or of a real service: SAS_CONTRACT_URL and SAS_CONTRACT_KEY name it.

    SAS_CONTRACT_URL=https://… SAS_CONTRACT_KEY=… SAS_CONTRACT_ACTION=CE-2026-0417-01 \\
        pytest tests/attendance/test_contract.py

The product's own messages go through its own connector; a real service needs a known action code and registers what is
sent here, so it has to be one for tests. No fault is ordered.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import replace
from typing import Any

import pytest

from attendance.models import Action, AttendanceRecord
from attendance.rules.answers import Meaning, Verdict
from attendance.services.http import HttpConnector
from attendance.services.payload import Message, message_of

pytestmark = pytest.mark.django_db
REAL = os.environ.get("SAS_CONTRACT_URL", "")


@pytest.fixture(autouse=True)
def _service(request: pytest.FixtureRequest, settings: Any) -> None:
    """The stand-in, unless a setting names a service."""
    if not REAL:
        request.getfixturevalue("sas")
        return
    settings.SAS_URL, settings.SAS_KEY = REAL, os.environ["SAS_CONTRACT_KEY"]


@pytest.fixture
def message(record: AttendanceRecord) -> Message:
    """A record of this product, under a reference that no earlier run has used."""
    code = os.environ.get("SAS_CONTRACT_ACTION", "")
    if code:
        Action.objects.filter(pk=record.action_id).update(action_code=code, project_code=code.rpartition("-")[0])
        record.action.refresh_from_db()
    return under(message_of(record), str(uuid.uuid4()))


def under(message: Message, reference: str, **changes: Any) -> Message:
    return replace(message, reference=reference, attendance=message.attendance | {"referencia": reference} | changes)


def delivered(record: AttendanceRecord, message: Message) -> Meaning:
    """Person, business, link, attendance."""
    return HttpConnector(record, 1).deliver(message, lambda also: also())


def test_an_attendance_gets_a_number_and_is_found_under_our_reference(record: AttendanceRecord, message: Message):
    """(F48, F50) The look-up by our reference is what makes a lost answer harmless."""
    said = delivered(record, message)
    assert (said.verdict, bool(said.number)) == (Verdict.REGISTERED, True)
    found = HttpConnector(record, 2).look_up(message.reference)
    assert (found.verdict, found.number) == (Verdict.REGISTERED, said.number)


def test_a_reference_that_was_never_sent_is_certainly_absent(record: AttendanceRecord):
    absent = HttpConnector(record, 1).look_up(str(uuid.uuid4()))
    assert (absent.verdict, absent.code) == (Verdict.NOT_NOW, "absent")


def test_the_same_reference_again_has_the_same_number(record: AttendanceRecord, message: Message):
    """(F49)"""
    first, again = delivered(record, message), delivered(record, message)
    assert (again.verdict, again.number) == (Verdict.REGISTERED, first.number)


def test_a_cnpj_with_letters_arrives_whole(record: AttendanceRecord, message: Message):
    assert message.business
    cnpj = "12ABC34501DE35"
    changed = under(
        replace(message, business=message.business | {"cnpj": cnpj}, link=(message.link or {}) | {"cnpj": cnpj}),
        message.reference, cnpj=cnpj,
    )  # fmt: skip
    assert delivered(record, changed).verdict is Verdict.REGISTERED


@pytest.mark.parametrize(
    "changes",
    [{"cpf": "52998224726"}, {"cpf": 52998224725}, {"codigo_acao": "SEM-CODIGO"}, {"tipo_solucao": "ABC"}],
    ids=["wrong digits", "a number for a document", "unknown action", "unknown type"],
)
def test_what_is_wrong_is_refused_with_a_reason(record: AttendanceRecord, message: Message, changes: dict[str, Any]):
    """(F47) And is not stored."""
    said = delivered(record, under(message, message.reference, **changes))
    assert (said.verdict, bool(said.problem), bool(said.acts)) == (Verdict.REFUSED, True, True)
    assert HttpConnector(record, 2).look_up(message.reference).code == "absent"


def test_a_wrong_key_is_told_apart(record: AttendanceRecord, message: Message, settings: Any):
    settings.SAS_KEY = "no-such-key"
    assert delivered(record, message).code == "locked_out"
