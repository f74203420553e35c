"""Visit documents as a phone writes them."""

from __future__ import annotations

import json
import uuid
from copy import deepcopy
from typing import Any

from clients.models import Business
from tests.cast import Cast

PHONE = "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"
ARRIVAL = {
    "position": {"latitude": -7.2131, "longitude": -39.3152, "accuracy_m": 12.0},
    "missing_because": "",
}
PERSON = {
    "id": None,
    "name": "José Wilson Pereira",
    "cpf": "52998224725",
    "phone": "88999990000",
    "email": "",
    "role": "owner",
}
GUIDANCE = {
    "tool": None,
    "guidance": "Como separar o dinheiro da casa e o do negócio.",
    "findings": [],
    "handover": "together",
    "was_explained": True,
    "was_requested": True,
    "own_choice_because": "",
}
CONTACT = {"due_at": "2026-12-08T13:00:00Z", "channel": "in_person", "purpose": "Ver o fluxo de caixa"}


def visit_document(cast: Cast, business: Business | None = None, **changes: Any) -> dict[str, Any]:
    """A whole attended visit by Rosângela to the grocery; `changes` replace top-level fields."""
    business = business or cast.mercearia
    document: dict[str, Any] = {
        "schema": 1,
        "id": str(uuid.uuid4()),
        "agent_id": str(cast.rosangela.pk),
        "device_id": PHONE,
        "app_version": "test",
        "sequence": 1,
        "stop_id": None,
        "channel": "in_person",
        "outcome": "attended",
        "started_at": "2026-11-20T13:00:00Z",
        "finished_at": "2026-11-20T13:22:00Z",
        "visited_on": "2026-11-20",
        "timezone": "America/Fortaleza",
        "arrival": deepcopy(ARRIVAL),
        "business": {"id": str(business.pk), "cnpj": business.cnpj, "added": None, "changes": {}},
        "person": deepcopy(PERSON),
        "consent": None,
        "diagnosis": None,
        "deliveries": [{"id": str(uuid.uuid4()), **deepcopy(GUIDANCE)}],
        "next_step": {"destination": "cursos", "mode": "digital"},
        "contact": deepcopy(CONTACT),
        "credit": None,
        "notes": "",
        "timings": {"notice": 40, "conversation": 600},
    }
    return document | changes


def raw(document: dict[str, Any]) -> bytes:
    """The bytes that a phone would send."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
