"""Visit documents as the phone writes them (schema 1), for the demo's field days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from random import Random
from typing import Any
from uuid import UUID, uuid5

from agents.models import User
from clients.models import Business
from demo import conversation, speech
from demo.conversation import Content
from demo.history import Call

NAMESPACE = UUID("6a1f3c52-7a5e-4d0e-9a54-0d2f5f7c2b11")
APP_VERSION = "demo"


def key(*parts: object) -> UUID:
    """An id that is the same for the same parts."""
    return uuid5(NAMESPACE, "/".join(map(str, parts)))


def document(
    call: Call, *, agent: User, content: Content, stop_id: UUID | None, sequence: int, random: Random
) -> dict[str, Any]:
    """What the phone sends of one visit."""
    visit_id = key("visit", agent.email, sequence)
    started, finished = call.started_at.astimezone(UTC), call.finished_at.astimezone(UTC)
    written: dict[str, Any] = {
        "schema": 1,
        "id": str(visit_id),
        "agent_id": str(agent.pk),
        "device_id": str(key("device", agent.email)),
        "app_version": APP_VERSION,
        "sequence": sequence,
        "stop_id": str(stop_id) if stop_id else None,
        "channel": "in_person",
        "outcome": call.outcome,
        "started_at": started.isoformat(),
        "finished_at": finished.isoformat(),
        "visited_on": call.started_at.date().isoformat(),
        "timezone": content.timezone,
        "arrival": _arrival(call.business, random),
        "business": {"id": str(call.business.pk), "cnpj": call.business.cnpj, "added": None, "changes": {}},
        "person": None,
        "consent": None,
        "diagnosis": None,
        "deliveries": [],
        "next_step": None,
        "contact": None,
        "credit": None,
        "notes": random.choice(speech.NOTES[call.outcome]),
        "timings": {"arrival": random.randrange(20, 90)},
    }
    if call.outcome == "attended":
        written |= _attended(call, visit_id, content, random)
    elif call.outcome == "come_back":
        written["contact"] = conversation.next_contact(call.started_at, speech.COME_BACK, random)
    return written


def _attended(call: Call, visit_id: UUID, content: Content, random: Random) -> dict[str, Any]:
    """Who was met, what was said and found, what was left and agreed on."""
    who = conversation.person(call.business, random)
    answered_at = (call.started_at + (call.finished_at - call.started_at) * 0.15).astimezone(UTC)
    diagnosis = conversation.diagnosis(content, call.business, random)
    found = diagnosis["result"]["findings"]
    ids = [key(visit_id, "delivery", n) for n in range(3)]
    seconds = int((call.finished_at - call.started_at).total_seconds())
    contact = None
    if random.random() < 0.42:
        contact = conversation.next_contact(call.started_at, speech.PURPOSES, random)
    return {
        "person": who,
        "consent": conversation.consent(content, who, answered_at, random),
        "diagnosis": diagnosis,
        "deliveries": conversation.deliveries(content, found, ids, random),
        "next_step": conversation.next_step(random),
        "contact": contact,
        "credit": conversation.credit_need(diagnosis["answers"], random),
        "timings": _timings(seconds),
        "business": _business(call.business, random),
    }


def _business(business: Business, random: Random) -> dict[str, Any]:
    """The business's data, now and then corrected: the register's phone is often the accountant's."""
    changes: Mapping[str, str] = {}
    if random.random() < 0.12:
        changes = {"phone": f"889{random.randrange(80_000_000, 99_999_999)}"}
    return {"id": str(business.pk), "cnpj": business.cnpj, "added": None, "changes": dict(changes)}


def _arrival(business: Business, random: Random) -> dict[str, Any]:
    """The phone's position, within some metres of the door; now and then there is none."""
    if business.latitude is None or business.longitude is None or random.random() < 0.06:
        return {"position": None, "missing_because": random.choice(["denied", "timeout", "unavailable"])}
    return {
        "position": {
            "latitude": round(business.latitude + random.gauss(0, 0.00006), 6),
            "longitude": round(business.longitude + random.gauss(0, 0.00006), 6),
            "accuracy_m": float(random.randrange(5, 28)),
        },
        "missing_because": "",
    }


def _timings(seconds: int) -> dict[str, int]:
    """How the time at the door went, by section."""
    shares = {"arrival": 3, "notice": 9, "person": 10, "conversation": 48, "result": 9, "delivery": 13, "next_step": 8}
    return {section: seconds * share // 100 for section, share in shares.items()}
