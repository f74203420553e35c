"""Writing down what a person answered to a notice, with its proof (LGPD art. 8 §2: the burden of proof is ours)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from clients.models import Person
from common import sql
from common.ids import uuid7
from common.remember import remembered
from privacy.enums import ConsentState
from privacy.models import Consent, ConsentEvent, Notice
from visits.models import Visit

CREDIT_SHARING = "credit_sharing"  # passing a credit need on to the credit agent


@dataclass(frozen=True)
class Said:
    """What was said about one purpose."""

    purpose: str
    state: str


@dataclass(frozen=True)
class Answered:
    """The act of answering a notice."""

    notice_id: uuid.UUID
    capacity: str
    proof: str
    signature: str
    answered_at: datetime
    choices: Sequence[Said]

    def gave_any(self, purposes: Collection[str]) -> bool:
        """Whether the person said yes to one of these purposes."""
        return any(said.state == ConsentState.GIVEN for said in self.choices if said.purpose in purposes)


@dataclass(frozen=True)
class ShownNotice:
    """What a published notice asked: its hash and the purposes that need a yes (the others stand on another basis)."""

    sha256: str
    asks_for: frozenset[str]


@remembered(300)
def shown_notice(notice_id: uuid.UUID) -> ShownNotice | None:
    """A published notice. Notices never change, so a known one stays true."""
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:
        return None
    asked = (purpose["key"] for purpose in notice.content.get("purposes", ()) if purpose.get("needs_consent"))
    return ShownNotice(notice.sha256, frozenset(asked))


def refused_the_notice(answered: Answered) -> bool:
    """Whether the person said no to the notice itself (what stands on another basis). Then nothing of them is kept."""
    notice = shown_notice(answered.notice_id)
    asked = notice.asks_for if notice else frozenset()
    return any(said.state == ConsentState.REFUSED for said in answered.choices if said.purpose not in asked)


def record_consent(*, visit: Visit, answered: Answered) -> None:
    """Insert the consent and one event for each purpose. Call it inside the visit's transaction."""
    consent_id = sql.add(
        Consent,
        visit_id=visit.pk,
        notice_id=answered.notice_id,
        person_id=visit.person_id,
        capacity=answered.capacity,
        agent_id=visit.agent_id,
        proof=answered.proof,
        signature=answered.signature,
        answered_at=answered.answered_at,
    )
    sql.insert_rows(
        ConsentEvent,
        ("id", "consent_id", "purpose", "state", "happened_at"),
        [(uuid7(), consent_id, said.purpose, said.state, answered.answered_at) for said in answered.choices],
    )


def move_consents(*, double: Person, to: Person, visit_id: uuid.UUID | None = None) -> None:
    """What the double answered (in one visit, or ever) was answered by the other. Inside a transaction."""
    answered = Consent.objects.filter(person=double)
    (answered.filter(visit=visit_id) if visit_id else answered).update(person=to)
