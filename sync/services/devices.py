"""Phones: when each was last heard from, and what it says of its own queue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from agents.models import User
from common import sql

_HEARD = """
    INSERT INTO sync_device (id, user_id, first_seen_at, last_seen_at, last_sent_at, unsent, app_version)
    VALUES (%s, %s, %s, %s, %s, 0, %s)
    ON CONFLICT (id) DO UPDATE SET
        user_id = excluded.user_id, last_seen_at = excluded.last_seen_at, app_version = excluded.app_version,
        last_sent_at = COALESCE(excluded.last_sent_at, sync_device.last_sent_at)"""
_SAYS = "UPDATE sync_device SET unsent = %s WHERE id = %s AND user_id = %s"


def heard_from(*, device_id: UUID, app_version: str, by: User, at: datetime, has_sent: bool = False) -> None:
    """A phone was there. It belongs to whoever used it last (a shared phone changes hands, F17)."""
    sql.run(_HEARD, device_id, by.pk, at, at, at if has_sent else None, app_version)


def says(*, device_id: UUID, unsent: int, app_version: str, by: User, at: datetime) -> None:
    """A phone told how many visits it still holds."""
    heard_from(device_id=device_id, app_version=app_version, by=by, at=at)
    sql.run(_SAYS, unsent, device_id, by.pk)
