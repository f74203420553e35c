"""Celery's side of the queue of record and of the audit trail: shells."""

import uuid

from celery import shared_task

from common import jobs, lanes, seals


@shared_task
def run_job(job_id: str) -> None:
    """Run one job by its id."""
    jobs.run(uuid.UUID(job_id))


@shared_task
def sweep_jobs() -> None:
    """Wake workers for everything that is due (beat calls this every few seconds)."""
    jobs.sweep()
    lanes.look_where_due()


@shared_task
def drain_queue(name: str) -> None:
    """Do what is due in a queue of its own."""
    lanes.drain(name)


@shared_task
def seal_audit() -> None:
    """Seal the audit entries of some minutes ago (beat calls this every few minutes)."""
    seals.seal()
