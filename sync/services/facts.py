"""What a person can read of a kept document, whole or broken, documents masked (LGPD art. 6, III)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from clients.enums import PersonRole, Size
from clients.rules import format_cnpj, masked_cpf, normalize_cpf
from common.dates import known_zone
from deliveries.enums import Handover, JourneyMode
from deliveries.services.catalogue import journey_name
from diagnostics.rules import NOT_SAID, NOT_SAID_WORDS
from privacy.enums import Proof
from visits.enums import Channel, Outcome

LONGEST = 400  # characters of one value
MOST = 60  # answers and deliveries that are shown of a document that anybody may have written

CHOICES: dict[str, dict[str, str]] = {
    "outcome": dict(Outcome.choices),
    "channel": dict(Channel.choices),
    "person.role": dict(PersonRole.choices),
    "business.added.size": dict(Size.choices),
    "consent.proof": dict(Proof.choices),
    "next_step.mode": dict(JourneyMode.choices),
    "contact.channel": dict(Channel.choices),
}
LABELS = {
    "outcome": "Resultado",
    "channel": "Canal",
    "started_at": "Começou",
    "finished_at": "Terminou",
    "visited_on": "Dia da visita",
    "business.id": "Negócio",
    "business.cnpj": "CNPJ",
    "business.added.legal_name": "Negócio incluído",
    "business.added.trade_name": "Nome fantasia incluído",
    "business.added.size": "Porte incluído",
    "business.added.municipality": "Município incluído",
    "business.changes.trade_name": "Nome fantasia corrigido",
    "business.changes.phone": "Telefone do negócio corrigido",
    "business.changes.street": "Rua corrigida",
    "business.changes.number": "Número corrigido",
    "business.changes.bairro": "Bairro corrigido",
    "business.changes.cep": "CEP corrigido",
    "business.changes.email": "E-mail do negócio corrigido",
    "person.name": "Pessoa atendida",
    "person.cpf": "CPF",
    "person.phone": "Telefone da pessoa",
    "person.email": "E-mail da pessoa",
    "person.role": "Papel da pessoa",
    "consent.proof": "Como aceitou",
    "consent.answered_at": "Respondeu ao aviso",
    "next_step.destination": "Próximo passo",
    "next_step.mode": "Como segue",
    "contact.due_at": "Próximo contato",
    "contact.channel": "Canal do próximo contato",
    "contact.purpose": "Para quê",
    "credit.need": "Orientação sobre finanças",
    "notes": "Anotações",
}
MOMENTS = {"started_at", "finished_at", "consent.answered_at", "contact.due_at"}
NOT_A_FACT = {"business.id"}  # an identifier says nothing to people; its label serves problems


@dataclass(frozen=True)
class Glossary:
    """Names for the keys that a document uses: tools by key, questions by key with their options."""

    tools: dict[str, str] = field(default_factory=dict)
    questions: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One thing that two documents say differently."""

    label: str
    accepted: str
    kept: str


def as_document(body: bytes) -> dict[str, Any]:
    """The JSON object in these bytes, or nothing readable."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def facts(document: dict[str, Any], glossary: Glossary) -> dict[str, str]:
    """What the document says, label by label; what is missing or empty is left out."""
    zone = known_zone(_text(document.get("timezone")))
    found = {label: _value(path, _at(document, path), zone) for path, label in LABELS.items() if path not in NOT_A_FACT}
    found["Próximo passo"] = journey_name(found["Próximo passo"])
    found["Assinatura"] = "Desenhada" if _at(document, "consent.signature") else ""
    found |= _choices(document) | _deliveries(document, glossary)
    return {label: value for label, value in found.items() if value}


def answers(document: dict[str, Any], glossary: Glossary) -> dict[str, str]:
    """The conversation, question by question."""
    given = _at(document, "diagnosis.answers")
    found = {}
    for key, answer in list(given.items())[:MOST] if isinstance(given, dict) else []:
        question, options = glossary.questions.get(key, (f"Pergunta {_text(key)}", {}))
        words = options | {NOT_SAID: NOT_SAID_WORDS}
        found[question] = words.get(str(answer), _text(answer))
    return found


def differences(accepted: dict[str, Any], kept: dict[str, Any], glossary: Glossary) -> list[Difference]:
    """What the two say differently, in the order of a visit."""
    one = facts(accepted, glossary) | answers(accepted, glossary)
    other = facts(kept, glossary) | answers(kept, glossary)
    found = [
        Difference(label, one.get(label, ""), other.get(label, ""))
        for label in dict.fromkeys([*one, *other])
        if one.get(label) != other.get(label)
    ]
    drawings = [_at(document, "consent.signature") for document in (accepted, kept)]
    if all(drawings) and drawings[0] != drawings[1]:
        found.append(Difference("Assinatura", "Um desenho", "Outro desenho"))
    return found


def named_fields(paths: list[str]) -> str:
    """The fields that a problem names, in people's words where there are some."""
    return ", ".join(LABELS.get(path, path) for path in paths if path)


def _at(document: Any, path: str) -> Any:
    """What stands at a path, whatever the document is made of."""
    for step in path.split("."):
        document = document.get(step) if isinstance(document, dict) else None
    return document


def _text(value: Any) -> str:
    """A plain value as text that can be shown; lists, objects and half characters are not."""
    if isinstance(value, bool):
        return "Sim" if value else "Não"
    if not isinstance(value, str | int | float):
        return ""
    text = value if isinstance(value, str) else str(value)
    return text.encode(errors="replace").decode().replace("\0", "").strip()[:LONGEST]


def _value(path: str, value: Any, zone: Any) -> str:
    text = _text(value)
    if path == "person.cpf":
        return _mask(text)
    if path == "business.cnpj":
        return format_cnpj(text)
    if path in MOMENTS:
        return _moment(text, zone)
    if path == "visited_on" and re.fullmatch(r"\d{4}-\d\d-\d\d", text, flags=re.ASCII):
        return "/".join(reversed(text.split("-")))
    return CHOICES.get(path, {}).get(text, text)


def _mask(text: str) -> str:
    """Enough of a CPF to tell two apart; of anything else only that something is there."""
    number = normalize_cpf(text)
    if number.isascii() and number.isdigit() and (masked := masked_cpf(number)):
        return masked
    return "Escrito de outro jeito" if text else ""


def _moment(text: str, zone: ZoneInfo | Any) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(zone).strftime("%d/%m/%Y, %H:%M")
    except (ValueError, OverflowError):
        return text


def _choices(document: dict[str, Any]) -> dict[str, str]:
    """How many purposes were said yes and no to."""
    said = _at(document, "consent.choices")
    states = [_at(choice, "state") for choice in said] if isinstance(said, list) else []
    yes, no = states.count("given"), states.count("refused")
    return {"Aceites": f"{yes} sim, {no} não"} if states else {}


def _deliveries(document: dict[str, Any], glossary: Glossary) -> dict[str, str]:
    """What was left with the client, and how much was said in the conversation."""
    left = document.get("deliveries")
    names = []
    for thing in left[:MOST] if isinstance(left, list) else []:
        tool = _text(_at(thing, "tool"))
        name = glossary.tools.get(tool, tool) or _text(_at(thing, "guidance"))
        how = _text(_at(thing, "handover"))
        names.append(f"{name} ({dict(Handover.choices).get(how, how)})" if how else name)
    said = _at(document, "diagnosis.answers")
    found = {"Entregas": "; ".join(name for name in names if name)}
    if isinstance(said, dict):
        found["Conversa"] = f"{len(said)} {'resposta' if len(said) == 1 else 'respostas'}"
    return found
