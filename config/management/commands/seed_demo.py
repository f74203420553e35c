"""Command: fill an empty database with the demo."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demo import services


class Command(BaseCommand):
    """`manage.py seed_demo`: safe to run twice; the second time only gives today's routes."""

    help = "Enche o banco com a demonstração: regionais, pessoas, negócios e semanas de visitas, tudo inventado."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large the demo is."""
        full = services.Scale()
        parser.add_argument("--businesses", type=int, default=full.businesses, help="negócios do público-alvo")
        parser.add_argument("--visits", type=int, default=full.visits, help="visitas das semanas passadas")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, then give the agents a route for today."""
        say = self.stdout.write if options["verbosity"] else lambda line: None
        scale = services.Scale(businesses=options["businesses"], visits=options["visits"])
        if not services.seed(scale=scale, say=say):
            say("A demonstração já está no banco.")
        say(f"{services.give_routes_for_today()} rotas para hoje.")
