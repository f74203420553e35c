"""How large the day bundle of 200 stops is and how long it takes to build. See README.md beside."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
import time
import uuid

import stage


def main() -> int:
    """Build the bundle many times and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    arguments = parser.parse_args()
    stage.on_throwaway_postgres()
    with tempfile.TemporaryDirectory() as name:
        os.environ |= {"VAR_DIR": name, "SECRET_KEY": "benchmark", "REDIS_URL": f"unix://{name}/none.sock?db=0"}
        stage.django_ready()
        print(json.dumps(measure(arguments.times)))
    return 0


def measure(times: int) -> dict:
    """Every second stop was visited before; everything is built and encoded as the view does."""
    from sync.services.receive import Receipt, receive

    play = stage.Stage()
    for _ in range(stage.AGENTS * stage.STOPS // 2):
        document = play.document()
        agent = next(agent for agent in play.agents if str(agent.pk) == document["agent_id"])
        outcome = receive(json.dumps(document).encode(), visit_id=uuid.UUID(document["id"]), by=agent)
        if not isinstance(outcome, Receipt):
            raise SystemExit(f"the stage is not set: {outcome}")
    body, seconds = b"", []
    for _ in range(times):
        started = time.perf_counter()
        body = _built(play.agents[3])
        seconds.append(time.perf_counter() - started)
    bundle = json.loads(body)
    return {
        "stops": len(bundle["route"]["stops"]),
        "businesses_with_a_last_visit": sum(1 for business in bundle["businesses"] if business["last_visit"]),
        "bytes": len(body),
        "bytes_gz": len(gzip.compress(body, 6)),
        "build_ms": round(1000 * statistics.median(seconds), 1),
        "build_ms_worst": round(1000 * max(seconds), 1),
        "times": times,
        "database": "postgresql",
    }


def _built(agent) -> bytes:
    from django.utils import timezone

    from agents.models import User
    from sync.services.day import build_day
    from sync.views.api import answer

    return answer(build_day(by=User.objects.get(pk=agent.pk), at=timezone.now())).content


if __name__ == "__main__":
    sys.exit(main())
