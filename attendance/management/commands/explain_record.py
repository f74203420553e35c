"""Command: say why a visit became the attendance records it became."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attendance.rules import decide
from attendance.services.facts import facts_of, rules_for
from visits.models import Visit


class Command(BaseCommand):
    """`manage.py explain_record VISIT`."""

    help = "Mostra, para uma visita, cada regra que falou, os registros e em que pé estão no SAS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which visit."""
        parser.add_argument("visit", type=uuid.UUID, help="número da visita (UUID)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was decided, and what would be decided now."""
        visit = Visit.objects.select_related("business", "person", "region").filter(pk=options["visit"]).first()
        if visit is None:
            raise CommandError("Não há visita com este número.")
        for record in visit.attendance_records.select_related("action"):
            self.stdout.write(f"Registro {record.sequence}: {record.solution_type}, {record.get_state_display()}")
            self.stdout.write(f"  referência {record.pk}, número no SAS: {record.sas_number or '(nenhum)'}")
            for reason in record.reasons:
                self.stdout.write(f"  {reason['rule']}: {reason['text']}")
            if record.problem:
                self.stdout.write(f"  Problema: {record.problem} ({record.acts})")
        decision = decide(facts_of(visit), rules_for(visit.region.unit_id, visit.visited_on))
        self.stdout.write("Decidido com os dados de agora:")
        for reason in decision.reasons:
            self.stdout.write(f"  {reason.rule}: {reason.text}")
        if decision.problem:
            self.stdout.write(f"  Quem resolve: {decision.problem.acts}")
