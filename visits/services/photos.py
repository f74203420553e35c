"""Photos of a visit: named by its document, shown once their bytes have been opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile

from common import audit, sql
from common.ids import uuid7
from visits.enums import PhotoState
from visits.models import Photo, Visit


@dataclass(frozen=True)
class Named:
    """A photo as the visit's document names it, with what opens its bytes."""

    sha256: str
    key: str
    iv: str
    taken_at: datetime
    what: str


_COLUMNS = ("id", "visit_id", "position", "sha256", "key", "iv", "taken_at", "what", "state", "problem", "file")


def record_photos(*, visit: Visit, named: Sequence[Named]) -> list[UUID]:
    """Insert the photos that a visit names; their ids. Call it inside the visit's transaction."""
    rows = [
        (uuid7(), visit.pk, position, one.sha256, one.key, one.iv, one.taken_at, one.what, PhotoState.WAITING, "", "")
        for position, one in enumerate(named, start=1)
    ]
    sql.insert_rows(Photo, _COLUMNS, rows)
    return [row[0] for row in rows]


def photos_named(sha256: str, *, by: UUID) -> list[UUID]:
    """A person's photos that wait for these bytes."""
    waiting = Photo.objects.filter(sha256=sha256, visit__agent_id=by, state=PhotoState.WAITING)
    return list(waiting.values_list("pk", flat=True))


def show_photo(photo: Photo, *, jpeg: bytes, width: int, height: int, at: datetime) -> None:
    """The picture is there. Inside a transaction."""
    photo.file.save("foto.jpg", ContentFile(jpeg), save=False)
    photo.state, photo.key, photo.iv = PhotoState.READY, "", ""
    photo.width, photo.height, photo.received_at = width, height, at
    photo.save()
    audit.record("photo.opened", photo, by=None, visit=str(photo.visit_id))


def fail_photo(photo: Photo, *, problem: str) -> None:
    """The bytes are no picture that can be shown; the visit is as good without it. Inside a transaction."""
    photo.state, photo.problem = PhotoState.FAILED, problem
    photo.save(update_fields=["state", "problem"])
    audit.record("photo.failed", photo, by=None, visit=str(photo.visit_id))
