"""Celery's side: what happens every night."""

from celery import shared_task
from django.utils import timezone

from portal.services.codes import drop_old_codes
from portal.services.papers import drop_old_papers


@shared_task
def drop_papers() -> None:
    """PDFs and codes that clients asked for go after a day."""
    drop_old_papers(now=timezone.now())
    drop_old_codes(now=timezone.now())
