"""The queue of record: what must happen later, and the worker's side of it.

A verb writes a row with `enqueue` in the transaction of its cause; a worker (woken by Celery or by the sweeper) takes a
lease on it, does the work outside any transaction and writes the outcome. A kind may have a queue of its own (see
`common.lanes`) and a guard that says whether it may begin now. See docs/architecture.md.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from common import sql
from common.announce import announce
from common.enums import JobState
from common.failpoints import reached
from common.models import Job, Pulse

logger = logging.getLogger("rota.jobs")

MAX_LOST_LEASES = 3  # a job that kills its worker this often waits for a person (F43)
SWEEP = 500  # jobs that one sweep wakes workers for
MAX_STUMBLES = 8  # errors in a row that nobody foresaw


@dataclass(frozen=True)
class Done:
    """The work is finished. `is_written`: its transaction has said so already (see `ends`)."""

    is_written: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True)
class Retry:
    """Try again after a while."""

    after: timedelta
    because: str


@dataclass(frozen=True)
class Stumble(Retry):
    """An error that nobody foresaw; so many in a row and a person is shown it."""


@dataclass(frozen=True)
class Lease:
    """A job that this worker has taken, with the fencing number of its attempt."""

    job_id: uuid.UUID
    kind: str
    subject_id: uuid.UUID
    attempt: int
    lost_leases: int
    stumbles: int


@dataclass(frozen=True)
class Later:
    """A guard's word: not this one yet. No attempt is counted."""

    after: timedelta
    because: str


@dataclass(frozen=True)
class Shut:
    """A guard's word: none of this kind for now. The rows stay due and are not touched."""


@dataclass(frozen=True)
class Attention:
    """A person has to act; `because` says what to do, in Portuguese."""

    because: str


@dataclass(frozen=True)
class GaveUp(Attention):
    """The machinery failed too often, whatever the subject; its app is told (see `surrenders`)."""


Outcome = Done | Retry | Attention
Handler = Callable[[uuid.UUID, int], Outcome]

Surrender = Callable[[uuid.UUID, str], None]
Guard = Callable[[uuid.UUID], Later | Shut | None]

_handlers: dict[str, Handler] = {}
_surrenders: dict[str, Surrender] = {}
_guards: dict[str, Guard] = {}
_queues: dict[str, str] = {}


def handles(kind: str, *, queue: str = "") -> Callable[[Handler], Handler]:
    """Register a function `(subject_id, attempt) → outcome` as the handler of a kind of job, maybe in its own queue."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        if queue:
            _queues[kind] = queue
        return handler

    return register


def guards(kind: str) -> Callable[[Guard], Guard]:
    """Register a function `(subject_id) → Later | Shut | None`, asked in the transaction that takes the lease."""

    def register(guard: Guard) -> Guard:
        _guards[kind] = guard
        return guard

    return register


def queues() -> dict[str, list[str]]:
    """Queues of their own, with the kinds of jobs in each."""
    return {name: [kind for kind, named in _queues.items() if named == name] for name in sorted(set(_queues.values()))}


def surrenders(kind: str) -> Callable[[Surrender], Surrender]:
    """Register a function `(subject_id, because)` that shows a person what the machinery itself gave up on (I4)."""

    def register(surrender: Surrender) -> Surrender:
        _surrenders[kind] = surrender
        return surrender

    return register


def enqueue(kind: str, subject_id: uuid.UUID, *, at: datetime | None = None) -> None:
    """Write down that something must happen, once per kind and subject. Call it inside the cause's transaction."""
    job_id = sql.add(
        Job, on_conflict="DO NOTHING", kind=kind, subject_id=subject_id, next_attempt_at=at or sql.Moment.NOW
    )
    if at is None:
        transaction.on_commit(lambda: announce(_queues.get(kind) or job_id))


def requeue(kind: str, subject_id: uuid.UUID, *, even_done: bool = False) -> bool:
    """Put a job that waits for a person or its time (or is being done) back at the head of the queue."""
    changed = (
        Job.objects.filter(kind=kind, subject_id=subject_id)
        .exclude(state="" if even_done else JobState.DONE)
        .update(**_at_the_head())
    )
    if changed:
        tell(kind, subject_id)
    return bool(changed)


def requeue_all(kind: str, subject_ids: QuerySet[Any, uuid.UUID | None]) -> int:
    """`requeue` for however many a query finds, in one statement. The sweeper hears of what is more than one sweep."""
    waiting = Job.objects.filter(kind=kind, subject_id__in=subject_ids).exclude(state=JobState.DONE)
    first = list(waiting.values_list("pk", flat=True)[:SWEEP])
    changed = waiting.update(**_at_the_head())
    for due in {_queues[kind]} if kind in _queues else first:
        transaction.on_commit(partial(announce, due))
    return changed


def _at_the_head() -> dict[str, Any]:
    return {"state": JobState.WAITING, "next_attempt_at": Now(), "lost_leases": 0, "problem": "", "ended_at": None}


def tell(kind: str, subject_id: uuid.UUID) -> None:
    """Have workers hear of a job once the present transaction is committed."""
    job_id = Job.objects.values_list("pk", flat=True).get(kind=kind, subject_id=subject_id)
    transaction.on_commit(lambda: announce(_queues.get(kind) or job_id))


def conclude(kind: str, subject_id: uuid.UUID, outcome: Outcome) -> None:
    """Write an outcome that came another way than through a worker; whoever works on it now is fenced off.

    Call it in the transaction that writes the result.
    """
    mine = Job.objects.filter(kind=kind, subject_id=subject_id)
    if mine.update(attempts=F("attempts") + 1, locked_until=None):
        job = mine.get()
        _finish(job.pk, job.attempts, outcome)


def wake(job_id: uuid.UUID) -> None:
    """Tell a worker that a job is due. A broker that is away costs only latency: the sweeper finds the row (F34)."""
    from common.tasks import run_job

    try:
        run_job.delay(str(job_id))
    except Exception as error:  # kombu raises whatever its transport raises
        logger.warning("no wake-up for job %s: %s", job_id, type(error).__name__)


def holds(kind: str, subject_id: uuid.UUID, attempt: int) -> bool:
    """Whether this attempt still owns the job. Call it first in the transaction that writes the result (F41).

    The row stays locked until that transaction ends, so a worker that woke up late cannot overwrite a newer attempt.
    """
    mine = Job.objects.select_for_update().filter(kind=kind, subject_id=subject_id, attempts=attempt)
    return bool(mine.filter(state=JobState.WAITING).values_list("pk"))


def ends(kind: str, subject_id: uuid.UUID, attempt: int) -> bool:
    """`holds`, and with this transaction the job is done: answer `Done(is_written=True)` after it."""
    mine = Job.objects.filter(kind=kind, subject_id=subject_id, attempts=attempt, state=JobState.WAITING)
    ended = bool(mine.update(**_done()))
    reached("job.finishing")
    return ended


def sweep(limit: int = SWEEP) -> int:
    """Wake workers for every job that is due and not leased; returns how many. See `lanes` for queues of their own."""
    due = Job.objects.due().exclude(kind__in=list(_queues)).order_by("next_attempt_at")
    found = list(due.values_list("pk", flat=True)[:limit])
    for job_id in found:
        wake(job_id)
    Pulse.objects.update_or_create(name="sweep", defaults={"beat_at": Now()})
    return len(found)


def run(job_id: uuid.UUID) -> Outcome | Shut | None:
    """Take the lease, do the work, write the outcome. None: nothing to do, or somebody else holds the lease."""
    reached("job.woken")
    lease = _claim(job_id)
    if not isinstance(lease, Lease):
        return lease
    if lease.lost_leases >= MAX_LOST_LEASES:
        outcome: Outcome = GaveUp("O trabalho parou no meio três vezes. Chame o suporte técnico.")
    else:
        outcome = _work(lease)
    if not (isinstance(outcome, Done) and outcome.is_written):
        _write(lease, outcome)
    reached("job.finished")
    return outcome


def _write(lease: Lease, outcome: Outcome) -> None:
    """The outcome in a transaction of its own; what the machinery gave up on is shown to a person in it."""
    with transaction.atomic():
        gave_up = isinstance(outcome, GaveUp) and holds(lease.kind, lease.subject_id, lease.attempt)
        if gave_up and lease.kind in _surrenders:
            _surrenders[lease.kind](lease.subject_id, outcome.because)  # type: ignore[union-attr]  # registered for this kind
        _finish(lease.job_id, lease.attempt, outcome)
        reached("job.finishing")


def _claim(job_id: uuid.UUID) -> Lease | Shut | None:
    """Count the attempt and take the lease in one committed step (docs/adr/0003).

    The guard is asked once the row is ours; when it says no, nothing of it has happened.
    """
    with transaction.atomic():
        lease = _take(job_id)
        if lease is None:
            return None
        word = _guards[lease.kind](lease.subject_id) if lease.kind in _guards else None
        if word:
            transaction.set_rollback(True)
        else:
            reached("job.claiming")
    if isinstance(word, Later):
        due = Job.objects.due().filter(pk=job_id)
        due.update(next_attempt_at=Now() + word.after, problem=word.because)
    if word:
        return word if isinstance(word, Shut) else None
    reached("job.claimed")
    return lease


def _take(job_id: uuid.UUID) -> Lease | None:
    """A due job becomes ours, in one statement.

    Turns and leases go by the database's clock: a server whose own clock jumps takes none too early or late (F39).
    """
    if connection.vendor == "postgresql":
        clock, until, after = "STATEMENT_TIMESTAMP()", "STATEMENT_TIMESTAMP() + %s::interval", ""
    else:
        clock, after = "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')", "+"
        until = clock.replace("'NOW'", "'NOW', %s")
    statement = (
        f"UPDATE {Job._meta.db_table} SET attempts = attempts + 1, locked_until = {until}, "  # noqa: S608  (our own names)
        "lost_leases = lost_leases + CASE WHEN locked_until IS NULL THEN 0 ELSE 1 END "
        f"WHERE id = %s AND state = %s AND next_attempt_at <= {clock} "
        f"AND (locked_until IS NULL OR locked_until < {clock}) "
        "RETURNING kind, subject_id, attempts, lost_leases, stumbles"
    )
    lasts = f"{after}{settings.JOB_LEASE_S} seconds"
    (rows,) = sql.ask(sql.Question(statement, (lasts, job_id, JobState.WAITING)))
    return Lease(job_id, rows[0][0], sql.as_uuid(rows[0][1]), *rows[0][2:]) if rows else None  # type: ignore[arg-type]  # an id is never null


def _work(job: Lease) -> Outcome:
    """Run the handler; an unforeseen error is retried with growing pauses and then shown to a person."""
    try:
        return _handlers[job.kind](job.subject_id, job.attempt)
    except Exception as error:
        logger.exception("job %s (%s) failed", job.job_id, job.kind)
        if job.stumbles + 1 >= MAX_STUMBLES:
            return GaveUp(f"Erro inesperado ({type(error).__name__}). Chame o suporte técnico.")
        return Stumble(timedelta(seconds=2 ** (job.stumbles + 1)), type(error).__name__)


def _done() -> dict[str, object]:
    """What a finished job looks like."""
    clean = {"locked_until": None, "lost_leases": 0, "stumbles": 0, "problem": ""}
    return {"state": JobState.DONE, "ended_at": timezone.now()} | clean


def _ended(state: JobState) -> dict[str, object]:
    """A job is over; but one that was put back in the queue since it was taken is due: what its worker read is old.

    Later is at least a microsecond later: of a whole second SQLite has two texts, and orders them.
    """
    since_taken = timedelta(seconds=settings.JOB_LEASE_S) - timedelta(microseconds=1)
    asked_again = Q(next_attempt_at__gte=F("locked_until") - since_taken)
    now = Value(timezone.now(), DateTimeField())
    return {
        "state": Case(When(asked_again, then=Value(JobState.WAITING)), default=Value(state)),
        "ended_at": Case(When(asked_again, then=None), default=now),
    }


def _finish(job_id: uuid.UUID, attempt: int, outcome: Outcome) -> None:
    """Write the outcome, unless a later attempt has taken over (the fencing number differs)."""
    mine = Job.objects.filter(pk=job_id, attempts=attempt)
    match outcome:
        case Done():
            mine.update(**_done() | _ended(JobState.DONE))
        case Retry(after, because):
            stumbles = F("stumbles") + 1 if isinstance(outcome, Stumble) else 0
            mine.update(
                next_attempt_at=Now() + after, locked_until=None, lost_leases=0, stumbles=stumbles, problem=because
            )
        case Attention(because):
            mine.update(**_ended(JobState.ATTENTION), locked_until=None, stumbles=0, problem=because)
