"""Visits by the model of the phone under random faults, over the real server: `python -m tests.faults.chaos`.

Prints one JSON line of figures; ends with 1 (and the shortest story that Hypothesis finds) when anything was lost,
doubled, changed or shown to the wrong person. `make chaos` runs it long; CI runs it with 500 visits.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.server import Server

STEPS, EXAMPLES_A_ROUND = 40, 4
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
COSTLY = ["web killed", "worker killed", "worker-sas killed", "beat killed", "valkey killed", "sas killed"]
COSTLY += ["worker died at a point", "database killed"]
SLOWEST = ["restored", "restored, epoch forgotten"]  # the product is stopped and started


def arguments() -> argparse.Namespace:
    """What to run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--visits", type=int, default=1000, help="at least so many")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--kills", type=int, default=2, help="how often each costly fault may happen")
    asked.add_argument("--spare-database", action="store_true", help="PostgreSQL is not killed: others use it")
    asked.add_argument(
        "--work",
        type=float,
        default=300,  # more than the pause of two minutes after a refused key (403), and most pauses of a single record
        help="seconds without progress before work counts as stuck; 0: what is queued stays",
    )
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
    wrong = figures["lost"] or figures["doubled"] or figures["violations"] or (asked.work and figures["jobs_left"])
    return 1 if wrong else 0


def run(server: Server, asked: argparse.Namespace) -> dict[str, Any]:
    """Rounds of Hypothesis examples on one server, then the last account."""
    os.environ |= {"VAR_DIR": server.env["VAR_DIR"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from tests.faults.machine import Field
    from tests.faults.world import World

    world = Field.world = World(server, asked.seed)
    world.is_compared = asked.work > 0
    world.budget = Counter(dict.fromkeys(COSTLY, asked.kills) | dict.fromkeys(SLOWEST, -(-asked.kills // 4)))
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
    """Heal everything, let it end, and compare phones, database and ledger."""
    from tests.faults import history

    world.heal()
    for phone, people in world.phones:  # after a restore every phone comes by once more
        for agent in people:
            world.drain(phone, agent)
    began = time.monotonic()
    left, wanted_a_person, put_right = world.work_ends(asked.work), 0, 0
    if asked.work and not left:
        wanted_a_person = world.everything_that_wants_a_person_is_sent_again()
        world.work_ends(asked.work)
        put_right = world.days_are_compared(asked.work)
        left = world.work_ends(asked.work)
    told, ledger = world.told(), world.server.ledger()
    patience = timedelta(seconds=60) if asked.work else timedelta(days=1)
    found = history.check(told, ledger, is_over=asked.work > 0 and not left, patience=patience)
    _tell(found, world, left if asked.work else 0)
    stored, made = world.counts(), set(world.finished)
    return {
        "visits": len(made),
        "seed": asked.seed,
        "database": "postgresql" if world.server.database_url else "sqlite",
        "lost": len(made - set(stored)) + len(made - set(told)),
        "doubled": sum(count > 1 for count in stored.values()),
        "attendances": len({entry["referencia"] for entry in ledger}),
        "attendances_doubled": sum(count > 1 for count in Counter(one["referencia"] for one in ledger).values()),
        "wanted_a_person": wanted_a_person,
        "put_right_by_comparison": put_right,
        "jobs_left": left,
        "violations": {key: len(lines) for key, lines in sorted(found.wrong.items()) if lines},
        "checked": dict(sorted(found.counts.items())),
        "faults": dict(world.faults.most_common()),
        "requests": len(world.line.seen),
        "drain_s": round(time.monotonic() - began, 1),
    }


def _tell(found: Any, world: Any, left: int) -> None:
    """For whoever has to find the mistake: each violation, and the story of the first ones."""
    from tests.faults import history

    if not found.all and not left:
        return
    sys.stderr.write(world.server.last_words())
    for line in found.all[:20]:
        sys.stderr.write(f"\n{line}\n")
    for subject in list(dict.fromkeys(UUID.findall(" ".join(found.all[:3])))):
        sys.stderr.write("\n".join(history.story(subject)) + "\n")


if __name__ == "__main__":
    sys.exit(main())
