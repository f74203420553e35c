"""Command: send again what needs attention, once the common cause is gone (a key, a code, an outage)."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attendance.models import AttendanceRecord, Impediment
from attendance.services import gate, resend_record, retry_cause


class Command(BaseCommand):
    """`manage.py sas_requeue [--uf CE] [--id REGISTRO]`."""

    help = "Devolve à fila o que precisa de atenção (registros recusados e visitas sem registro), e acaba com a pausa."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which unit, or which record."""
        parser.add_argument("--uf", help="só desta unidade, por exemplo CE")
        parser.add_argument("--id", type=uuid.UUID, help="só este registro")

    def handle(self, *args: Any, **options: Any) -> None:
        """Requeue; the identity of each record stays, so nothing is registered twice."""
        gate.reset()
        if options["id"]:
            record = AttendanceRecord.objects.filter(pk=options["id"]).first()
            if record is None:
                raise CommandError("Não há registro com este número.")
            moved = resend_record(record, by=None)
            self.stdout.write("De volta à fila." if moved else "Nada a fazer: já está registrado, ou em um arquivo.")
            return
        only = {"region__unit__uf": options["uf"]} if options["uf"] else {}
        sent = sum(
            resend_record(record, by=None) for record in AttendanceRecord.objects.needing_attention().filter(**only)
        )
        found = Impediment.objects.of_unit(uf=options["uf"]) if options["uf"] else Impediment.objects.all()
        impediments = list(found)
        for impediment in impediments:
            retry_cause(impediment, by=None)
        self.stdout.write(f"{sent} registros e {len(impediments)} visitas de volta à fila.")
