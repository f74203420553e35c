"""Celery's side: what happens every night."""

from celery import shared_task
from django.utils import timezone

from portal.services.papers import drop_old_papers


@shared_task
def drop_papers() -> None:
    """PDFs that clients asked for go after a day."""
    drop_old_papers(now=timezone.now())
