"""Command: make the next file of a unit that loads in bulk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attendance.enums import AdapterKind
from attendance.models import Destination
from attendance.services.batches import export


class Command(BaseCommand):
    """`manage.py sas_export --uf CE --to PASTA`."""

    help = "Gera o próximo arquivo numerado da unidade com tudo o que espera, e o grava na pasta (só o dono lê)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which unit, and where to."""
        parser.add_argument("--uf", required=True)
        parser.add_argument("--to", type=Path, required=True, help="pasta")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it; without anything that waits no number is used."""
        own = Destination.objects.filter(unit__uf=options["uf"], adapter=AdapterKind.FILE).first()
        if own is None:
            raise CommandError("Esta unidade não usa arquivos. A administração estadual escolhe em SAS, Arquivos.")
        batch = export(own, by=None)
        if batch is None:
            self.stdout.write("Nenhum registro espera por um arquivo.")
            return
        path = options["to"] / batch.file_name
        path.touch(mode=0o600)
        path.write_text(batch.content, encoding="utf-8", newline="")
        self.stdout.write(f"{path}: {batch.lines_count} registros.")
