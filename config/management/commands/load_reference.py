"""Command: load the data that comes with the product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from agents.services.places import load_municipalities
from attendance.services.reference import load_actions
from deliveries.services.catalogue import load_tools
from diagnostics.services.instruments import load_instruments
from privacy.services.notices import load_notices

LOADERS: dict[str, Callable[[], int]] = {
    "municípios": load_municipalities,
    "instrumentos": load_instruments,
    "ferramentas": load_tools,
    "avisos de privacidade": load_notices,
    "ações": load_actions,
}


class Command(BaseCommand):
    """`manage.py load_reference`: every loader writes only what is new or changed, so it may run at each start."""

    help = "Carrega municípios, instrumentos, ferramentas, avisos e ações que vêm com o produto. Pode ser repetido."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each app's loader."""
        for what, load in LOADERS.items():
            changed = load()
            if options["verbosity"]:
                self.stdout.write(f"{what}: {int(changed)} de novo")
