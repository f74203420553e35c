"""The phone's calendar file, read by a calendar's own parser (RFC 5545)."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.javascript import ROOT, node

PROMISE = {
    "id": "0190f3a2-0000-7000-8000-000000000001",
    "name": "Mercearia São José",
    "finishedAt": "2026-11-24T13:22:00.000Z",
    "promise": {
        "dueAt": "2026-12-08T13:00:00.000Z",
        "channel": "in_person",
        "purpose": "Ver o caixa do José, (88) 99999-0000",
        "place": "Rua Padre Cícero, 12 · Pirajá · Juazeiro do Norte",
    },
}


def files(rows: list[dict[str, Any]]) -> list[bytes]:
    """What the phone would save for each finished visit."""
    done = subprocess.run(
        [node(), ROOT / "tests/js/calendar_files.mjs"],
        input=json.dumps(rows), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [text.encode() for text in json.loads(done.stdout)]


def event_in(content: bytes) -> icalendar.Event:
    """The one event of a file."""
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


def test_it_works() -> None:
    (content,) = files([PROMISE])
    calendar = icalendar.Calendar.from_ical(content)
    event = event_in(content)
    assert (calendar["METHOD"], calendar["VERSION"], calendar.errors) == ("PUBLISH", "2.0", [])
    assert event.errors == []
    assert event["UID"] == PROMISE["id"] + "@rota-ativa"
    assert event.decoded("DTSTART") == datetime(2026, 12, 8, 13, 0, tzinfo=UTC)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=40)
    assert event["SUMMARY"] == "Nova visita: Mercearia São José"
    assert event["LOCATION"] == PROMISE["promise"]["place"]


def test_the_same_promise_is_the_same_entry() -> None:
    first, again = files([PROMISE, PROMISE])
    assert first == again


def test_nothing_of_the_client_is_in_it() -> None:
    """A calendar is shared with a household and a cloud: what was talked about stays in the product."""
    (content,) = files([PROMISE])
    assert b"99999" not in content
    assert b"caixa" not in content


@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120), min_size=1, max_size=40))
def test_any_name_comes_back_as_it_was(names: list[str]) -> None:
    rows = [PROMISE | {"name": name} for name in names]
    for name, content in zip(names, files(rows), strict=True):
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert event_in(content)["SUMMARY"] == "Nova visita: " + name
