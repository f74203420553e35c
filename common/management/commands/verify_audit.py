"""`manage.py verify_audit`: is the audit trail as it was written?"""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from common import seals
from common.models import AuditSeal


class Command(BaseCommand):
    """Recompute the chain of seals over the audit trail and name what does not fit."""

    help = "Confere a trilha de auditoria: recalcula os selos e diz qual não confere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The digest of a seal that was kept elsewhere."""
        parser.add_argument("--expect", metavar="NÚMERO:RESUMO", help="um selo guardado fora daqui (vem no log)")

    def handle(self, *args: object, **options: str) -> None:
        """Say how far the trail is sealed; end with an error at the first sign of a change."""
        seals.seal()
        if options["expect"]:
            self._check_expected(options["expect"])
        for broken in seals.broken():
            raise CommandError(
                f"O selo {broken.number} ({broken.sealed_at:%d/%m/%Y %H:%M} UTC, {broken.count} registros) "
                "não confere: alguém mudou, tirou ou acrescentou registros da trilha. Guarde uma cópia do banco e "
                "compare com o backup."
            )
        head = seals.head()
        self.stdout.write(f"A trilha confere: {head.number} selos. Último: {head.number}:{head.digest}")

    def _check_expected(self, expected: str) -> None:
        number, _, digest = expected.partition(":")
        if not number.isdecimal() or not digest:
            raise CommandError("Escreva o selo como está no log: número, dois-pontos e resumo. Exemplo: 12:9f86d0…")
        if not AuditSeal.objects.filter(number=number, digest=digest).exists():
            raise CommandError(f"O selo {number} não está aqui como foi guardado: a trilha foi cortada ou refeita.")
