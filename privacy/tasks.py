"""Celery's side: what happens every night."""

from celery import shared_task
from django.utils import timezone

from privacy.services import chain, retention


@shared_task
def keep_terms() -> None:
    """Consents whose term is over end; data whose term is over go."""
    chain.expire(now=timezone.now())
    retention.execute(now=timezone.now())
