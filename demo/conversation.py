"""An invented conversation: answers by how well a business is run, what they show, what is left, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from clients.enums import Size
from clients.models import Business
from deliveries.rules import match
from demo import names, speech
from diagnostics.rules import NOT_SAID, score, visible_questions

HANDOVERS, HANDOVER_SHARES = ("whatsapp", "together", "paper", "qr", "email"), (52, 22, 13, 9, 4)
MODES, MODE_SHARES = ("digital", "in_person", "assisted", "self_service"), (46, 26, 18, 10)
DESTINATIONS = ("cursos", "nova_visita", "solucoes", "consultoria", "setorial", "ali", "carteira")
DESTINATION_SHARES = (34, 22, 16, 12, 8, 4, 4)
YES = {"whatsapp": 0.86, "nps_contact": 0.8, "credit_sharing": 0.7, "marketing": 0.45}  # who says yes to what


@dataclass(frozen=True)
class Content:
    """What a phone carries of notices, questions and tools."""

    notice_id: UUID
    notice_sha256: str
    purposes: tuple[str, ...]  # those that ask for a yes or no
    instrument: str
    number: int
    definition: Mapping[str, Any]
    tools: Sequence[Mapping[str, Any]]
    timezone: str
    today: date


def person(business: Business, random: Random) -> dict[str, Any]:
    """Who speaks for the business; an MEI's owner has the name that the register knows."""
    name = names.person(random)
    if business.size == Size.MEI:
        name = names.owner_of(business.legal_name) or name
    role = random.choices(["owner", "partner", "employee", "representative"], [82, 8, 7, 3])[0]
    cpf = names.cpf(random) if random.random() < 0.975 else ""
    has_email = cpf[-1:] in {"0", "4", "8"}  # a third or so gives one
    return {
        "id": None,
        "name": name,
        "cpf": cpf,
        "phone": f"889{random.randrange(80_000_000, 99_999_999)}" if random.random() < 0.9 else "",
        "email": f"cliente{cpf[:4]}@exemplo.example" if has_email else "",
        "role": "owner" if business.size == Size.MEI else role,
    }


def consent(content: Content, who: Mapping[str, Any], at: datetime, random: Random) -> dict[str, Any]:
    """The answer to the notice, signed on the glass or spoken."""
    is_signed = random.random() < 0.84
    said = {purpose: random.random() < YES.get(purpose, 0.7) for purpose in content.purposes}
    return {
        "notice_id": str(content.notice_id),
        "notice_sha256": content.notice_sha256,
        "proof": "signature" if is_signed else "spoken",
        "signature": signature(random) if is_signed else "",
        "capacity": who["role"],
        "answered_at": at.isoformat(),
        "choices": [{"purpose": key, "state": "given" if yes else "refused"} for key, yes in said.items()],
    }


def signature(random: Random) -> str:
    """Strokes of a finger, as SVG path data."""
    x, y, strokes = 14, 70, []
    for _ in range(random.randrange(2, 4)):
        strokes.append(f"M{x} {y}")
        for _ in range(random.randrange(5, 9)):
            points = [(x + dx, y + random.randrange(-34, 35)) for dx in (7, 14, 22)]
            strokes.append("C" + " ".join(f"{px} {py}" for px, py in points))
            x, y = points[-1]
        x, y = x + 12, 70
    return " ".join(strokes)


def skill(business: Business, random: Random) -> float:
    """How well a business is run, from 0 to 1: larger ones better, on the whole."""
    order = {Size.MEI: 0.42, Size.ME: 0.55, Size.EPP: 0.72}.get(Size(business.size), 0.5)
    return min(max(random.gauss(order, 0.16), 0.08), 0.95)


def diagnosis(content: Content, business: Business, skill: float, random: Random) -> dict[str, Any]:
    """Answers to the whole instrument, and the result as the phone shows it."""
    questions = {question["key"]: question for question in content.definition["questions"]}
    answers = {key: _answer(question, skill, business, random) for key, question in questions.items()}
    shown = visible_questions(content.definition, answers)
    answers = {key: answers[key] for key in shown}
    return {
        "instrument": content.instrument,
        "version": content.number,
        "answers": answers,
        "timings": {key: random.randrange(6, 48) for key in shown},
        "notes": "",
        "result": score(content.definition, answers),
    }


def _answer(question: Mapping[str, Any], skill: float, business: Business, random: Random) -> str | int:
    if question["kind"] == "number":
        most = {Size.MEI: 2, Size.ME: 6, Size.EPP: 24}.get(Size(business.size), 3)
        return random.randint(1, most)
    if random.random() < 0.03:
        return NOT_SAID
    scored = [option for option in question["options"] if option["points"] is not None]
    unscored = [option for option in question["options"] if option["points"] is None]
    if unscored and (not scored or random.random() < 0.12):
        return str(random.choices(unscored, range(1, len(unscored) + 1))[0]["key"])  # the last, mildest one most often
    aim = random.gauss(skill * 4, 1.2)
    return str(min(scored, key=lambda option: abs(option["points"] - aim))["key"])


THOUGHTS = ("will_use", "will_use", "will_use", "undecided", "", "will_use", "undecided", "not_useful", "will_use")


def deliveries(content: Content, found: Sequence[Mapping[str, Any]], ids: Sequence[UUID], random: Random) -> list[dict]:
    """One or two of the tools that answer the gaps, or a guidance in the agent's words."""
    offers = match(found, content.tools)
    taken = offers[: random.choices([1, 2, 3], [55, 35, 10])[0]]
    if not taken or random.random() < 0.18:
        left = [
            _guidance(found, ids[0], random),
            *(_tool(o, i, random) for o, i in zip(taken[:1], ids[1:], strict=False)),
        ]
    else:
        left = [_tool(offer, each, random) for offer, each in zip(taken, ids, strict=False)]
    proposed = [offer["tool"] for offer in offers]
    return [each | {"proposed": proposed, "opinion": _thought(each)} for each in left]


def _thought(left: Mapping[str, Any]) -> str:
    """What the client said of it; it follows from its id, so that the dice of everything else fall as before."""
    return THOUGHTS[UUID(left["id"]).int % len(THOUGHTS)] if left["tool"] else ""


def _tool(offer: Mapping[str, str], key: UUID, random: Random) -> dict[str, Any]:
    return {
        "id": str(key),
        "tool": offer["tool"],
        "guidance": "",
        "findings": [offer["finding"]],
        "handover": random.choices(HANDOVERS, HANDOVER_SHARES)[0],
        "was_explained": True,
        "was_requested": random.random() < 0.75,
        "own_choice_because": "",
    }


def _guidance(found: Sequence[Mapping[str, Any]], key: UUID, random: Random) -> dict[str, Any]:
    first = found[0] if found else {"code": "", "theme": ""}
    theme = next((known for known in speech.GUIDANCE if known and first["theme"].startswith(known[:6])), "")
    return {
        "id": str(key),
        "tool": None,
        "guidance": random.choice(speech.GUIDANCE[theme]),
        "findings": [first["code"]] if found else [],
        "handover": "together",
        "was_explained": True,
        "was_requested": True,
        "own_choice_because": "",
    }


def next_step(random: Random) -> dict[str, str]:
    """Where the client chose to go on."""
    return {
        "destination": random.choices(DESTINATIONS, DESTINATION_SHARES)[0],
        "mode": random.choices(MODES, MODE_SHARES)[0],
    }


def next_contact(
    started_at: datetime, purposes: Sequence[str], random: Random, *, returns_at: datetime | None, today: date
) -> dict[str, str]:
    """A day and an hour within a month, at a shop's quiet hours; when the agent did come back; now and then today."""
    day = started_at + timedelta(days=random.randrange(5, 30))
    day += timedelta(days=max(0, day.weekday() - 4) and 7 - day.weekday())
    due = day.replace(hour=random.choice([9, 10, 14, 15, 16]), minute=random.choice([0, 30]), second=0, microsecond=0)
    if started_at.date() < today - timedelta(days=4) and random.random() < 0.13:
        due = due.replace(year=today.year, month=today.month, day=today.day)
    if returns_at:
        due = returns_at.replace(minute=returns_at.minute // 30 * 30, second=0, microsecond=0)
    return {"due_at": due.isoformat(), "channel": "in_person", "purpose": random.choice(purposes)}


def credit_need(answers: Mapping[str, Any], random: Random) -> dict[str, str] | None:
    """A need in the client's words, when they said that money is wanted."""
    wants = str(answers.get("precisa_dinheiro", "")).startswith("sim")
    return {"need": random.choice(speech.CREDIT_NEEDS)} if wants and random.random() < 0.8 else None
