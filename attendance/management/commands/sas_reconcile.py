"""Command: compare days with SAS now, tell the differences, and put right what can be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from agents.models import Unit
from attendance.enums import AdapterKind
from attendance.models import Reconciliation
from attendance.services.reconcile import RECONCILE, expect_comparison, repair_all
from common import jobs
from common.dates import today_in
from common.models import Job


class Command(BaseCommand):
    """`manage.py sas_reconcile [--uf CE] [--day 2026-11-20] [--days 7] [--repair]`."""

    help = "Confere com o SAS, por contagem e por chave, agente e ação, e mostra as diferenças; --repair corrige."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which units and days."""
        parser.add_argument("--uf", help="só desta unidade, por exemplo CE")
        parser.add_argument("--day", type=date.fromisoformat, help="último dia (AAAA-MM-DD; se faltar, ontem)")
        parser.add_argument("--days", type=int, default=1, help="quantos dias, para trás")
        parser.add_argument("--repair", action="store_true", help="corrige o que pode ser corrigido daqui")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare each day here and now."""
        units = Unit.objects.exclude(destination__adapter=AdapterKind.FILE)
        for unit in units.filter(uf=options["uf"]) if options["uf"] else units:
            last = options["day"] or today_in(unit.timezone) - timedelta(days=1)
            for back in range(options["days"]):
                self._compare(unit, last - timedelta(days=back), repair=options["repair"])

    def _compare(self, unit: Unit, day: date, *, repair: bool) -> None:
        found = expect_comparison(unit, day)
        jobs.run(Job.objects.get(kind=RECONCILE, subject_id=found.pk).pk)
        found.refresh_from_db()
        counts = found.problem or f"{found.ours} aqui, {found.theirs} no SAS."
        self.stdout.write(f"{unit.uf} {day:%d/%m/%Y}: {counts}")
        self._tell(found)
        if repair and not found.problem:
            done = repair_all(found, by=None)
            self.stdout.write(f"  {done} {'diferença corrigida' if done == 1 else 'diferenças corrigidas'}.")

    def _tell(self, found: Reconciliation) -> None:
        for tally in found.tallies:
            if tally["ours"] != tally["theirs"]:
                self.stdout.write(
                    f"  agente {tally['agent']}, ação {tally['action']}: {tally['ours']} aqui, {tally['theirs']} no SAS"
                )
        for difference in found.differences.standing():
            number = difference.sas_number or "sem número"
            self.stdout.write(f"  {difference.get_kind_display()}: {difference.reference} ({number})")
