"""Visit documents as the phone writes them (schema 1), for the demo's field days."""

from __future__ import annotations

from dataclasses import dataclass, field
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
ADDED = ("legal_name", "trade_name", "street", "number", "bairro", "cep")


def key(*parts: object) -> UUID:
    """An id that is the same for the same parts."""
    return uuid5(NAMESPACE, "/".join(map(str, parts)))


@dataclass
class Known:
    """What an agent remembers of clients: who they are and how well the business was run."""

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    skills: dict[str, float] = field(default_factory=dict)


def document(
    call: Call, *, agent: User, content: Content, known: Known, stop_id: UUID | None, sequence: int, random: Random
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
        "business": _business(call, random),
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
        written |= _attended(call, visit_id, content, known, random)
    elif call.outcome == "come_back":
        written["contact"] = conversation.next_contact(
            call.started_at, speech.COME_BACK, random, returns_at=call.returns_at, today=content.today
        )
    return written


def _attended(call: Call, visit_id: UUID, content: Content, known: Known, random: Random) -> dict[str, Any]:
    """Who was met, what was said and found, what was left and agreed on. The second time some things are better."""
    cnpj = call.business.cnpj
    who = known.people.setdefault(cnpj, conversation.person(call.business, random))
    known.skills[cnpj] = (
        min(known.skills[cnpj] + 0.15, 0.95) if cnpj in known.skills else conversation.skill(call.business, random)
    )
    answered_at = (call.started_at + (call.finished_at - call.started_at) * 0.15).astimezone(UTC)
    diagnosis = conversation.diagnosis(content, call.business, known.skills[cnpj], random)
    found = diagnosis["result"]["findings"]
    ids = [key(visit_id, "delivery", n) for n in range(3)]
    seconds = int((call.finished_at - call.started_at).total_seconds())
    contact = conversation.next_contact(
        call.started_at, speech.PURPOSES, random, returns_at=call.returns_at, today=content.today
    )
    is_still_ahead = contact["due_at"] > content.today.isoformat() and random.random() < 0.6
    return {
        "person": who,
        "consent": conversation.consent(content, who, answered_at, random),
        "diagnosis": diagnosis,
        "deliveries": conversation.deliveries(content, found, ids, random),
        "next_step": conversation.next_step(random),
        "contact": contact if call.returns_at or is_still_ahead else None,
        "credit": conversation.credit_need(diagnosis["answers"], random),
        "timings": _timings(seconds),
    }


def _business(call: Call, random: Random) -> dict[str, Any]:
    """The business's data, now and then corrected (the register's phone is often the accountant's), or added."""
    business = call.business
    phone = f"889{random.randrange(80_000_000, 99_999_999)}"
    if not call.is_swept:
        changes = {"phone": phone} if call.outcome == "attended" and random.random() < 0.12 else {}
        return {"id": str(business.pk), "cnpj": business.cnpj, "added": None, "changes": changes}
    added = {name: getattr(business, name) for name in ADDED} | {
        "municipality": business.municipality_id,
        "phone": phone,
    }
    return {"id": None, "cnpj": business.cnpj, "added": added | {"size": str(business.size)}, "changes": {}}


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
