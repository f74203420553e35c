"""Celery's side of this app: a shell."""

from celery import shared_task

from deliveries.services.links import expect_looks


@shared_task
def look_at_links() -> None:
    """Have the addresses of tools looked at whose time has come (beat calls this every morning)."""
    expect_looks()
