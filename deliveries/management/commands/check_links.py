"""Look at the addresses of tools now: `manage.py check_links [--all] [--dry-run]`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from deliveries.enums import LinkState
from deliveries.models import Tool
from deliveries.services.links import keep, look


class Command(BaseCommand):
    """What the morning's job does, in the foreground."""

    help = "Look whether the addresses of tools still open, and keep what was found."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which addresses, and whether anything is written."""
        parser.add_argument("--all", action="store_true", help="not only those whose time has come")
        parser.add_argument("--dry-run", action="store_true", help="say what was found, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each address."""
        now = timezone.now()
        tools = Tool.objects.with_a_link() if options["all"] else Tool.objects.due_for_a_look(now)
        found = []
        for each in look(tools.order_by("name")):
            found.append(each)
            self.stdout.write(f"{LinkState(each.state).label:28} {each.tool.name}  {each.tool.url}  {each.problem}")
        if options["dry_run"]:
            self.stdout.write(f"{len(found)} addresses, nothing written.")
        elif keep(found, at=now):
            self.stdout.write(f"{len(found)} addresses kept.")
        else:
            self.stderr.write("Nobody answered: this machine does not reach the internet. Nothing was written.")
