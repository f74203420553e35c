"""Celery's side of this app: a shell."""

from celery import shared_task

from attendance.services.reconcile import plan_comparisons


@shared_task
def compare_with_sas() -> None:
    """Have the last days compared with SAS (beat calls this every morning)."""
    plan_comparisons()
