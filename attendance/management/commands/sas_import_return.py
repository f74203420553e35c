"""Command: read the return file of a numbered file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attendance.models import Batch
from attendance.rules.sheets import Unreadable
from attendance.services.batches import read_back


class Command(BaseCommand):
    """`manage.py sas_import_return --uf CE --number 12 ARQUIVO`."""

    help = "Lê o arquivo que o SAS devolveu; linhas lidas antes não mudam nada."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which of our files it answers, and where it is."""
        parser.add_argument("--uf", required=True)
        parser.add_argument("--number", type=int, required=True, help="número do arquivo que foi carregado")
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle each line's record."""
        batch = Batch.objects.filter(destination__unit__uf=options["uf"], number=options["number"]).first()
        if batch is None:
            raise CommandError("Não há arquivo com este número nesta unidade.")
        try:
            read = read_back(batch, options["path"].read_text(encoding="utf-8"), by=None)
        except (Unreadable, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Nada foi lido. {error}") from error
        self.stdout.write(f"{read.accepted} registrados, {read.refused} recusados, {read.known} já lidos.")
        for problem in read.problems:
            self.stdout.write(f"  {problem}")
