"""Command: make the key that phones seal their visits with from now on."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sync.services.keys import KeysElsewhere, add_key, with_new_key


class Command(BaseCommand):
    """`manage.py new_phone_key [--write]`."""

    help = (
        "Faz uma chave nova para as visitas dos celulares. As antigas continuam abrindo o que já foi fechado com elas."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to print the whole set or to put the key in front of the file."""
        parser.add_argument("--write", action="store_true", help="põe na frente de VAR_DIR/phone_keys.json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the whole set, or write the file and say what to do next."""
        if not options["write"]:
            self.stdout.write(json.dumps(with_new_key()))
            return
        try:
            kid = add_key()
        except KeysElsewhere as error:
            raise CommandError("As chaves vêm de PHONE_KEYS: ponha a nova na frente da lista de lá.") from error
        self.stdout.write(f"Chave {kid} na frente. Faça um backup do arquivo e reinicie os processos.")
