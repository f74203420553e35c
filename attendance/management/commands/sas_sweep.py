"""Command: wake workers for everything that is due, without waiting for beat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common import jobs, lanes
from common.models import Job


class Command(BaseCommand):
    """`manage.py sas_sweep [--here]`."""

    help = "Acorda os trabalhadores para tudo o que está na hora; com --here, faz o trabalho neste processo."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to do the work."""
        parser.add_argument("--here", action="store_true", help="faz o trabalho aqui, sem o Celery")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep once (with --here until nothing is due, or nothing may go)."""
        if not options["here"]:
            woken = jobs.sweep()
            lanes.look_where_due()
            self.stdout.write(f"{woken} trabalhos acordados, e quem envia ao SAS avisado.")
            return
        done = 0
        while took := self._round():
            done += took
        self.stdout.write(f"{done} trabalhos feitos.")

    def _round(self) -> int:
        due = Job.objects.due().order_by("next_attempt_at").values_list("pk", flat=True)[:100]
        outcomes = [jobs.run(job_id) for job_id in list(due)]
        return sum(outcome is not None and not isinstance(outcome, jobs.Shut) for outcome in outcomes)
