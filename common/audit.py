"""The audit trail: one call inside the transaction of the change."""

from __future__ import annotations

import uuid
from typing import Protocol

from django.db import models

from common import sql
from common.models import AuditEntry


class Actor(Protocol):
    """Anything with an id that can act; in practice a user."""

    pk: uuid.UUID


def record(verb: str, subject: models.Model, *, by: Actor | None, **details: object) -> None:
    """Append an audit entry. Call it inside the transaction that makes the change.

    `details` are field names, ids and states: no names, documents or phone numbers.
    """
    sql.add(
        AuditEntry,
        actor_id=by.pk if by else None,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        details=details,
    )
