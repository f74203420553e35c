"""The phone's policy of sending, said again in Python. static/js/capsule/{outbox,verdicts}.js are what phones run; both
languages are held to tests/shared_cases/outbox.json (by test_policy.py and by tests/js/capsule/outbox_cases.test.mjs).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

FIRST_WAIT, LONGEST_WAIT = 2_000, 15 * 60_000
FAR_AHEAD = 24 * 60 * 60_000
ASK_A_PERSON = {400, 409, 413, 415, 422}
BUSY = {408, 425, 429, 502, 503, 504}


@dataclass(frozen=True)
class Verdict:
    """received | login | attention (waits for a person) | retry (this row) | pause (all of them)."""

    fate: str
    because: str = ""
    problem: str = ""


def wait_for(tries: int, chance: float) -> int:
    """Milliseconds until the next try: full jitter, at most 15 minutes, at least one second."""
    return max(1_000, math.floor(chance * min(LONGEST_WAIT, FIRST_WAIT * 2**tries) + 0.5))


def is_receipt_for(visit_id: str, digest: str, receipt: Any) -> bool:
    """Somebody else on the network may answer in the server's place (F23)."""
    if not isinstance(receipt, dict) or receipt.get("id") != visit_id:
        return False
    return receipt.get("sha256") == digest and isinstance(receipt.get("received_at"), str)


def judge(status: int, body: Any, visit_id: str, digest: str) -> Verdict:
    """What an answer means for a queued visit."""
    said = body if isinstance(body, dict) else {}
    to_a_person = Verdict("attention", problem=said.get("message") or "Precisa de conferência.")
    if status in (200, 201):
        return Verdict("received") if is_receipt_for(visit_id, digest, body) else Verdict("pause", "portal")
    if status < 400:
        return Verdict("pause", "portal")
    if status in (401, 403):
        special = {"author": to_a_person, "csrf": Verdict("pause", "busy")}
        return special.get(said.get("error", ""), Verdict("login", said.get("error", "login")))
    if status in ASK_A_PERSON and said.get("error", "cut_off") != "cut_off":
        return to_a_person
    return Verdict("pause", "busy") if status in BUSY else Verdict("retry", "server")


def is_due(moment: float | None, now: float) -> bool:
    """The moment has come; or it is so far ahead that the clock was wrong when it was set (F10)."""
    return not moment or moment <= now or moment > now + FAR_AHEAD
