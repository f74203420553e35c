"""`manage.py up`: the whole product on one machine, without any server installed."""

from __future__ import annotations

import os
import signal
from typing import Any

from django.core.management.base import BaseCommand
from django.db.utils import OperationalError

from config.startup import CannotStart
from config.up import Product


class Command(BaseCommand):
    """Start everything, watch it, end it together."""

    help = "Sobe o produto inteiro: Valkey, web, trabalho em segundo plano e o SAS de demonstração."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C or SIGTERM."""
        for signum in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell's `&` sets it to "ignore"
            signal.signal(signum, _interrupt)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            signal.signal(signal.SIGHUP, _interrupt)
        product = Product(dict(os.environ), self._say)
        try:
            product.start()
            product.supervisor.watch()
        except KeyboardInterrupt:
            self._say("Encerrando…")
        except CannotStart as sentence:
            self.stderr.write(str(sentence))
            raise SystemExit(1) from sentence
        except OperationalError as error:
            self.stderr.write(f"O banco de dados não responde: {error}".strip())
            raise SystemExit(1) from error
        finally:
            product.supervisor.stop()

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
