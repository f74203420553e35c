"""Command: import businesses from the federal register's open files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clients.models import RegisterImport
from clients.services.register_files import RegisterError
from clients.services.register_import import LEFT_OUT, Progress, import_register


class Command(BaseCommand):
    """`manage.py import_register DIR --municipality CODE …`."""

    help = (
        "Lê os arquivos abertos do CNPJ (Receita Federal), como são publicados, e traz os pequenos negócios ativos "
        "dos municípios pedidos. Pode ser repetido: atualiza sem duplicar."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Folder, municipalities, positions."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="pasta com Estabelecimentos*, Empresas*, Simples*")
        parser.add_argument(
            "--municipality", metavar="CODE", nargs="+", action="extend", required=True,
            help="código do IBGE (7 dígitos) ou do cadastro (4 dígitos); pode vir mais de um",
        )  # fmt: skip
        parser.add_argument(
            "--positions", type=Path, help="CSV em UTF-8: cnpj;latitude;longitude ou cep;latitude;longitude"
        )
        parser.add_argument(
            "--accept-vanished", action="store_true", help="aceita que muitos negócios tenham saído do cadastro"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, print progress and what was left out and why."""
        try:
            run = import_register(
                folder=options["folder"],
                codes=options["municipality"],
                positions=options["positions"],
                accept_vanished=options["accept_vanished"],
                report=self._tell,
            )
        except RegisterError as error:
            raise CommandError(str(error)) from error
        self._sum_up(run)

    def _tell(self, progress: Progress) -> None:
        verb = "lido: " if progress.is_finished else ""
        self.stdout.write(
            f"{progress.file}: {verb}{_number(progress.rows)} linhas · {_number(progress.rows_per_s)} linhas/s"
        )

    def _sum_up(self, run: RegisterImport) -> None:
        self.stdout.write(
            f"{_number(run.read)} linhas lidas · {_number(run.created)} negócios novos · "
            f"{_number(run.updated)} atualizados"
        )
        if run.left_out:
            self.stdout.write("Ficaram de fora:")
        for reason, count in run.left_out.items():
            self.stdout.write(f"  {LEFT_OUT[reason]}: {_number(count)}")


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
