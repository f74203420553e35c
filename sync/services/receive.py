"""Receiving a document: the bytes are stored and everything that follows from them is written, in one transaction.

What the phone gets as an answer is true once it is said: a receipt means committed (I2), the same document sent again
gets the same receipt (I3), and bytes that cannot become a visit are kept for a person before they are refused.
"""

from __future__ import annotations

import hashlib
import logging
import traceback
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from agents.models import Municipality, User
from attendance.services import expect_records
from clients.rules import cnpj_problem, normalize_cnpj
from clients.services.businesses import KnownBusiness, add_business
from common import sql
from common.failpoints import reached
from sync.enums import SubmissionState
from sync.models import Submission
from sync.services.devices import heard_from
from sync.services.document import VisitDocument, as_plain
from sync.services.lookup import Context, Inquiry, look_up
from sync.services.project import Understood, project, understand
from sync.services.reading import FieldProblem, Unreadable, device_of, inflate, limit_of
from sync.services.sealed import legible, read

logger = logging.getLogger("rota.sync")

ATTEMPTS = 4  # of the whole transaction, when two of them meet (F32)


@dataclass(frozen=True)
class Receipt:
    """The server's word that a visit is committed. Built from the stored row, so it is always the same."""

    id: UUID
    sha256: str
    received_at: datetime
    is_new: bool

    def as_json(self) -> dict[str, str]:
        """What the phone keeps beside the visit."""
        return {
            "id": str(self.id),
            "sha256": self.sha256,
            "received_at": self.received_at.isoformat(),
            "state": "received",
            "epoch": settings.SYNC_EPOCH,
        }


@dataclass(frozen=True)
class Refusal:
    """Why there is no receipt; `is_kept` says that the bytes are stored for a person to look at."""

    status: int
    code: str
    message: str
    fields: tuple[FieldProblem, ...] = ()
    is_kept: bool = True

    def as_json(self) -> dict[str, object]:
        """What the phone shows and keeps."""
        fields = [{"path": field.path, "message": field.message} for field in self.fields]
        return {"error": self.code, "message": self.message, "fields": fields, "kept": self.is_kept}


Outcome = Receipt | Refusal | Unreadable

FLAGGED_CNPJ = ("check", "repeated")  # well formed: the visit happened, somebody looks the number up

CONFLICT = Refusal(
    409, "conflict", "Já recebemos outra visita com este número. As duas estão guardadas para conferência."
)
AUTHOR = Refusal(403, "author", "Esta visita é de outra pessoa. Entre com o usuário de quem a fez.", is_kept=False)
UNEXPECTED = Unreadable(
    422, "unexpected", "A visita está guardada para conferência. Não apague do aparelho; o suporte técnico vai olhar."
)

MOST_KEPT = 200  # documents of one person that wait for somebody to look; a phone tries the next one again later
QUOTA = Refusal(
    429,
    "quota",
    "Há documentos seus demais esperando conferência. Este fica no aparelho, que tenta de novo depois.",
    is_kept=False,
)
CLASH = Unreadable(422, "clash", "Parte desta visita já chegou dentro de outra visita. Está guardada para conferência.")


def receive(raw: bytes, *, visit_id: UUID, by: User, content_encoding: str = "") -> Receipt | Refusal:
    """Store and project a document; one of sql.AWAY raised means that nothing was acknowledged.

    A mistake of ours in the projection answers 422 with the bytes kept: the phone parks the visit and shows it,
    instead of sending the same bytes for ever.
    """
    body = inflate(raw, content_encoding)
    if isinstance(body, Unreadable):
        return _quarantine(raw, body, visit_id=visit_id, by=by)
    document = read(body)
    if isinstance(document, VisitDocument) and document.id != visit_id:
        document = Unreadable(400, "id_differs", "O número da visita não é o do endereço. Chame o suporte técnico.")
    if isinstance(document, Unreadable):
        return _quarantine(body, document, visit_id=visit_id, by=by)
    if document.agent_id != by.pk:
        return AUTHOR
    outcome = _accept_or_retry(arrival_of(document, body, by=by))
    reached("receive.committed")
    if isinstance(outcome, Unreadable):
        return _quarantine(body, outcome, visit_id=visit_id, by=by)
    return outcome


def receive_kept(kept: Submission) -> Outcome:
    """Read stored bytes again in the name of who sent them; call it in a transaction that holds the row.

    A visit that comes of it is as old as its bytes: its place and clock are judged by the moment they arrived.
    """
    body = bytes(kept.body)
    if hashlib.sha256(body).hexdigest() != kept.sha256:
        return Unreadable(413, "too_large", "Só o começo do documento está guardado.")
    document = read(body)
    if isinstance(document, VisitDocument) and document.id != kept.visit_id:
        document = Unreadable(400, "id_differs", "O número da visita não é o do endereço.")
    if isinstance(document, Unreadable):
        return document
    if document.agent_id != kept.sent_by_id:
        return Unreadable(403, "author", AUTHOR.message)
    return _accept_or_retry(arrival_of(document, body, by=kept.sent_by, kept=kept))


def refuse_unread(raw: bytes, problem: Unreadable, *, visit_id: UUID, by: User) -> Refusal:
    """Keep bytes that were not even looked at (a wrong content type) and say why."""
    return _quarantine(raw, problem, visit_id=visit_id, by=by)


@dataclass(frozen=True)
class Arrival:
    """A document that can be read, from the person who made the visit; `kept` when its bytes are stored already."""

    understood: Understood
    body: bytes
    digest: str
    cnpj: str
    by: User
    kept: Submission | None = None

    @property
    def document(self) -> VisitDocument:
        """The document itself."""
        return self.understood.document

    @property
    def inquiry(self) -> Inquiry:
        """What to ask the database for it."""
        return Inquiry(self.document, self.cnpj, self.understood.met, self.by)


def arrival_of(document: VisitDocument, body: bytes, *, by: User, kept: Submission | None = None) -> Arrival:
    """A document with what can be said of it before looking anything up."""
    digest = hashlib.sha256(body).hexdigest()
    return Arrival(understand(document), body, digest, normalize_cnpj(document.business.cnpj), by, kept)


def _accept_or_retry(arrival: Arrival) -> Outcome:
    """Run the transaction; again, a few times, when another one was there first."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _accept(arrival)
        except (IntegrityError, *sql.AWAY) as error:
            if attempt == ATTEMPTS and isinstance(error, sql.AWAY):
                raise
            failure: Exception = error
        except Exception as error:  # a mistake of ours: the bytes are kept, and a person looks
            failure = error
            break
    visit_id = arrival.document.id
    if isinstance(failure, IntegrityError):
        logger.warning("visit %s clashes with what is stored, at %s", visit_id, _place(failure))
        return CLASH
    logger.error("visit %s cannot be written: %s at %s", visit_id, type(failure).__name__, _place(failure))
    return UNEXPECTED


def _accept(arrival: Arrival) -> Outcome:
    """One try: everything or nothing."""
    with transaction.atomic():
        (known,), _ = look_up([arrival.inquiry])
        if known.accepted_sha256:
            return _again(arrival, known.accepted_sha256)
        if known.business is None:
            added = _add_business(arrival.document, arrival.cnpj, by=arrival.by)
            if isinstance(added, Unreadable):
                return added
            known = replace(known, business=added)
        with sql.together():
            receipt = write(arrival, known)
        reached("receive.written")
        return receipt


def write(arrival: Arrival, known: Context) -> Receipt:
    """The raw bytes, every row that follows from them, the job that goes on with them."""
    document, by, kept = arrival.document, arrival.by, arrival.kept
    at = kept.received_at if kept else timezone.now()
    if kept:  # the row of the bytes becomes the accepted one
        Submission.objects.filter(pk=kept.pk).update(
            state=SubmissionState.ACCEPTED, device_id=document.device_id, problem=""
        )
    else:
        sql.add(
            Submission,
            visit_id=document.id,
            sent_by_id=by.pk,
            device_id=document.device_id,
            received_at=at,
            body=arrival.body,
            sha256=arrival.digest,
            state=SubmissionState.ACCEPTED,
        )
        heard_from(device_id=document.device_id, app_version=document.app_version, by=by, at=at, has_sent=True)
    visit = project(arrival.understood, known, by=by, at=at)
    expect_records(visit.pk)
    return Receipt(document.id, arrival.digest, at, is_new=True)


def _again(arrival: Arrival, accepted: str) -> Receipt | Refusal:
    """A document under a number that we have: the same receipt for the same bytes, else both are kept."""
    visit_id, digest, by = arrival.document.id, arrival.digest, arrival.by
    first = Submission.objects.get(visit_id=visit_id, state=SubmissionState.ACCEPTED)
    if digest == accepted and first.sent_by_id == by.pk:
        return Receipt(visit_id, digest, first.received_at, is_new=False)
    is_kept = _keep(arrival.body, digest, SubmissionState.CONFLICT, CONFLICT.message, visit_id=visit_id, by=by)
    return CONFLICT if is_kept else QUOTA


def _add_business(document: VisitDocument, cnpj: str, *, by: User) -> KnownBusiness | Unreadable:
    """The business that the agent found in the sweep, if it can be written down."""
    added = document.business.added
    if added is None:
        return _field("business.id", "Não conhecemos este negócio. A visita está guardada para conferência.")
    problem = cnpj_problem(cnpj)
    if problem and problem.code not in FLAGGED_CNPJ:
        return _field("business.cnpj", problem.message)
    municipality = Municipality.objects.filter(pk=added.municipality).first()
    if municipality is None:
        return _field("business.added.municipality", "Este município não está na lista. Escolha um da lista.")
    business = add_business(cnpj=cnpj, facts=as_plain(added), by=by)
    territory_id = (
        business.territories.filter(pk__in=by.assignments.active(document.visited_on).values("territory_id"))
        .values_list("pk", flat=True)
        .first()
    )
    return KnownBusiness(business.pk, cnpj, municipality.pk, municipality.region_id, territory_id, by.pk)


def _field(path: str, message: str) -> Unreadable:
    return Unreadable(422, "invalid", message, (FieldProblem(path, message),))


def _quarantine(body: bytes, problem: Unreadable, *, visit_id: UUID, by: User) -> Refusal:
    """Keep the bytes with the reason, in a transaction of their own."""
    digest = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        is_kept = _keep(body, digest, SubmissionState.QUARANTINED, reason_of(problem), visit_id=visit_id, by=by)
    return Refusal(problem.status, problem.code, problem.message, problem.fields) if is_kept else QUOTA


def reason_of(problem: Unreadable) -> str:
    """What is kept of a problem: its code and the fields it names, none of their content."""
    return "; ".join([problem.code, *(field.path for field in problem.fields)])[:500]


def _keep(body: bytes, digest: str, state: SubmissionState, problem: str, *, visit_id: UUID, by: User) -> bool:
    """Store bytes that did not become a visit, once however often they come; False when too many wait already."""
    mine = Submission.objects.kept().filter(sent_by=by)
    if mine.filter(visit_id=visit_id, sha256=digest, state=state).exists():
        return True
    if mine.filter(settled_at=None).count() >= MOST_KEPT:
        return False
    Submission.objects.create(
        visit_id=visit_id, sent_by=by, device_id=device_of(legible(body)), body=body[: limit_of(body)],
        sha256=digest, state=state, problem=problem[:500],
    )  # fmt: skip
    return True


def _place(error: BaseException) -> str:
    """Where in our code an error came from, without its text: a database's message quotes the row, and so people."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-3:]))
