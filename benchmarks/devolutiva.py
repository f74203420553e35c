"""How fast a worker process makes the devolutiva as a PDF: `python benchmarks/devolutiva.py [--count 60]`. Prints JSON.

A visit as long as they get (seven themes compared with last time, three gaps, three tools of three steps, a guidance, a
promise, a need) in a throwaway SQLite database. A process of its own then works as a worker does: the whole job each
time, with its queries, its two pages and its file. The first PDFs, which read fonts and styles, are told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
AIM_MS, AIM_MB = 250, 150
WARM = 5


def ready() -> None:
    """The product's own settings on the throwaway database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()


def furnish() -> None:
    """Tables, people, and one visit of each length with a paper to make."""
    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from deliveries.models import Delivery
    from portal.models import Paper
    from tests.cast import assemble
    from tests.portal.talks import longest, talk
    from tests.privacy.people import AT, person, said

    cast = assemble()
    usual = talk(cast, consent=said(cast, person(cast, cpf="11144477735", name="Maria"), AT))
    Delivery.objects.filter(visit=usual.visit, tool=None).delete()
    for consent, number in ((longest(cast), 2), (usual, 1)):
        Paper.objects.create(visit=consent.visit, kind="whole", pk=f"00000000-0000-7000-8000-{number:012d}")


def measure(count: int) -> dict[str, object]:
    """Make the papers again and again, as the worker's job does."""
    import config  # noqa: F401  (Celery's app, as in a worker)

    ready()
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # as after the first job
    from portal.models import Paper

    told: dict[str, object] = {"before_mb": memory_mb()}
    for name, paper in zip(("usual", "longest"), Paper.objects.order_by("pk"), strict=True):
        first = _make(paper)
        for _ in range(WARM):
            _make(paper)
        each = [_make(paper) for _ in range(count)]
        told[name] = _figures(first, each, pages=_pages(paper))
    told["memory_mb"] = memory_mb()
    return told


def _make(paper) -> tuple[float, float]:
    """One job: seconds by the clock, seconds of processor time."""
    from portal.services.papers import make_paper

    type(paper).objects.filter(pk=paper.pk).update(made_at=None, file="")
    clock, processor = time.perf_counter(), time.process_time()
    make_paper(paper.pk, 1)
    taken = time.perf_counter() - clock, time.process_time() - processor
    paper.refresh_from_db()
    return taken


def _pages(paper) -> int:
    content = subprocess.run(["pdfinfo", paper.file.path], capture_output=True, text=True, check=True).stdout
    return int(content.split("Pages:")[1].split()[0])


def _figures(first: tuple[float, float], each: list[tuple[float, float]], *, pages: int) -> dict[str, object]:
    clock, processor = (sorted(one[place] * 1000 for one in each) for place in (0, 1))
    middle = len(each) // 2
    return {
        "pages": pages,
        "first_ms": round(first[0] * 1000),
        "p50_ms": round(clock[middle]),
        "p95_ms": round(clock[int(len(clock) * 0.95)]),
        "cpu_p50_ms": round(processor[middle]),
        "pdfs_per_s": round(1000 * len(each) / sum(clock), 2),
        "pdfs_per_cpu_s": round(1000 * len(each) / sum(processor), 2),
    }


def memory_mb() -> int:
    """What this process keeps (PSS: shared libraries counted once)."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return round(int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024)


def main() -> int:
    """Furnish in one process, measure in another, so that only a worker's own memory counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--step", choices=["furnish", "measure"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step == "furnish":
        furnish()
        return 0
    if options.step == "measure":
        print(json.dumps(measure(options.count)))
        return 0
    with tempfile.TemporaryDirectory(prefix="rota-devolutiva-") as folder:
        env = {**os.environ, "VAR_DIR": folder}
        env.pop("DATABASE_URL", None)
        command = [sys.executable, __file__, "--count", str(options.count), "--step"]
        subprocess.run([*command, "furnish"], env=env, check=True)
        done = subprocess.run([*command, "measure"], env=env, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    worst = told["longest"]
    reached = worst["cpu_p50_ms"] <= AIM_MS and told["memory_mb"] <= AIM_MB and worst["pages"] == 2
    load = round(os.getloadavg()[0], 1)
    aim = f"{AIM_MS} ms, {AIM_MB} MB"
    print(json.dumps({"benchmark": "devolutiva", **told, "aim": aim, "reached": reached, "load": load}))
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
