"""How many visits a second the product takes in, on PostgreSQL, with two gunicorn workers. See README.md beside."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

import stage
from cpu import Meter, postmaster
from load import Outcome, drive

ROUNDS = ((1, 600), (4, 2000), (16, 6000))  # concurrency, documents
WARM_UP = 300
CSRF = "a" * 32


def main() -> int:
    """Measure, check, print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8130)
    parser.add_argument("--scale", type=float, default=1.0, help="more or fewer documents")
    parser.add_argument(
        "--sealed", action="store_true", help="documents sealed to the server's key, as phones send them"
    )
    arguments = parser.parse_args()
    stage.on_throwaway_postgres()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"VAR_DIR": name, "SECRET_KEY": "benchmark"}
        with stage.valkey(folder) as redis_url:
            os.environ["REDIS_URL"] = redis_url
            stage.django_ready()
            return measure(arguments, folder)


def measure(arguments: argparse.Namespace, folder: Path) -> int:
    """Send every round, then look every acknowledged visit up."""
    play = stage.Stage()
    sessions = play.sessions()
    address = ("127.0.0.1", arguments.port)
    acknowledged: dict[str, str] = {}
    with stage.web(arguments.port, {}, folder / "web.log") as process:
        meter = Meter(web=process.pid, postgres=postmaster())
        rounds = [(16, WARM_UP), *((c, int(n * arguments.scale)) for c, n in ROUNDS)]
        for number, (concurrency, count) in enumerate(rounds):
            documents = [play.document() for _ in range(count)]
            write = _sealed if arguments.sealed else _as_phones_write
            bodies = {document["id"]: write(document) for document in documents}
            requests = [(d["id"], _request(d, bodies[d["id"]], sessions[d["agent_id"]])) for d in documents]
            meter.start()
            outcome = drive(address, requests, concurrency)
            used = meter.per_document(count)
            if outcome.refused:
                print(outcome.refused[0][1], (folder / "web.log").read_text()[-2000:], file=sys.stderr)
                return 1
            acknowledged |= {key: hashlib.sha256(bodies[key]).hexdigest() for key in outcome.accepted}
            if number:
                size = sum(map(len, bodies.values())) // count
                line = _line(concurrency, outcome, size, stage.rss_mb(process.pid)) | {"sealed": arguments.sealed}
                print(json.dumps(line | used), flush=True)
    return _check(acknowledged)


def _as_phones_write(document: dict) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()  # as JSON.stringify


def _sealed(document: dict) -> bytes:
    from sync.services.keys import seal

    return seal(_as_phones_write(document), id=document["id"])


def _request(document: dict, body: bytes, session: str) -> bytes:
    kind = "json" if body.startswith(b"{") else "jose"
    head = (
        f"PUT /api/visits/{document['id']}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/{kind}\r\n"
        f"Cookie: sessionid={session}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _line(concurrency: int, outcome: Outcome, size: int, rss_mb: float) -> dict:
    times = sorted(outcome.seconds)

    def percentile(share: float) -> float:
        return round(1000 * times[min(len(times) - 1, int(share * len(times)))], 1)

    return {
        "concurrency": concurrency,
        "documents": len(times),
        "documents_per_s": round(len(times) / outcome.elapsed, 1),
        "p50_ms": percentile(0.50),
        "p95_ms": percentile(0.95),
        "p99_ms": percentile(0.99),
        "rss_mb": rss_mb,
        "bytes": size,
        "web_workers": 2,
        "celery_worker": False,  # jobs are written and announced to Valkey; none is worked on meanwhile
        "database": "postgresql, fsync on, synchronous_commit on",
    }


def _check(acknowledged: dict[str, str]) -> int:
    """Every acknowledged document is one visit with its raw bytes, its projections and its job."""
    from collections import Counter

    from common.models import Job
    from deliveries.models import Delivery, JourneyEntry
    from diagnostics.models import Diagnosis
    from privacy.models import Consent
    from sync.models import Submission
    from visits.models import Appointment, Visit

    stored = {str(k): v for k, v in Submission.objects.filter(state="accepted").values_list("visit_id", "sha256")}
    ids = set(acknowledged)
    missing = {"raw": ids - {key for key, digest in acknowledged.items() if stored.get(key) == digest}}
    for model in (Diagnosis, Consent, JourneyEntry, Delivery):
        missing[model.__name__] = ids - set(map(str, model.objects.values_list("visit_id", flat=True)))
    missing["Visit"] = ids - set(map(str, Visit.objects.filter(person__isnull=False).values_list("pk", flat=True)))
    missing["Appointment"] = ids - set(map(str, Appointment.objects.values_list("promised_in_id", flat=True)))
    missing["Job"] = ids - set(map(str, Job.objects.values_list("subject_id", flat=True)))
    wrong = {name: len(lost) for name, lost in missing.items() if lost}
    flags = Counter(flag for flags in Visit.objects.values_list("flags", flat=True) for flag in flags)
    if wrong or Visit.objects.count() != len(ids):
        print(f"acknowledged but not there: {wrong}; visits {Visit.objects.count()} of {len(ids)}", file=sys.stderr)
        return 1
    print(f"checked: {len(ids)} acknowledged visits are there, whole; flags {dict(flags)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
