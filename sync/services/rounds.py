"""Ordinary visits that arrive at the same moment, written in one transaction (ADR 0013).

Ordinary is: a document that can be read, new, by its author, from a phone that was here a moment ago, of a business we
know, and with nothing in common with another one of the round. Every other one, and every one of a round that failed
for whatever reason, is left to `receive`, alone: so one bad document takes no other down.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from agents.services.recognition import Sender, still_known, what_became_of
from common import sql
from common.failpoints import reached
from sync.services.lookup import Context, look_up
from sync.services.reading import Unreadable, inflate
from sync.services.receive import Arrival, Receipt, arrival_of, write
from sync.services.sealed import read
from sync.services.together import Together

logger = logging.getLogger("rota.sync")

MOST = 16  # visits of one round


@dataclass(frozen=True)
class Guest:
    """A document that wants to go with others, and who says to have sent it."""

    arrival: Arrival
    sender: Sender


def receive_with_others(raw: bytes, *, visit_id: UUID, sender: Sender, content_encoding: str = "") -> Receipt | None:
    """Store and project an ordinary visit; `None`: nothing of it was written, and it is to be received alone."""

    def prepare() -> Guest | None:
        body = inflate(raw, content_encoding)
        document = body if isinstance(body, Unreadable) else read(body)
        if isinstance(body, Unreadable) or isinstance(document, Unreadable):
            return None
        is_own = document.id == visit_id and document.agent_id == sender.user.pk
        return Guest(arrival_of(document, body, by=sender.user), sender) if is_own else None

    receipt = _together(prepare)
    if receipt:
        reached("receive.committed")
    return receipt


def _round(guests: list[Guest]) -> list[Receipt | None]:
    """One transaction; its failure is everybody's to try again, alone."""
    connection.health_check_done = True  # type: ignore[attr-defined]  # a lost connection shows at the first question
    try:
        return _write_ordinary(guests)
    except Exception as error:  # whatever it was, each visit alone will show whose it is
        connection.health_check_done = False  # type: ignore[attr-defined]  # Django's own, without a type
        logger.info("%d visits each go alone: %s", len(guests), type(error).__name__)
        return [None] * len(guests)


_together: Together[Guest, Receipt] = Together(_round, most=MOST)


def _write_ordinary(guests: list[Guest]) -> list[Receipt | None]:
    """Write those that are ordinary."""
    answers: dict[int, Receipt] = {}
    touched: set[object] = set()
    senders = [guest.sender for guest in guests]
    with transaction.atomic():
        contexts, (sessions, accounts) = look_up(
            [guest.arrival.inquiry for guest in guests], *what_became_of(senders, now=timezone.now())
        )
        known = still_known(senders, sessions, accounts)
        with sql.together():
            for number in _in_order_of_phones(guests):
                arrival, context = guests[number].arrival, contexts[number]
                touches = _touches(arrival, context)
                is_new = context.business and not context.accepted_sha256
                if is_new and senders[number].session_key in known and not touches & touched:
                    touched |= touches
                    answers[number] = write(arrival, context)
        reached("receive.written")
    return [answers.get(number) for number in range(len(guests))]


def _in_order_of_phones(guests: list[Guest]) -> list[int]:
    """The same order in every process, so that two rounds never hold each other's rows."""
    return sorted(range(len(guests)), key=lambda number: guests[number].arrival.document.device_id)


def _touches(arrival: Arrival, known: Context) -> set[object]:
    """What a document writes that another one may write too."""
    document, met = arrival.document, arrival.understood.met
    business_id = known.business.id if known.business else None
    person_id = known.person.id if known.person else None
    touched: set[object] = {document.id, document.device_id, business_id, person_id, met.cpf if met else None}
    return touched - {None, ""}
