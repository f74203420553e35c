"""The queue of record: what must happen later, and the worker's side of it.

A verb writes a row with `enqueue` in the transaction of its cause; a worker (woken by Celery or by the sweeper) takes a
lease on it, does the work outside any transaction and writes the outcome. A kind may have a queue of its own (see
`common.lanes`) and a guard that says whether it may begin now. See docs/architecture.md.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, IntegerField, When
from django.db.models.functions import Now
from django.utils import timezone

from common import sql
from common.announce import announce
from common.enums import JobState
from common.failpoints import reached
from common.models import Job, Pulse
from common.querysets import JobQuerySet

logger = logging.getLogger("rota.jobs")

MAX_LOST_LEASES = 3  # a job that kills its worker this often waits for a person (F43)
MAX_STUMBLES = 8  # errors in a row that nobody foresaw


@dataclass(frozen=True)
class Done:
    """The work is finished."""


@dataclass(frozen=True)
class Retry:
    """Try again after a while."""

    after: timedelta
    because: str


@dataclass(frozen=True)
class Stumble(Retry):
    """An error that nobody foresaw; so many in a row and a person is shown it."""


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
        Job, on_conflict="DO NOTHING", kind=kind, subject_id=subject_id, next_attempt_at=at or timezone.now()
    )
    if at is None:
        transaction.on_commit(lambda: announce(_queues.get(kind) or job_id))


def requeue(kind: str, subject_id: uuid.UUID, *, even_done: bool = False) -> bool:
    """Put a job that waits for a person (or for its time) back at the head of the queue."""
    changed = (
        Job.objects.filter(kind=kind, subject_id=subject_id)
        .exclude(state="" if even_done else JobState.DONE)
        .update(state=JobState.WAITING, next_attempt_at=timezone.now(), lost_leases=0, problem="", ended_at=None)
    )
    if changed:
        tell(kind, subject_id)
    return bool(changed)


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


def sweep(limit: int = 500) -> int:
    """Wake workers for every job that is due and not leased; returns how many. See `lanes` for queues of their own."""
    due = Job.objects.due(timezone.now()).exclude(kind__in=list(_queues)).order_by("next_attempt_at")
    found = list(due.values_list("pk", flat=True)[:limit])
    for job_id in found:
        wake(job_id)
    Pulse.objects.update_or_create(name="sweep", defaults={"beat_at": Now()})
    return len(found)


def run(job_id: uuid.UUID) -> Outcome | Shut | None:
    """Take the lease, do the work, write the outcome. None: nothing to do, or somebody else holds the lease."""
    reached("job.woken")
    attempt = _claim(job_id)
    if attempt is None or isinstance(attempt, Shut):
        return attempt
    job = Job.objects.get(pk=job_id)
    if job.lost_leases >= MAX_LOST_LEASES:
        outcome: Outcome = GaveUp("O trabalho parou no meio três vezes. Chame o suporte técnico.")
    else:
        outcome = _work(job, attempt)
    with transaction.atomic():
        if isinstance(outcome, GaveUp) and holds(job.kind, job.subject_id, attempt) and job.kind in _surrenders:
            _surrenders[job.kind](job.subject_id, outcome.because)
        _finish(job_id, attempt, outcome)
        reached("job.finishing")
    reached("job.finished")
    return outcome


def _claim(job_id: uuid.UUID) -> int | Shut | None:
    """Count the attempt and take the lease in one committed step (decisions 2 and 3 of the reliability notes).

    Leases begin and end by the database's clock: a server whose own clock jumps neither steals nor keeps one (F39).
    """
    lost = Case(
        When(locked_until__isnull=False, then=F("lost_leases") + 1),
        default=F("lost_leases"),
        output_field=IntegerField(),
    )
    with transaction.atomic():
        claimed = Job.objects.due(timezone.now()).filter(pk=job_id)
        word = _ask_guard(claimed)
        if word:
            return word if isinstance(word, Shut) else None
        until = Now() + timedelta(seconds=settings.JOB_LEASE_S)
        if not claimed.update(attempts=F("attempts") + 1, lost_leases=lost, locked_until=until):
            transaction.set_rollback(True)  # what the guard set aside for us is free again
            return None
        attempt = Job.objects.values_list("attempts", flat=True).get(pk=job_id)
        reached("job.claiming")
    reached("job.claimed")
    return attempt


def _ask_guard(job: JobQuerySet) -> Later | Shut | None:
    """What the guard of this kind says; a job that has to wait gets its new moment."""
    row = job.values_list("kind", "subject_id").first()
    word = _guards[row[0]](row[1]) if row and row[0] in _guards else None
    if isinstance(word, Later):
        job.update(next_attempt_at=timezone.now() + word.after, problem=word.because)
    return word


def _work(job: Job, attempt: int) -> Outcome:
    """Run the handler; an unforeseen error is retried with growing pauses and then shown to a person."""
    try:
        return _handlers[job.kind](job.subject_id, attempt)
    except Exception as error:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        if job.stumbles + 1 >= MAX_STUMBLES:
            return GaveUp(f"Erro inesperado ({type(error).__name__}). Chame o suporte técnico.")
        return Stumble(timedelta(seconds=2 ** (job.stumbles + 1)), type(error).__name__)


def _finish(job_id: uuid.UUID, attempt: int, outcome: Outcome) -> None:
    """Write the outcome, unless a later attempt has taken over (the fencing number differs)."""
    mine = Job.objects.filter(pk=job_id, attempts=attempt)
    now = timezone.now()
    match outcome:
        case Done():
            mine.update(state=JobState.DONE, locked_until=None, lost_leases=0, stumbles=0, problem="", ended_at=now)
        case Retry(after, because):
            stumbles = F("stumbles") + 1 if isinstance(outcome, Stumble) else 0
            mine.update(
                next_attempt_at=now + after, locked_until=None, lost_leases=0, stumbles=stumbles, problem=because
            )
        case Attention(because):
            mine.update(state=JobState.ATTENTION, locked_until=None, stumbles=0, problem=because, ended_at=now)


__all__ = [
    "Attention",
    "Done",
    "Later",
    "Outcome",
    "Retry",
    "Shut",
    "conclude",
    "enqueue",
    "guards",
    "handles",
    "holds",
    "queues",
    "requeue",
    "run",
    "surrenders",
    "sweep",
    "wake",
]
