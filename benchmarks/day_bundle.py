"""How large the day of 200 stops and the territory of 3,000 businesses are, and how long they take to build."""

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

TERRITORY = 3_000


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
        "territory": _territory(play, times),
        "times": times,
        "database": "postgresql",
    }


def _territory(play: stage.Stage, times: int) -> dict:
    """What the phone searches in: the stage's businesses and as many more as make 3,000."""
    from agents.models import User
    from clients.models import Business
    from sync.services.territory import build_territory
    from sync.views.api import answer

    place = Business.objects.first().municipality
    more = [
        Business(
            cnpj=f"{n:012d}00", legal_name=f"COMÉRCIO DE ALIMENTOS {n} LTDA", trade_name=f"Mercearia {n}", size="me",
            municipality=place, street="Rua do Limoeiro", number=str(n), bairro="Centro", cep="63034130",
            phone="88999990000", latitude=-7.2 + n * 1e-5, longitude=-39.3, cnae="4712100",
        )
        for n in range(TERRITORY - Business.objects.count())
    ]  # fmt: skip
    Business.objects.bulk_create(more)
    through = Business.territories.through
    through.objects.bulk_create([through(business_id=one.pk, territory_id=play.territory.pk) for one in more])
    body, seconds = b"", []
    for _ in range(times):
        started = time.perf_counter()
        body = answer(build_territory(by=User.objects.get(pk=play.agents[3].pk))).content
        seconds.append(time.perf_counter() - started)
    return {
        "businesses": len(json.loads(body)["businesses"]),
        "bytes": len(body),
        "bytes_gz": len(gzip.compress(body, 6)),
        "build_ms": round(1000 * statistics.median(seconds), 1),
    }


def _built(agent) -> bytes:
    from django.utils import timezone

    from agents.models import User
    from sync.services.day import build_day
    from sync.views.api import answer

    return answer(build_day(by=User.objects.get(pk=agent.pk), at=timezone.now())).content


if __name__ == "__main__":
    sys.exit(main())
