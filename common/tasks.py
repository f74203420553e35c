"""Celery's side of the queue of record: two shells."""

import uuid

from celery import shared_task

from common import jobs


@shared_task
def run_job(job_id: str) -> None:
    """Run one job by its id."""
    jobs.run(uuid.UUID(job_id))


@shared_task
def sweep_jobs() -> None:
    """Wake workers for everything that is due (beat calls this every few seconds)."""
    jobs.sweep()
