"""Visits by the model of the phone under random faults, over the real server: `python -m tests.faults.chaos`.

Prints one JSON line of figures; ends with 1 (and the shortest story that Hypothesis finds) when anything was lost,
doubled, changed or shown to the wrong person. `make chaos` runs it long; CI runs it with 1,000 visits.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.server import Server

STEPS, EXAMPLES_A_ROUND = 40, 4
COSTLY = ["web killed", "worker killed", "valkey killed", "sas killed", "database killed"]
COSTLY += ["restored", "restored, epoch forgotten"]


def arguments() -> argparse.Namespace:
    """What to run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--visits", type=int, default=1000, help="at least so many")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--kills", type=int, default=2, help="how often each costly fault may happen")
    asked.add_argument("--spare-database", action="store_true", help="PostgreSQL is not killed: others use it")
    asked.add_argument("--work", type=float, default=20, help="seconds to wait for the national system at the end")
    return asked.parse_args()


def main() -> int:
    """Run until there are enough visits; tell what happened."""
    asked, started = arguments(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rota-chaos-") as folder:
        server = Server(Path(folder))
        server.start()
        try:
            figures = run(server, asked)
        except BaseException:
            sys.stderr.write(server.last_words())
            raise
        finally:
            server.stop()
    figures["seconds"] = round(time.monotonic() - started, 1)
    sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
    return 1 if figures["lost"] or figures["doubled"] else 0


def run(server: Server, asked: argparse.Namespace) -> dict[str, Any]:
    """Rounds of Hypothesis examples on one server, then the last account."""
    os.environ |= {"VAR_DIR": server.env["VAR_DIR"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from tests.faults.machine import Field
    from tests.faults.world import World

    world = Field.world = World(server, asked.seed)
    world.budget = Counter(dict.fromkeys(COSTLY, asked.kills))
    if asked.spare_database:
        world.budget["database killed"] = 0
    how = settings(
        max_examples=EXAMPLES_A_ROUND, stateful_step_count=STEPS, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate], print_blob=False,
    )  # fmt: skip
    rounds = 0
    while world.visits < asked.visits:
        rounds += 1
        run_state_machine_as_test(seed(asked.seed * 1000 + rounds)(Field), settings=how)
    return account(world, asked)


def account(world: Any, asked: argparse.Namespace) -> dict[str, Any]:
    """Every visit once on the server, and at most one attendance each in the national system."""
    world.heal()
    for phone, people in world.phones:  # after a restore every phone comes by once more
        for agent in people:
            world.drain(phone, agent)
    left = world.work_ends(asked.work)
    if left:
        sys.stderr.write(world.server.last_words())
    stored, made = world.counts(), set(world.finished)
    attendances = Counter(entry["referencia"] for entry in world.server.ledger())
    return {
        "visits": len(made),
        "seed": asked.seed,
        "database": "postgresql" if world.server.database_url else "sqlite",
        "lost": len(made - set(stored)),
        "doubled": sum(count > 1 for count in stored.values()),
        "attendances": len(attendances),
        "attendances_doubled": sum(count > 1 for count in attendances.values()),
        "jobs_left": left,
        "faults": dict(world.faults.most_common()),
        "requests": len(world.line.seen),
    }


if __name__ == "__main__":
    sys.exit(main())
