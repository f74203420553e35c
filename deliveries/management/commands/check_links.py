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

    help = "Confere se os endereços das ferramentas ainda abrem, e guarda o que achou."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which addresses, and whether anything is written."""
        parser.add_argument("--all", action="store_true", help="todos, não só os que estão na hora")
        parser.add_argument("--dry-run", action="store_true", help="só diz o que achou, sem guardar")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each address."""
        now = timezone.now()
        tools = Tool.objects.with_a_link() if options["all"] else Tool.objects.due_for_a_look(now)
        found = []
        for each in look(tools.order_by("name")):
            found.append(each)
            self.stdout.write(f"{LinkState(each.state).label:28} {each.tool.name}  {each.tool.url}  {each.problem}")
        if options["dry_run"]:
            self.stdout.write(f"Endereços conferidos: {len(found)}. Nada foi guardado.")
        elif keep(found, at=now):
            self.stdout.write(f"Endereços conferidos e guardados: {len(found)}.")
        else:
            self.stderr.write("Nenhum site respondeu: esta máquina está sem internet. Nada foi guardado.")
