"""From received visit to accepted by SAS: records a second, and what a long queue costs. See README.md beside."""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import os
import pstats
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import stage
from cpu import Meter, postmaster
from load import drive

WORKERS = (1, 2, 4)
THREADS = 8
CSRF = "a" * 32
SAS_PORT = 8461


def main() -> int:
    """Measure; progress goes to the error stream, one JSON object with everything is printed last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8460)
    parser.add_argument("--records", type=int, default=400, help="in each round")
    parser.add_argument("--waiting", type=int, default=100_000, help="records in the long queue")
    parser.add_argument("--sample", type=int, default=400, help="records of the long queue that are drained")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds that the stand-in takes to answer")
    parser.add_argument("--profile", action="store_true", help="only: where a worker's processor time goes")
    arguments = parser.parse_args()
    stage.on_throwaway_postgres()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            "VAR_DIR": name, "SECRET_KEY": "benchmark", "SAS_URL": f"http://127.0.0.1:{SAS_PORT}", "SAS_KEY": "chave",
            "SAS_RATE_PER_S": "0", "SAS_CONCURRENCY": "64", "LOG_LEVEL": "WARNING",
        }  # fmt: skip
        with stage.valkey(folder) as redis_url, standin(folder, arguments.latency):
            os.environ["REDIS_URL"] = redis_url
            stage.django_ready()
            measure(arguments, folder)
    return 0


def measure(arguments: argparse.Namespace, folder: Path) -> None:
    """Each number of workers, then the long queue."""
    play = stage.Stage()
    play.open_actions()
    if arguments.profile:
        receive(play, arguments.records)
        print(profiled())
        return
    rounds, began = [], time.perf_counter()
    for number in WORKERS:
        receive(play, arguments.records)
        rounds.append(round_with(number, arguments, folder))
        print(json.dumps(rounds[-1]), file=sys.stderr, flush=True)
    queue = long_queue(play, arguments, folder)
    took = round(time.perf_counter() - began)
    print(json.dumps({"rounds": rounds, "long_queue": queue, "took_s": took}), flush=True)


@contextmanager
def standin(folder: Path, latency: float):
    """SAS, answering after a while."""
    command = [sys.executable, "-m", "standin", "--port", str(SAS_PORT), "--ledger", str(folder / "ledger.sqlite3")]
    process = subprocess.Popen([*command, "--latency", str(latency)], cwd=stage.ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def workers(number: int, folder: Path):
    """So many worker processes, each for both queues, and the clock that sweeps."""
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING"]
    with (folder / "workers.log").open("ab") as log:
        started = [
            subprocess.Popen(
                [*celery, "worker", "-Q", "celery,sas", "-n", f"w{n}@%h", "-P", "threads", "-c", str(THREADS), *quiet],
                cwd=stage.ROOT, stdout=log, stderr=log,
            )
            for n in range(number)
        ]  # fmt: skip
        beat = [*celery, "beat", "-s", str(folder / "schedule"), "-l", "WARNING"]
        started.append(subprocess.Popen(beat, cwd=stage.ROOT, stdout=log, stderr=log))
    try:
        yield [process.pid for process in started[:-1]]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def receive(play: stage.Stage, count: int) -> None:
    """Visits as phones send them, with their jobs held back until `let_go`."""
    import uuid

    from agents.models import User
    from sync.services.receive import Receipt
    from sync.services.receive import receive as take

    people = {str(user.pk): user for user in User.objects.all()}
    for _ in range(count):
        document = play.document()
        said = take(json.dumps(document).encode(), visit_id=uuid.UUID(document["id"]), by=people[document["agent_id"]])
        assert isinstance(said, Receipt), said
        hold()


def hold() -> None:
    """What was just received is not due yet; what is held already is not touched again."""
    from datetime import timedelta

    from django.utils import timezone

    from common.models import Job

    now = timezone.now()
    fresh = Job.objects.filter(state="waiting", next_attempt_at__lt=now + timedelta(hours=1))
    fresh.update(next_attempt_at=now + timedelta(days=1))


def let_go() -> None:
    """Everything that was held is due now; one sweep says so."""
    from django.utils import timezone

    from common.models import Job
    from common.tasks import sweep_jobs

    now = timezone.now()
    Job.objects.filter(state="waiting", next_attempt_at__gt=now).update(next_attempt_at=now)
    sweep_jobs.delay()


def registered() -> int:
    """Records that SAS has accepted."""
    from attendance.models import AttendanceRecord

    return AttendanceRecord.objects.filter(state="registered").count()


def wait_for(count: int, within_s: float = 900) -> float:
    """Until so many are registered; the seconds it took."""
    began = time.perf_counter()
    while registered() < count:
        assert time.perf_counter() - began < within_s, f"{registered()} of {count}"
        time.sleep(0.25)
    return time.perf_counter() - began


def round_with(number: int, arguments: argparse.Namespace, folder: Path) -> dict:
    """One number of worker processes: the first tenth warms them up, the rest is measured."""
    before, warm = registered(), arguments.records // 10
    with workers(number, folder) as pids:
        let_go()
        wait_for(before + warm)
        meter = Meter(**{f"worker_{n}": pid for n, pid in enumerate(pids)}, postgres=postmaster())
        meter.start()
        begun = registered()
        seconds = wait_for(before + arguments.records)
        measured = before + arguments.records - begun
        used = meter.per_document(measured)
    return {
        "workers": number, "threads": THREADS, "records": measured, "records_per_s": round(measured / seconds, 1),
        "sas_latency_ms": 1000 * arguments.latency, "requests_a_record": requests_a_record(),
        "cpu_workers_ms": round(sum(value for name, value in used.items() if name.startswith("cpu_worker")), 2),
        **{name: used[name] for name in ("cpu_postgres_ms", "busy_elsewhere")},
    }  # fmt: skip


def requests_a_record() -> float:
    """How many requests to SAS a record took."""
    from attendance.models import Exchange

    return round(Exchange.objects.count() / max(1, registered()), 2)


# --- the long queue


def long_queue(play: stage.Stage, arguments: argparse.Namespace, folder: Path) -> dict:
    """Web latency with an empty and with a long queue under work; the pace at which the long one is drained."""
    with stage.web(arguments.port, {}, folder / "web.log"):
        empty = web_latency(play, arguments.port)
        made = copy_waiting(arguments.waiting)
        before = registered()
        with workers(2, folder):
            let_go()
            wait_for(before + arguments.sample // 10)
            begun, began = registered(), time.perf_counter()
            full = web_latency(play, arguments.port)
            wait_for(begun + arguments.sample)
            rate = (registered() - begun) / (time.perf_counter() - began)
    return {
        "waiting": made, "workers": 2, "web_empty": empty, "web_while_they_wait": full,
        "drain_records_per_s": round(rate, 1), "drain_s": round(made / rate),
        "drain_measured": f"pace of {arguments.sample} records at this depth; the rest is extrapolated",
    }  # fmt: skip


def web_latency(play: stage.Stage, port: int, count: int = 300) -> dict:
    """Visits at concurrency 4, as phones send them, in milliseconds."""
    sessions = play.sessions()
    documents = [play.document() for _ in range(count)]
    requests = [(one["id"], _request(one, sessions[one["agent_id"]])) for one in documents]
    outcome = drive(("127.0.0.1", port), requests, 4)
    assert not outcome.refused, outcome.refused[0]
    times = sorted(outcome.seconds)
    return {f"p{share}_ms": round(1000 * times[int(share / 100 * len(times))], 1) for share in (50, 95, 99)}


def _request(document: dict, session: str) -> bytes:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    head = (
        f"PUT /api/visits/{document['id']}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Cookie: sessionid={session}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def copy_waiting(count: int) -> int:
    """Copies of registered records as waiting ones, each with a visit of its own and a job; by the database itself."""
    from django.db import connection

    from attendance.models import AttendanceRecord
    from common.models import Job
    from visits.models import Visit

    base = AttendanceRecord.objects.filter(state="registered", kind="attendance").count()
    times = -(-count // base)
    fresh = "md5({prefix} || {column} || n)::uuid"
    visit, record = fresh.format(prefix="'v'", column="b.id"), fresh.format(prefix="'r'", column="b.id")
    of_visit = fresh.format(prefix="'v'", column="b.visit_id")
    chosen = "b.state = 'registered' AND b.kind = 'attendance'"
    visits = "b.id IN (SELECT visit_id FROM attendance_attendancerecord b WHERE " + chosen + ")"
    waiting = {"state": "'waiting'", "sas_number": "''", "registered_at": "NULL"}
    waiting["created_at"] = "b.created_at + n * interval '1 second'"  # of one person they go in this order
    with connection.cursor() as cursor:
        cursor.execute(_copy(Visit, times, visits, id=visit, stop_id="NULL", state="'received'", registered_at="NULL"))
        cursor.execute(_copy(AttendanceRecord, times, chosen, id=record, visit_id=of_visit, **waiting))
        made = cursor.rowcount
        subject = fresh.format(prefix="'r'", column="b.subject_id")
        of_records = "b.subject_id IN (SELECT id FROM attendance_attendancerecord b WHERE " + chosen + ")"
        cursor.execute(
            _copy(Job, times, of_records, id="gen_random_uuid()", subject_id=subject, state="'waiting'",
                  attempts="0", ended_at="NULL", locked_until="NULL",
                  next_attempt_at="now() - interval '2 days' + n * interval '1 second'")
        )  # fmt: skip
        cursor.execute("ANALYZE")
    return made


def _copy(model, times: int, where: str, **changed: str) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(changed.get(column, f'b."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    return (
        f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" b '
        f"CROSS JOIN generate_series(1, {times}) n WHERE {where}"
    )


# --- where the time goes


def profiled() -> str:
    """One thread does what a worker does, under the profiler."""
    from django.utils import timezone

    from common import jobs, lanes
    from common.models import Job

    watcher = threading.current_thread()
    Job.objects.filter(state="waiting").update(next_attempt_at=timezone.now())
    due = list(Job.objects.filter(state="waiting").values_list("pk", flat=True))
    profile = cProfile.Profile()
    before = time.process_time()
    profile.enable()
    for job in due:
        jobs.run(job)
    decided = time.process_time()
    while Job.objects.filter(state="waiting").exists():
        lanes.drain("sas")
    profile.disable()
    sent = time.process_time()
    out = io.StringIO()
    stats = pstats.Stats(profile, stream=out).strip_dirs()
    stats.sort_stats("cumulative").print_stats(60)
    stats.sort_stats("tottime").print_stats(25)
    figures = {
        "records": len(due), "decide_ms": round(1000 * (decided - before) / len(due), 2),
        "send_ms": round(1000 * (sent - decided) / len(due), 2), "thread": watcher.name,
    }  # fmt: skip
    return json.dumps(figures) + "\n" + out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
