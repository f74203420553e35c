"""Command: why a visit, a contact or a record is not registered, in plain Portuguese."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attendance.models import AttendanceRecord, Impediment
from attendance.rules import decide
from attendance.services.explain import explain
from attendance.services.facts import facts_of, rules_for
from visits.models import Contact, Visit


class Command(BaseCommand):
    """`manage.py sas_explain ID`."""

    help = "Diz por que uma visita, um contato ou um registro (não) está no SAS, e cada regra que falou."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("id", type=uuid.UUID, help="número da visita, do contato ou do registro (UUID)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what became of it, what it waits for, and what the rules would say now."""
        number = options["id"]
        related = "action", "person", "region__unit", "visit", "contact"
        records = AttendanceRecord.objects.select_related(*related)
        found = list(records.filter(pk=number) or records.filter(visit_id=number) or records.filter(contact_id=number))
        for record in found:
            self._tell(record)
        impediment = Impediment.objects.filter(visit_id=number) | Impediment.objects.filter(contact_id=number)
        for row in impediment:
            self.stdout.write(f"Ainda sem registro: {row.message} Quem resolve: {row.acts}.")
        visit = Visit.objects.filter(pk=number).select_related("business", "person", "region").first()
        if visit:
            self._decide(visit, is_built=bool(found or impediment))
        elif not found and not impediment:
            is_contact = Contact.objects.filter(pk=number).exists()
            raise CommandError("O contato ainda não foi decidido." if is_contact else "Não há visita com este número.")

    def _tell(self, record: AttendanceRecord) -> None:
        kind = f"{record.get_kind_display()} {record.solution_type}".strip()
        self.stdout.write(f"Registro {record.sequence}: {kind}, {record.get_state_display()}")
        self.stdout.write(f"  referência {record.pk}, número no SAS: {record.sas_number or '(nenhum)'}")
        for sentence in explain(record):
            self.stdout.write(f"  {sentence}")
        for reason in record.reasons:
            self.stdout.write(f"  {reason['rule']}: {reason['text']}")

    def _decide(self, visit: Visit, *, is_built: bool) -> None:
        if not is_built:
            self.stdout.write("A visita ainda não foi decidida: o trabalho está na fila (manage.py sas_sweep acorda).")
        decision = decide(facts_of(visit), rules_for(visit.region.unit_id, visit.visited_on))
        self.stdout.write("Decidido com os dados de agora:")
        for reason in decision.reasons:
            self.stdout.write(f"  {reason.rule}: {reason.text}")
        if decision.problem:
            self.stdout.write(f"  Quem resolve: {decision.problem.acts}")
