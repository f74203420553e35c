"""Where a visit or a contact stands on its way to the national system. No state goes backwards (I5)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from common import audit
from visits.enums import VisitState
from visits.models import Contact, Visit


def hold(visit_id: uuid.UUID) -> None:
    """Let nobody else decide where the visit stands until this transaction ends."""
    list(Visit.objects.select_for_update().filter(pk=visit_id).values_list("pk"))


@transaction.atomic(savepoint=False)
def mark_registered(*, visit_id: uuid.UUID, at: datetime, by: audit.Actor | None = None) -> bool:
    """Every attendance record of the visit is in SAS: "Registrado no SAS". False when it already was."""
    return _move(visit_id, VisitState.REGISTERED, by=by, registered_at=at)


@transaction.atomic
def mark_attention(*, visit_id: uuid.UUID, because: str = "", by: audit.Actor | None = None) -> bool:
    """A person has to act before the visit can be registered: "Precisa de atenção". `because` is a code, no text."""
    return _move(visit_id, VisitState.ATTENTION, by=by, because=because)


@transaction.atomic
def mark_received(*, visit_id: uuid.UUID, by: audit.Actor | None = None) -> bool:
    """What needed attention was put right and is on its way again: "Recebido"."""
    return _move(visit_id, VisitState.RECEIVED, by=by)


def hold_contact(contact_id: uuid.UUID) -> None:
    """Let nobody else decide where the contact stands until this transaction ends."""
    list(Contact.objects.select_for_update().filter(pk=contact_id).values_list("pk"))


@transaction.atomic
def move_contact(
    *,
    contact_id: uuid.UUID,
    state: VisitState,
    at: datetime | None = None,
    because: str = "",
    by: audit.Actor | None = None,
) -> bool:
    """The same for a contact beyond the visit; `at` is the moment it was registered."""
    movable = Contact.objects.filter(pk=contact_id, state__in=_FROM[state])
    if not movable.update(state=state, registered_at=at):
        return False
    audit.record(f"contact.{state}", Contact(pk=contact_id), by=by, **({"because": because} if because else {}))
    return True


# What may come before each state: a registered visit stays registered.
_FROM = {
    VisitState.RECEIVED: frozenset({VisitState.ATTENTION}),
    VisitState.ATTENTION: frozenset({VisitState.RECEIVED}),
    VisitState.REGISTERED: frozenset({VisitState.RECEIVED, VisitState.ATTENTION}),
}


def _move(
    visit_id: uuid.UUID,
    state: VisitState,
    *,
    by: audit.Actor | None,
    registered_at: datetime | None = None,
    because: str = "",
) -> bool:
    """Change the state if it may follow the present one, and write it down."""
    movable = Visit.objects.filter(pk=visit_id, state__in=_FROM[state])
    if not movable.update(state=state, registered_at=registered_at):
        return False
    details = {"because": because} if because else {}
    audit.record(f"visit.{state}", Visit(pk=visit_id), by=by, **details)
    return True
