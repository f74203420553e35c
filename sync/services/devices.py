"""Phones: when each was last heard from, what it says of its own queue, and whether it may still be read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from msgspec import Meta, Struct

from agents.models import User
from common import audit, sql
from sync.models import Device, Loss

NOTED_EVERY = timedelta(minutes=5)
MOST_UNSENT = 100_000
MOST_VISITS = 2**53

_LATEST_WORD = """(id) DO UPDATE SET
    user_id = excluded.user_id, last_seen_at = excluded.last_seen_at, app_version = excluded.app_version,
    last_sent_at = COALESCE(excluded.last_sent_at, sync_device.last_sent_at)"""


class Report(Struct, forbid_unknown_fields=True):
    """What a phone says of itself; phones of an earlier version say only the first three."""

    id: UUID
    unsent: int
    app_version: str
    sequence: int = 0
    oldest_unsent_at: Annotated[datetime, Meta(tz=True)] | None = None
    is_kept: bool | None = None
    lost: UUID | None = None


def heard_from(*, device_id: UUID, app_version: str, by: User, at: datetime, has_sent: bool = False) -> None:
    """A phone was there. It belongs to whoever used it last (a shared phone changes hands, F17)."""
    sql.add(
        Device,
        on_conflict=_LATEST_WORD,
        id=device_id,
        user_id=by.pk,
        first_seen_at=at,
        last_seen_at=at,
        last_sent_at=at if has_sent else None,
        app_version=app_version,
    )


@transaction.atomic
def says(report: Report, *, by: User, at: datetime, was: UUID | None = None) -> None:
    """A phone told how many visits it still holds, and perhaps that it found its storage empty: it `was` another."""
    version = report.app_version.replace("\0", "")[:40]
    heard_from(device_id=report.id, app_version=version, by=by, at=at)
    Device.objects.filter(pk=report.id, user=by).update(
        unsent=min(max(report.unsent, 0), MOST_UNSENT),
        sequence=min(max(report.sequence, 0), MOST_VISITS),
        oldest_unsent_at=_not_after(report.oldest_unsent_at, at) if report.unsent > 0 else None,
        is_kept=report.is_kept,
    )
    if report.lost and report.lost == was != report.id:
        _note_loss(report.lost, found_by=report.id, by=by, at=at)


def touch(device_id: UUID, *, by: User, at: datetime) -> None:
    """Note a contact that says nothing else, every few minutes at most."""
    known = Device.objects.filter(pk=device_id).first()
    if known is None or known.user_id != by.pk or at - known.last_seen_at > NOTED_EVERY:
        heard_from(device_id=device_id, app_version=known.app_version if known else "", by=by, at=at)


def is_any_revoked(*device_ids: UUID | None) -> bool:
    """Whether one of these phones may no longer be read."""
    ids = [one for one in device_ids if one]
    return bool(ids) and Device.objects.filter(pk__in=ids, revoked_at__isnull=False).exists()


@transaction.atomic
def revoke(device: Device, *, by: User) -> bool:
    """Take what can be read away from a phone at its next contact; what it has not sent still arrives."""
    changed = Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
    if changed:
        audit.record("device.revoked", device, by=by, user=str(device.user_id), unsent=device.unsent)
    return bool(changed)


@transaction.atomic
def reinstate(device: Device, *, by: User) -> bool:
    """A revoked phone was found, or was revoked by mistake."""
    changed = Device.objects.filter(pk=device.pk, revoked_at__isnull=False).update(revoked_at=None, revoked_by=None)
    if changed:
        audit.record("device.reinstated", device, by=by, user=str(device.user_id))
    return bool(changed)


def _note_loss(lost_id: UUID, *, found_by: UUID, by: User, at: datetime) -> None:
    """Write an emptied storage down once, with what it had last said that it held."""
    before = Device.objects.filter(pk=lost_id).first()
    loss = Loss(lost_id=lost_id, device_id=found_by, user=by, noticed_at=at, unsent=before.unsent if before else 0)
    is_new = not Loss.objects.filter(lost_id=lost_id).exists()
    Loss.objects.bulk_create([loss], ignore_conflicts=True)
    if is_new:
        audit.record("device.lost_storage", loss, by=by, unsent=loss.unsent)


def _not_after(moment: datetime | None, at: datetime) -> datetime | None:
    """A phone's clock may be ahead; nothing can have been waiting since tomorrow."""
    return min(moment, at) if moment else None
