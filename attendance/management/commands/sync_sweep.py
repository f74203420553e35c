"""Command: wake workers for everything that is due, without waiting for beat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from common import jobs
from common.models import Job


class Command(BaseCommand):
    """`manage.py sync_sweep [--here]`."""

    help = "Acorda os trabalhadores para tudo o que está na hora; com --here, faz o trabalho neste processo."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to do the work."""
        parser.add_argument("--here", action="store_true", help="faz o trabalho aqui, sem o Celery")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep once (with --here until nothing is due)."""
        if not options["here"]:
            self.stdout.write(f"{jobs.sweep()} trabalhos acordados.")
            return
        done = 0
        while due := list(
            Job.objects.due(timezone.now()).order_by("next_attempt_at").values_list("pk", flat=True)[:100]
        ):
            done += sum(jobs.run(job_id) is not None for job_id in due)
        self.stdout.write(f"{done} trabalhos feitos.")
