"""The receipt of what was agreed to: for people, and as JSON with the fields of ISO/IEC TS 27560:2023."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from privacy.enums import ConsentState, EventChannel
from privacy.models import Consent, ConsentEvent
from privacy.services import chain
from privacy.services.chain import Standing

SCHEMA_VERSION = "ISO/IEC TS 27560:2023"
Json = dict[str, Any]
BY_THE_TEAM = frozenset({EventChannel.DOOR, EventChannel.AGENT, EventChannel.PROGRAMME})
PHONE = "0800 570 0800"  # where a notice names none
STORED_IN = "Brasil"  # a unit that stores elsewhere says so in its notice (LGPD art. 33)
RIGHTS = (
    "LGPD, art. 18: saber, ver, corrigir, apagar, levar, saber com quem dividimos, retirar o aceite, reclamar à ANPD"
)


def receipt_json(consent: Consent, address: str) -> Json:
    """The machine-readable receipt. The person is named by a number only; who holds the link knows who it is."""
    controller = _controller(consent)
    return {
        "schema_version": SCHEMA_VERSION,
        "receipt_id": str(consent.pk),
        "record_id": str(consent.pk),
        "pii_principal_id": str(consent.person_id or ""),
        "pii_processing": [
            _processing(each, consent, controller["party_id"], address) for each in chain.standings(consent)
        ],
        "party_identification": [controller, *_recipients(consent.notice.content)],
        "events": [_event(event) for event in chain.history(consent) if event.consent_id == consent.pk],
    }


def _controller(consent: Consent) -> Json:
    """The unit. The national text is everybody's and cannot name it; a unit's own text says how it is called."""
    said = consent.notice.content.get("controller") or {}
    unit = consent.visit.region.unit
    name = said.get("name", unit.name) if consent.notice.unit_id else unit.name
    return {
        "party_id": f"controller-{unit.uf.lower()}",
        "name": name,
        "address": said.get("address", "Sede do Sebrae no seu estado"),
        "phone": said.get("phone", ""),
        "url": settings.PUBLIC_URL,
        "role": "pii_controller",
        "contact": said.get("contact", ""),
        "type": "Serviço social autônomo",
    }


def programme_of(consent: Consent) -> Json:
    """Who answers for the visit, and how to reach them."""
    controller = _controller(consent)
    return {"controller": controller, "phone": controller["phone"] or PHONE}


def _recipients(content: Json) -> list[Json]:
    """Whoever a purpose is shared with, each once."""
    names = dict.fromkeys(name for purpose in content.get("purposes", ()) for name in purpose.get("shares", ()))
    return [
        {
            "party_id": f"recipient-{number}", "name": name, "address": "Pelo contato do controlador",
            "contact": "Pelo contato do controlador", "role": "recipient_third_party", "type": "Destinatário",
        }
        for number, name in enumerate(names, start=1)
    ]  # fmt: skip


def _processing(each: Standing, consent: Consent, controller: str, address: str) -> Json:
    purpose, notice = each.purpose, consent.notice
    return {
        "privacy_notice": {"url": f"{address}aviso/", "version": notice.version, "sha256": notice.sha256},
        "language": "pt-BR",
        "purpose": purpose["text"],
        "purpose_type": each.key,
        "lawful_basis": purpose["basis"],
        "pii_information": [
            {"pii_type": kind, "pii_optional": each.needs_consent, "sensitive_pii_category": False}
            for kind in purpose.get("data", ())
        ],
        "pii_controllers": [controller],
        "collection_method": f"{consent.visit.get_channel_display()}, com {consent.agent.name}",
        "processing_method": "Registro eletrônico pela equipe do programa",
        "storage_locations": [notice.content.get("storage", STORED_IN)],
        "retention_period": purpose.get("retention", ""),
        "service": "Visita de orientação a pequenos negócios",
        "jurisdiction": "BR",
        "recipient_third_parties": list(purpose.get("shares", ())),
        "withdrawal_method": f"{address} ou com quem visitou, ou com o contato do controlador",
        "privacy_rights": RIGHTS,
    }


def _event(event: ConsentEvent) -> Json:
    months = event.valid_months
    by_person = event.channel != EventChannel.SYSTEM
    return {
        "event_id": str(event.pk),
        "event_time": event.happened_at.isoformat(),
        "time_zone": event.timezone or event.consent.visit.timezone,
        "validity_duration": f"P{months}M" if months and event.state == ConsentState.GIVEN else "P0D",
        "entity_id": str(event.consent.person_id or "") if by_person else "system",
        "event_type": "explicit" if by_person else "automatic",
        "event_state": event.state,
        "purpose": event.purpose,
        "channel": event.channel,
        "proof": event.proof or event.consent.proof,
    }


def receipt_context(consent: Consent, address: str) -> dict[str, Any]:
    """What the receipt's pages and its PDF say."""
    return {
        "consent": consent,
        "visit": consent.visit,
        "controller": _controller(consent),
        "asked": chain.standings(consent),
        "history": _moments(chain.history(consent)),
        "address": address,
    }


def _moments(events: Sequence[ConsentEvent]) -> list[dict[str, object]]:
    """The chain in people's words."""
    return [
        {
            "at": event.happened_at,
            "what": event.asked,
            "state": event.get_state_display(),
            "how": event.get_channel_display(),
            "proof": event.get_proof_display() or event.consent.get_proof_display(),
            "who": (event.noted_by or event.consent.agent).name if event.channel in BY_THE_TEAM else "",
            "version": event.consent.notice.version,
        }
        for event in events
    ]
