"""What we say to SAS and what it answers fit docs/sas-openapi.yaml.

They run against the stand-in; with SAS_CONTRACT_URL (and SAS_CONTRACT_KEY) they run against that service instead, whose
test data must know the action codes used here.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from attendance.models import AttendanceRecord, Exchange
from attendance.rules.answers import REASONS
from attendance.services import http
from attendance.services.listing import listed
from attendance.services.payload import message_of
from standin.server import StandIn
from tests.attendance.conftest import send
from tests.attendance.test_send import twin

CONTRACT = yaml.safe_load((Path(__file__).parents[2] / "docs" / "sas-openapi.yaml").read_text(encoding="utf-8"))
REAL = os.environ.get("SAS_CONTRACT_URL", "")


@pytest.fixture
def service(request: Any, settings: Any) -> str:
    """The stand-in, or the service that the environment names."""
    if not REAL:
        return f"stand-in {request.getfixturevalue('sas').server_address[1]}"
    settings.SAS_URL, settings.SAS_KEY = REAL, os.environ.get("SAS_CONTRACT_KEY", "")
    return REAL


def problems(schema: dict[str, Any], value: Any) -> list[str]:
    """Everything in which a value does not fit a schema of the contract."""
    whole = schema | {"components": CONTRACT["components"]}
    return [error.message for error in Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(value)]


def schema_of(said: Exchange) -> tuple[dict[str, Any], dict[str, Any]]:
    """The contract's schemas of a request's body and of the answer to it."""
    operation = CONTRACT["paths"][said.path][said.method.lower()]
    answer = operation["responses"].get(str(said.status), operation["responses"]["default"])
    if "$ref" in answer:
        answer = CONTRACT["components"]["responses"]["Recusa"]
    body = operation.get("requestBody", {"content": {"application/json": {"schema": {}}}})
    return body["content"]["application/json"]["schema"], answer["content"]["application/json"]["schema"]


def fits(said: Exchange) -> list[str]:
    asked, answered = schema_of(said)
    return problems(asked, said.request) + problems(answered, json.loads(said.response))


def test_it_works(record: AttendanceRecord, service: str) -> None:
    """Person, business, link, attendance, and the look-up afterwards."""
    send(record)
    assert record.state == "registered"
    http.HttpConnector(record, 2).look_up(str(record.pk))
    for said in Exchange.objects.all():
        assert fits(said) == [], f"{said.method} {said.path}"
    assert listed("CE", record.happened_on)[0].reference == str(record.pk)


def test_a_reference_that_is_taken_answers_its_number(record: AttendanceRecord, service: str) -> None:
    send(record)
    connector = http.HttpConnector(record, 2)
    meaning = connector.deliver(message_of(record), lambda: None)
    assert (meaning.verdict.value, meaning.number) == ("registered", record.sas_number)
    assert fits(Exchange.objects.order_by("sent_at").last()) == []


@pytest.mark.parametrize("kind", ["information", "no_show", "improper_contact", "active_campaign", "enrolment"])
def test_every_kind_of_record_fits(record: AttendanceRecord, service: str, kind: str) -> None:
    person = record.person if kind in ("information", "enrolment") else None
    solution = "CON-INF" if kind == "information" else ""
    other = twin(record, kind=kind, solution_type=solution, person=person, detail="nobody_home")
    send(record)
    meaning = http.HttpConnector(other, 1).deliver(message_of(other), lambda: None)
    assert meaning.verdict.value == "registered"
    assert [problem for said in other.exchanges.all() for problem in fits(said)] == []


@pytest.mark.parametrize("operation", ["corrects", "cancels"])
def test_corrections_and_cancellations_fit_and_refer(record: AttendanceRecord, sas: StandIn, operation: str) -> None:
    send(record)
    changes = {operation: record, "because": "Tipo errado.", "sequence": 2}
    other = twin(record, **changes)
    other = AttendanceRecord.objects.select_related("corrects", "cancels").get(pk=other.pk)
    meaning = http.HttpConnector(other, 1).deliver(message_of(other), lambda: None)
    assert meaning.verdict.value == "registered"
    said = other.exchanges.get(path="/atendimentos")
    assert fits(said) == []
    assert (said.request["referencia_original"], said.request["numero_original"]) == (str(record.pk), record.sas_number)


def test_a_refusal_fits_too(record: AttendanceRecord, sas: StandIn) -> None:
    sas.ledger.close_action(record.action.action_code)
    send(record)
    assert fits(record.exchanges.order_by("sent_at").last()) == []


def test_a_document_as_a_number_does_not_fit(record: AttendanceRecord, sas: StandIn) -> None:
    body = message_of(record).attendance
    schema = {"$ref": "#/components/schemas/Atendimento"}
    assert problems(schema, body) == []
    assert problems(schema, body | {"cnpj": 11222333000181})
    assert problems(schema, body | {"cnpj": "12345013501"})  # letters stripped


def test_the_contract_names_every_code_that_we_translate() -> None:
    named = CONTRACT["components"]["schemas"]["Erro"]["properties"]["erros"]["items"]["properties"]["codigo"]
    assert [code for code in REASONS if code not in named["description"]] == []
