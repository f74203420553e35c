"""What the tests of the phone's side share: content that is published, a whole document, sending it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from agents.models import User
from deliveries.services.catalogue import load_tools
from diagnostics.models import InstrumentVersion
from diagnostics.rules import score
from diagnostics.services.instruments import load_instruments
from privacy.models import Notice
from privacy.services.notices import load_notices
from tests.cast import Cast
from tests.documents import raw, visit_document

PHONE = "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"
NOON = datetime(2026, 11, 20, 15, tzinfo=UTC)  # a Friday, as the phone in Juazeiro has it


@pytest.fixture
def on_that_day() -> Iterator[None]:
    """It is noon, and stays noon."""
    with time_machine.travel(NOON, tick=False):
        yield


@dataclass
class Content:
    """What every phone carries."""

    notice: Notice
    definition: dict[str, Any]


@pytest.fixture
def content(cast: Cast) -> Content:
    """The notice, the instrument and the toolkit that come with the product, published."""
    load_notices()
    load_instruments()
    load_tools()
    return Content(Notice.objects.get(), InstrumentVersion.objects.get(instrument__key="gestao_basica").definition)


@pytest.fixture
def answered(content: Content) -> Callable[..., dict[str, Any]]:
    """A consent; `answered(whatsapp="refused")`."""

    def write(**said: str) -> dict[str, Any]:
        asked = [purpose["key"] for purpose in content.notice.content["purposes"] if purpose["needs_consent"]]
        return {
            "notice_id": str(content.notice.pk),
            "notice_sha256": content.notice.sha256,
            "proof": "signature",
            "signature": "M10 20L30 40",
            "capacity": "owner",
            "answered_at": "2026-11-20T13:02:00Z",
            "choices": [{"purpose": key, "state": said.get(key, said.get("all", "given"))} for key in asked],
        }

    return write


@pytest.fixture
def conversation(content: Content) -> Callable[[], dict[str, Any]]:
    """A diagnosis with the weakest answer to every question, and the result that the phone computed."""

    def write() -> dict[str, Any]:
        questions = [question for question in content.definition["questions"] if question["options"]]
        answers = {question["key"]: question["options"][-1]["key"] for question in questions}
        return {
            "instrument": content.definition["key"],
            "version": content.definition["number"],
            "answers": answers,
            "timings": {questions[0]["key"]: 12.5},
            "notes": "",
            "result": score(content.definition, answers),
        }

    return write


@pytest.fixture
def whole(cast: Cast, answered, conversation) -> Callable[..., dict[str, Any]]:
    """A whole attended visit with everything a visit can hold."""

    def write(**changes: Any) -> dict[str, Any]:
        document = visit_document(cast, consent=answered(), diagnosis=conversation(), credit={"need": "Um freezer"})
        finding = document["diagnosis"]["result"]["findings"][0]["code"]
        document["deliveries"].append(delivery(tool="fluxo-de-caixa", findings=[finding]))
        return document | changes

    return write


def delivery(**changes: Any) -> dict[str, Any]:
    """Something left with the client."""
    return {
        "id": str(uuid.uuid4()),
        "tool": None,
        "guidance": "",
        "findings": [],
        "handover": "whatsapp",
        "was_explained": True,
        "was_requested": True,
        "own_choice_because": "",
    } | changes


@pytest.fixture
def put(cast: Cast, sign_in):
    """Send a document: `put(document)`, `put(document, by=cast.davi)`, `put(visit_id, body=b"…")`."""

    def send(document: dict[str, Any] | str, *, by: User | None = None, body: bytes | None = None, **headers: str):
        visit_id = document if isinstance(document, str) else document["id"]
        kind = headers.pop("content_type", "application/json")
        content = raw(document) if body is None else body
        client = sign_in(by or cast.rosangela)
        return client.put(f"/api/visits/{visit_id}/", content, content_type=kind, headers=headers)

    return send
