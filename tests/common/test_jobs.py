"""The queue of record: leases, fencing, retries, poison."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models.expressions import RawSQL
from django.utils import timezone

from common import jobs
from common.jobs import Attention, Done, Retry
from common.models import Job
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db
KIND = "test.kind"
Handle = Callable[[Callable[..., Any]], None]


@pytest.fixture
def handle() -> Iterator[Handle]:
    """Register a handler for the length of a test."""
    yield lambda handler: jobs._handlers.__setitem__(KIND, handler)
    jobs._handlers.pop(KIND, None)
    jobs._surrenders.pop(KIND, None)


def made(**changes: Any) -> Job:
    """A waiting job."""
    subject = uuid.uuid4()
    jobs.enqueue(KIND, subject)
    Job.objects.filter(subject_id=subject).update(**changes)
    return Job.objects.get(subject_id=subject)


def after(job: Job) -> Job:
    job.refresh_from_db()
    return job


def test_it_works(handle: Handle) -> None:
    seen = []
    handle(lambda subject, attempt: seen.append((subject, attempt)) or Done())
    job = made()
    assert jobs.run(job.pk) == Done()
    assert seen == [(job.subject_id, 1)]
    assert (after(job).state, job.locked_until) == ("done", None)


def test_enqueue_is_once_per_kind_and_subject() -> None:
    job = made()
    jobs.enqueue(KIND, job.subject_id)
    assert Job.objects.filter(kind=KIND).count() == 1


def test_wakes_after_commit_only(django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[uuid.UUID] = []
    monkeypatch.setattr(jobs, "announce", woken.append)
    with django_capture_on_commit_callbacks() as callbacks:
        job = made()
    assert woken == []
    callbacks[0]()
    assert woken == [job.pk]


def test_the_attempt_counts_before_the_work(handle: Handle) -> None:
    job = made()
    handle(lambda subject, attempt: Done() if after(job).attempts == attempt == 1 else Retry(timedelta(), "no"))
    assert jobs.run(job.pk) == Done()


def test_a_leased_job_is_left_alone(handle: Handle) -> None:
    job = made(locked_until=timezone.now() + timedelta(seconds=30))
    assert jobs.run(job.pk) is None
    assert after(job).attempts == 0


def test_a_lost_lease_is_counted_and_taken_over(handle: Handle) -> None:
    handle(lambda subject, attempt: Retry(timedelta(minutes=1), "later"))
    job = made(locked_until=timezone.now() - timedelta(seconds=1))
    jobs.run(job.pk)
    assert (after(job).attempts, job.lost_leases, job.locked_until) == (1, 0, None)  # a word clears the count


def test_a_job_that_kills_its_worker_three_times_waits_for_a_person(handle: Handle) -> None:
    told: list[str] = []
    handle(lambda subject, attempt: pytest.fail("a poisonous job ran again"))
    jobs.surrenders(KIND)(lambda subject, because: told.append(because))
    job = made(locked_until=timezone.now() - timedelta(seconds=1), lost_leases=2, attempts=3)
    jobs.run(job.pk)
    assert after(job).state == "attention"
    assert told == [job.problem]


def test_retry_waits(handle: Handle) -> None:
    handle(lambda subject, attempt: Retry(timedelta(minutes=5), "SAS away"))
    job = made()
    jobs.run(job.pk)
    assert (after(job).state, job.problem) == ("waiting", "SAS away")
    assert job.next_attempt_at > timezone.now() + timedelta(minutes=4)
    assert jobs.run(job.pk) is None  # not due


def test_attention_waits_for_a_person_until_it_is_requeued(handle: Handle) -> None:
    handle(lambda subject, attempt: Attention("Faça isto.") if attempt == 1 else Done())
    job = made()
    jobs.run(job.pk)
    assert (after(job).state, job.problem) == ("attention", "Faça isto.")
    assert jobs.run(job.pk) is None
    assert jobs.requeue(KIND, job.subject_id)
    assert jobs.run(job.pk) == Done()
    assert jobs.requeue(KIND, job.subject_id) is False


@pytest.mark.parametrize("outcome", [Attention("Falta o CPF."), Done()])
def test_what_is_asked_for_again_while_it_is_done_is_done_again(
    handle: Handle, outcome: Any, settings: LazySettings
) -> None:
    """Somebody puts the cause right after the worker has read it: the word that follows is old."""
    job = made()

    def work(subject: uuid.UUID, attempt: int) -> Any:
        taken_at = after(job).locked_until - timedelta(seconds=settings.JOB_LEASE_S)
        if attempt == 1:  # SQLite's clock has milliseconds: the next one counts as later
            wait_until(lambda: jobs.requeue(KIND, subject) and after(job).next_attempt_at > taken_at)
        return outcome

    handle(work)
    jobs.run(job.pk)
    assert (after(job).state, job.ended_at, job.locked_until) == ("waiting", None, None)
    assert jobs.run(job.pk) == outcome
    assert after(job).state == ("done" if outcome == Done() else "attention")
    assert job.ended_at


def test_a_job_that_is_taken_the_moment_it_is_due_is_done_once(handle: Handle, settings: LazySettings) -> None:
    """As the database writes it: SQLite's own clock keeps the zeros of a whole second, a difference drops them."""
    settings.JOB_LEASE_S = 120
    job = made()

    def work(subject: uuid.UUID, attempt: int) -> Any:
        due, until = (RawSQL("%s", [f"2026-11-20 13:0{minute}:00.000"]) for minute in (0, 2))
        Job.objects.filter(pk=job.pk).update(next_attempt_at=due, locked_until=until)
        return Done()

    handle(work)
    jobs.run(job.pk)
    assert after(job).state == "done"


def test_an_error_is_retried_and_then_shown(handle: Handle) -> None:
    def broken(subject: uuid.UUID, attempt: int) -> Any:
        raise ValueError("x")

    handle(broken)
    first, eighth = made(), made(stumbles=7)
    jobs.run(first.pk)
    jobs.run(eighth.pk)
    assert (after(first).state, first.problem) == ("waiting", "ValueError")
    assert after(eighth).state == "attention"


def test_a_zombie_writes_no_outcome(handle: Handle) -> None:
    job = made()

    def slow(subject: uuid.UUID, attempt: int) -> Any:
        Job.objects.filter(pk=job.pk).update(attempts=attempt + 1)  # the lease ran out, another worker took over
        assert not jobs.holds(KIND, subject, attempt)
        assert jobs.holds(KIND, subject, attempt + 1)
        return Done()

    handle(slow)
    jobs.run(job.pk)
    assert after(job).state == "waiting"


def test_sweep_wakes_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    due = made()
    made(next_attempt_at=timezone.now() + timedelta(minutes=1))
    made(locked_until=timezone.now() + timedelta(minutes=1))
    expired = made(locked_until=timezone.now() - timedelta(seconds=1))
    made(state="done")
    woken: set[uuid.UUID] = set()
    monkeypatch.setattr(jobs, "wake", woken.add)
    assert jobs.sweep() == 2
    assert woken == {due.pk, expired.pk}


def test_a_broker_that_is_away_is_no_error(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """(F34)"""
    from common.tasks import run_job

    def refuse(*args: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(run_job, "delay", refuse)
    job = made()
    jobs.wake(job.pk)

    assert job in Job.objects.due()  # the sweeper finds it
