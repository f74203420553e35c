"""Command: carry out the retention file now, or only say what it would do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from privacy.services import retention


class Command(BaseCommand):
    """`manage.py retention [--dry-run]`: beat does the same every night."""

    help = "Apaga ou anonimiza o que passou do prazo (privacy/data/retention.json). Com --dry-run, só diz o que faria."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only looking, or doing."""
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each field that has something due."""
        run = retention.plan if options["dry_run"] else retention.execute
        found = run(now=timezone.now())
        for due in found:
            self.stdout.write(f"{due.label}.{due.field}: {due.action}, {due.rows}")
        if not found:
            self.stdout.write("Nada passou do prazo.")
