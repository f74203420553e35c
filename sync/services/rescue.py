"""The copy that a failing phone saved: each visit is received under its author's name, and who brought it is noted.

The file is sealed like the visits in it; whoever carries it cannot read them. Bringing it twice is bringing it once.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode, urlsafe_b64decode
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone

from agents.enums import Role
from agents.models import User
from common import audit
from sync.models import Submission
from sync.services import blobs
from sync.services.kept import story_of
from sync.services.reading import Unreadable
from sync.services.receive import Receipt, Refusal, receive, refuse_unread
from sync.services.sealed import is_sealed, legible
from visits.models import Visit
from visits.services.record import note_bringer

MOST_BYTES = 40_000_000
DRAFT = Unreadable(422, "draft", "A visita não tinha terminado.")
UNSEALED = Unreadable(422, "unsealed", "Veio aberta, e não fechada como o aplicativo grava.")

Sealed = Annotated[str, msgspec.Meta(max_length=400_000)]


class SavedVisit(msgspec.Struct):
    """A finished visit as the phone's outbox held it."""

    id: UUID
    body: Sealed
    user: UUID | None = None
    sequence: int = 0


class SavedPhoto(msgspec.Struct):
    """A photo's sealed bytes."""

    visit_id: UUID
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    blob: Annotated[str, msgspec.Meta(max_length=600_000)]


class SavedCopy(msgspec.Struct):
    """The file. Fields that a later phone adds do no harm."""

    format: Literal["rota-ativa-resgate"]
    version: Literal[1]
    device_id: UUID
    user_id: UUID | None = None
    visits: Annotated[list[SavedVisit], msgspec.Meta(max_length=1_000)] = []
    drafts: Annotated[list[SavedVisit], msgspec.Meta(max_length=100)] = []
    photos: Annotated[list[SavedPhoto], msgspec.Meta(max_length=400)] = []


class _Author(msgspec.Struct):
    agent_id: UUID | None = None


@dataclass(frozen=True)
class Result:
    """What became of one thing in the file: `code` is received, known, kept, refused or draft."""

    id: UUID
    sequence: int
    code: str
    words: str
    author: User | None = None
    visit: Visit | None = None


@dataclass(frozen=True)
class Imported:
    """What became of a file."""

    results: tuple[Result, ...]
    photos: int

    @property
    def received(self) -> int:
        """Visits that are here only now."""
        return self._count("received")

    @property
    def known(self) -> int:
        """Visits that had arrived before."""
        return self._count("known")

    @property
    def kept(self) -> int:
        """What waits for a person."""
        return self._count("kept", "draft")

    @property
    def refused(self) -> int:
        """What is somebody else's to bring in."""
        return self._count("refused")

    def _count(self, *codes: str) -> int:
        return sum(result.code in codes for result in self.results)


def read_copy(content: bytes) -> SavedCopy | None:
    """The copy in a file, or nothing when it is not one."""
    try:
        return msgspec.json.decode(content, type=SavedCopy)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def bring_in(copy: SavedCopy, *, by: User) -> Imported:
    """Receive everything in a copy, one by one; what one of them is does not touch the others."""
    made = [(saved, _author_of(saved, copy)) for saved in copy.visits]
    begun = [(saved, saved.user or copy.user_id) for saved in copy.drafts]
    named = {author for _, author in made + begun if author}
    people: dict[UUID | None, User] = {**User.objects.visible_to(by).in_role(Role.AGENT).in_bulk(list(named))}
    visits = [_bring_visit(saved, people.get(author), by) for saved, author in made]
    drafts = [_bring_draft(saved, people.get(author), by) for saved, author in begun]
    results = tuple(_named(sorted(visits, key=lambda one: one.sequence) + drafts, by))
    authors = {result.id: result.author for result in results if result.author}
    photos = sum(_bring_photo(photo, authors.get(photo.visit_id)) for photo in copy.photos)
    return Imported(results, photos)


def _author_of(saved: SavedVisit, copy: SavedCopy) -> UUID | None:
    """Who made a visit: the sealed document says it; one that cannot be opened is its sender's."""
    try:
        found = msgspec.json.decode(legible(saved.body.encode()), type=_Author).agent_id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = None
    return found or saved.user or copy.user_id


def _bring_visit(saved: SavedVisit, author: User | None, by: User) -> Result:
    """One finished visit."""
    if author is None:
        return Result(saved.id, saved.sequence, "refused", "É de alguém que você não acompanha. Não foi recebida.")
    body = saved.body.encode()
    if not is_sealed(body):
        return _keep_unsealed(body, saved, by)
    outcome = receive(body, visit_id=saved.id, by=author)
    if isinstance(outcome, Receipt) and not outcome.is_new:
        return Result(saved.id, saved.sequence, "known", "", author)
    _note(body, saved.id, author, by)
    if isinstance(outcome, Receipt):
        note_bringer(visit_id=saved.id, by=by)
        return Result(saved.id, saved.sequence, "received", "", author)
    return Result(saved.id, saved.sequence, "kept", _why(outcome, body, author), author)


def _bring_draft(saved: SavedVisit, author: User | None, by: User) -> Result:
    """A visit that had not ended: kept for its author to do again with what it says."""
    if author is None:
        return Result(saved.id, 0, "refused", "Rascunho de alguém que você não acompanha. Não foi recebido.")
    body = saved.body.encode()
    if not is_sealed(body):
        return _keep_unsealed(body, saved, by)
    refusal = refuse_unread(body, DRAFT, visit_id=saved.id, by=author)
    if not refusal.is_kept:
        return Result(saved.id, 0, "refused", refusal.message, author)
    _note(body, saved.id, author, by)
    return Result(saved.id, 0, "draft", "Rascunho: a visita não tinha terminado. Está em A conferir.", author)


def _keep_unsealed(body: bytes, saved: SavedVisit, by: User) -> Result:
    """The application seals everything that it saves. What comes open, anybody may have written, under any name.

    So it is filed under the name of who brought it, and a person looks.
    """
    refusal = refuse_unread(body, UNSEALED, visit_id=saved.id, by=by)
    if not refusal.is_kept:
        return Result(saved.id, saved.sequence, "refused", refusal.message)
    _note(body, saved.id, by, by)
    return Result(saved.id, saved.sequence, "kept", f"{UNSEALED.message} Está em A conferir, em seu nome.")


def _bring_photo(photo: SavedPhoto, author: User | None) -> bool:
    """A photo of one of these visits."""
    if author is None:
        return False
    try:
        blob = urlsafe_b64decode(photo.blob) if set("-_") & set(photo.blob) else b64decode(photo.blob, validate=True)
    except (binascii.Error, ValueError):
        return False
    progress = blobs.take(blob, sha256=photo.sha256, start=None, total=len(blob), by=author, at=timezone.now())
    return progress.status == 201


@transaction.atomic
def _note(body: bytes, visit_id: UUID, author: User, by: User) -> None:
    """Who brought these bytes, once."""
    digest = hashlib.sha256(body).hexdigest()
    stored = Submission.objects.filter(visit_id=visit_id, sha256=digest, sent_by=author, brought_by=None)
    for submission in stored.defer("body"):
        Submission.objects.filter(pk=submission.pk).update(brought_by=by)
        audit.record("submission.rescued", submission, by=by, author=str(author.pk), state=submission.state)


def _why(outcome: Refusal, body: bytes, author: User) -> str:
    """Why a visit is kept, in the words of the page of kept documents."""
    if not outcome.is_kept:
        return outcome.message
    digest = hashlib.sha256(body).hexdigest()
    kept = Submission.objects.kept().filter(sha256=digest, sent_by=author).defer("body").first()
    return f"{story_of(kept).what} Está em A conferir." if kept else outcome.message


def _named(results: list[Result], by: User) -> list[Result]:
    """Each result with its visit, where the reader may see it."""
    ids = [result.id for result in results if result.code in ("received", "known")]
    visits = Visit.objects.visible_to(by).select_related("business").in_bulk(ids)
    return [replace(one, visit=visits.get(one.id)) for one in results]
