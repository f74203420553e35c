"""`python -m standin --port 8090 --ledger var/sas/ledger.sqlite3` (the key it expects: SAS_KEY)."""

from __future__ import annotations

import argparse
import os
import signal
import threading

from standin.ledger import Ledger
from standin.server import StandIn


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="standin", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--ledger", default="var/sas/ledger.sqlite3")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that every answer takes")
    options = parser.parse_args()
    key = os.environ.get("SAS_KEY", "chave-de-demonstracao")
    server = StandIn((options.host, options.port), Ledger(options.ledger), key, latency_s=options.latency)

    def stop(signum: int, frame: object) -> None:
        server.stopping.set()
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.serve_forever(poll_interval=0.1)
    server.ledger.close()


if __name__ == "__main__":
    main()
