"""Celery's side of reviews."""

from celery import shared_task
from django.utils import timezone

from reviews import services


@shared_task
def draw_last_week() -> None:
    """Draw last week's sample for every tutor (beat calls this early on Mondays; drawing twice changes nothing)."""
    services.draw_last_week_everywhere(timezone.now())
