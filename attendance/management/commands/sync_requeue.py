"""Command: send again everything that needs attention, once the common cause is gone (a key, a code, an outage)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from attendance.models import AttendanceRecord, Impediment
from attendance.services import resend_record, retry_visit


class Command(BaseCommand):
    """`manage.py sync_requeue [--uf CE]`."""

    help = "Devolve à fila tudo o que precisa de atenção (registros recusados e visitas sem registro)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which unit."""
        parser.add_argument("--uf", help="só desta unidade, por exemplo CE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Requeue; the identity of each record stays, so nothing is registered twice."""
        only = {"visit__region__unit__uf": options["uf"]} if options["uf"] else {}
        records = AttendanceRecord.objects.needing_attention().filter(**only)
        impediments = Impediment.objects.filter(**only)
        sent = sum(resend_record(record, by=None) for record in records)
        for impediment in impediments:
            retry_visit(impediment, by=None)
        self.stdout.write(f"{sent} registros e {len(impediments)} visitas de volta à fila.")
