"""The sealed bytes of photos: taken piece by piece, whole only when their hash fits, opened in the background.

A photo and the visit that names it may come in any order (F26), and neither waits for the other.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from agents.models import User
from common.jobs import Done, Outcome, Retry, enqueue, handles
from sync.models import Blob
from sync.services.pictures import Picture, redraw
from visits.enums import PhotoState
from visits.models import Photo
from visits.querysets import PhotoQuerySet
from visits.services.photos import fail_photo, photos_named, show_photo

OPEN_PHOTO = "open_photo"  # of a visit that was just received
OPEN_BLOB = "open_blob"  # of bytes that just became whole: whichever of the two commits last sees the other
MOST_BYTES = 400_000
MOST_WAITING_EACH = 60_000_000  # bytes that one person may have lying here unopened
MOST_WAITING = 4_000_000_000
ASK_AGAIN = timedelta(days=1)
GIVE_UP_AFTER = timedelta(days=60)


@dataclass(frozen=True)
class Progress:
    """The HTTP status that says what became of a piece, and how much is here now."""

    status: int
    size: int = 0


@transaction.atomic
def take(piece: bytes, *, sha256: str, start: int | None, total: int, by: User, at: datetime) -> Progress:
    """Take a piece that begins at `start` (None: all of it at once, whatever came before)."""
    if total > MOST_BYTES:
        return Progress(413)
    if not 0 < len(piece) <= total - (start or 0):
        return Progress(400)
    if not _has_room(by, total) and not (_forget_old(by, at) and _has_room(by, total)):
        return Progress(429)
    blob = _row(sha256, total, by)
    if blob.completed_at:
        return Progress(201, blob.size)
    if start is None or (start == 0 and blob.total != total):
        blob.body, blob.size, blob.total = b"", 0, total
    if (start or 0) != blob.size or blob.total != total:
        return Progress(409, blob.size)
    return _append(blob, piece, at)


def arrived(sha256: str, *, by: User) -> Blob | None:
    """What is here of these bytes, without them."""
    return Blob.objects.visible_to(by).defer("body").filter(sha256=sha256).first()


def expect_photo(photo_id: UUID) -> None:
    """Open a photo's bytes when they are here. Call it inside the visit's transaction."""
    enqueue(OPEN_PHOTO, photo_id)


def _row(sha256: str, total: int, by: User) -> Blob:
    """The row of these bytes, held until the transaction ends."""
    Blob.objects.bulk_create([Blob(user=by, sha256=sha256, total=total)], ignore_conflicts=True)
    return Blob.objects.select_for_update().get(user=by, sha256=sha256)


def _append(blob: Blob, piece: bytes, at: datetime) -> Progress:
    """One piece more; all of them make a blob only if the hash says so."""
    blob.body, blob.changed_at = bytes(blob.body) + piece, at
    blob.size = len(blob.body)
    if blob.size < blob.total:
        blob.save()
        return Progress(202, blob.size)
    if hashlib.sha256(blob.body).hexdigest() != blob.sha256:
        blob.delete()
        return Progress(422)
    blob.completed_at = at
    blob.save()
    enqueue(OPEN_BLOB, blob.pk)
    return Progress(201, blob.size)


def _has_room(by: User, more: int) -> bool:
    """Whether there is room for these bytes beside what lies here unopened."""
    waiting = Blob.objects.unopened()
    mine = waiting.filter(user=by).aggregate(sum=Sum("size"))["sum"] or 0
    return mine + more <= MOST_WAITING_EACH and (waiting.aggregate(sum=Sum("size"))["sum"] or 0) + more <= MOST_WAITING


def _forget_old(by: User, at: datetime) -> bool:
    """Let go of this person's bytes that nothing has come for in 60 days: their photos were given up."""
    return bool(Blob.objects.unopened().filter(user=by, changed_at__lt=at - GIVE_UP_AFTER).delete()[0])


@handles(OPEN_PHOTO)
def open_photo(photo_id: UUID, attempt: int) -> Outcome:
    """The visit came last: its photo's bytes are here. If they are not, the bytes will find their photo."""
    photo = _waiting().filter(pk=photo_id).first()
    if photo is None:
        return Done()
    blob = Blob.objects.whole().filter(user_id=photo.visit.agent_id, sha256=photo.sha256).first()
    if blob:
        _conclude(photo, _opened(photo, blob), blob)
    elif timezone.now() - photo.visit.received_at > GIVE_UP_AFTER:
        _conclude(photo, "A foto não chegou em 60 dias.")
    else:
        return Retry(ASK_AGAIN, "A foto ainda está no celular.")
    return Done()


@handles(OPEN_BLOB)
def open_blob(blob_id: UUID, attempt: int) -> Outcome:
    """The bytes came last: the visit that names them is here."""
    blob = Blob.objects.whole().filter(pk=blob_id).first()
    if blob:
        for photo in _waiting().filter(visit__agent_id=blob.user_id, sha256=blob.sha256):
            _conclude(photo, _opened(photo, blob), blob)
    return Done()


def _waiting() -> PhotoQuerySet:
    return Photo.objects.select_related("visit").filter(state=PhotoState.WAITING)


def _opened(photo: Photo, blob: Blob) -> Picture | str:
    """The picture, or why there is none."""
    try:
        key, iv = urlsafe_b64decode(photo.key + "="), urlsafe_b64decode(photo.iv)
        return redraw(AESGCM(key).decrypt(iv, bytes(blob.body), None))
    except (InvalidTag, ValueError, binascii.Error):
        return "A foto não abre com a chave que a visita trouxe."


@transaction.atomic
def _conclude(photo: Photo, found: Picture | str, blob: Blob | None = None) -> None:
    """Write down what became of it, once, whoever comes first; bytes that did not become a picture are kept."""
    held = Photo.objects.select_for_update().filter(pk=photo.pk, state=PhotoState.WAITING).first()
    if held is None:
        return
    if isinstance(found, str):
        fail_photo(held, problem=found)
        return
    at = timezone.now()
    show_photo(held, jpeg=found.jpeg, width=found.width, height=found.height, at=at)
    if blob and not photos_named(blob.sha256, by=blob.user_id):
        Blob.objects.filter(pk=blob.pk).update(body=b"", opened_at=at)
