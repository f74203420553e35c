"""Writing down what a person answered to a notice, with its proof (LGPD art. 8 §2: the burden of proof is ours)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from common import sql
from common.remember import remembered
from privacy.enums import ConsentState
from privacy.models import Consent, ConsentEvent, Notice
from visits.models import Visit

CONTACT = "contact"  # the purpose whose refusal means: keep no phone number and no e-mail address


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

    @property
    def allows_contact(self) -> bool:
        """Whether the person did not refuse to be contacted."""
        return all(said.state != ConsentState.REFUSED for said in self.choices if said.purpose == CONTACT)


@remembered(300)
def hash_of_notice(notice_id: uuid.UUID) -> str | None:
    """The hash of a published notice. Notices never change, so a known one stays true."""
    return Notice.objects.filter(pk=notice_id).values_list("sha256", flat=True).first()


def record_consent(*, visit: Visit, answered: Answered) -> Consent:
    """Insert the consent and one event for each purpose. Call it inside the visit's transaction."""
    consent = Consent(
        visit=visit,
        notice_id=answered.notice_id,
        person_id=visit.person_id,
        capacity=answered.capacity,
        agent_id=visit.agent_id,
        proof=answered.proof,
        signature=answered.signature,
        answered_at=answered.answered_at,
    )
    sql.insert(consent)
    sql.insert(
        *(
            ConsentEvent(consent=consent, purpose=said.purpose, state=said.state, happened_at=answered.answered_at)
            for said in answered.choices
        )
    )
    return consent
