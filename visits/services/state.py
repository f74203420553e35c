"""Where a visit or a contact stands on its way to the national system. No state goes backwards (I5)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from common import audit
from visits.enums import VisitState
from visits.models import Contact, Visit

Cause = type[Visit] | type[Contact]  # of attendance records

# What may come before each state: what is registered stays registered.
_FROM = {
    VisitState.RECEIVED: frozenset({VisitState.ATTENTION}),
    VisitState.ATTENTION: frozenset({VisitState.RECEIVED}),
    VisitState.REGISTERED: frozenset({VisitState.RECEIVED, VisitState.ATTENTION}),
}


def hold(cause: Cause, pk: uuid.UUID) -> None:
    """Let nobody else decide where it stands until this transaction ends."""
    list(cause.objects.select_for_update().filter(pk=pk).values_list("pk"))


def mark_registered(cause: Cause, pk: uuid.UUID, *, at: datetime, by: audit.Actor | None = None) -> bool:
    """Every attendance record of it is in SAS: "Registrado no SAS". False when it already was."""
    return _move(cause, pk, VisitState.REGISTERED, by=by, registered_at=at)


def mark_attention(cause: Cause, pk: uuid.UUID, *, because: str = "", by: audit.Actor | None = None) -> bool:
    """A person has to act before it can be registered: "Precisa de atenção". `because` is a code, no text."""
    return _move(cause, pk, VisitState.ATTENTION, by=by, because=because)


def mark_received(cause: Cause, pk: uuid.UUID, *, by: audit.Actor | None = None) -> bool:
    """What needed attention was put right and is on its way again: "Recebido"."""
    return _move(cause, pk, VisitState.RECEIVED, by=by)


@transaction.atomic(savepoint=False)
def _move(
    cause: Cause,
    pk: uuid.UUID,
    state: VisitState,
    *,
    by: audit.Actor | None,
    registered_at: datetime | None = None,
    because: str = "",
) -> bool:
    """Change the state if it may follow the present one, and write it down."""
    movable = cause.objects.filter(pk=pk, state__in=_FROM[state])
    if not movable.update(state=state, registered_at=registered_at):
        return False
    details = {"because": because} if because else {}
    audit.record(f"{cause._meta.model_name}.{state}", cause(pk=pk), by=by, **details)
    return True
