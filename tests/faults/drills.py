"""One running product on processes of its own, and what happens to it, fault by fault: `python -m tests.faults.drills`.

Each drill is a function that is told the system, makes visits by the model of the phone, breaks something and asserts
what the phone hears at once. At the end everything is healed, everything has to be registered, and the history checker
compares the three books. Prints one JSON line: drill → "" or what went wrong. tests/faults/test_drills.py reads it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.system import System

DRILLS: list[Callable[[Any], None]] = []


def drill(function: Callable[[Any], None]) -> Callable[[Any], None]:
    """One of them, in this order."""
    DRILLS.append(function)
    return function


class Field:
    """Four agents, each with a phone and a session."""

    def __init__(self, system: System) -> None:
        from tests.faults.world import World

        self.system = system
        self.world = World(system, seed=5)
        self.phones = [self.world.phone([agent]) for agent in self.world.agents[:4]]
        for phone, agent in zip(self.phones, self.world.agents, strict=False):
            self.world.sign_in(phone, agent)
            assert phone.session()
            phone.timeout = 20.0

    def make(self, visits: int, *, who: int = 0) -> list[str]:
        """Finished visits in the queue of a phone."""
        phone, agent = self.phones[who], self.world.agents[who]
        made = []
        for _ in range(visits):
            draft = self.world.draft(agent, accepted=True)
            phone.begin(draft)
            phone.finish(draft["id"])
            made.append(draft["id"])
        return made

    def send(self, *, who: int = 0) -> str:
        """One round of one phone."""
        return self.world.round(self.phones[who])

    def load(self, visits: int = 10) -> list[threading.Thread]:
        """All phones send at once, each until its queue is empty."""

        def empty(who: int) -> None:
            until = time.monotonic() + 120
            while self.phones[who].disk.all("outbox") and time.monotonic() < until:
                self.send(who=who)

        for who in range(len(self.phones)):
            self.make(visits, who=who)
        threads = [threading.Thread(target=empty, args=(who,)) for who in range(len(self.phones))]
        for thread in threads:
            thread.start()
        return threads

    def arrive(self, threads: list[threading.Thread]) -> None:
        """Everything that was on its way has its receipt."""
        for thread in threads:
            thread.join()
        left = [row for phone in self.phones for row in phone.disk.all("outbox").values()]
        assert left == [], f"never received: {[(row['id'], row['state'], row.get('problem')) for row in left]}"

    def put(self, visit: str, *, who: int = 0) -> tuple[int, str]:
        """One request, and what it hears: the status, and Retry-After."""
        import http.client

        phone = self.phones[who]
        body = phone.disk.all("outbox")[visit]["body"]
        line = http.client.HTTPConnection("127.0.0.1", self.system.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in phone.cookies.items())
        headers = {"Cookie": cookies, "X-CSRFToken": phone.cookies["csrftoken"], "X-Device-Id": phone.device}
        line.request("PUT", f"/api/visits/{visit}/", body.encode(), headers | {"Content-Type": "application/jose"})
        answer = line.getresponse()
        return answer.status, answer.headers.get("Retry-After", "")

    def told(self) -> dict[str, str]:
        """Visits whose receipt a phone holds."""
        rows = [row for phone in self.phones for row in phone.disk.all("sent").values()]
        return {row["id"]: row["receipt"]["sha256"] for row in rows}


@drill
def f29_the_web_process_dies_between_commit_and_publish(field: Field) -> None:
    """The phone has its receipt; nobody was woken; the sweeper finds the job."""
    field.system.arm("announce.publishing")
    field.make(1)
    assert field.send() == ""
    field.system.wait_for(lambda: not field.system.is_armed("announce.publishing"))
    [visit] = field.told()
    began = time.monotonic()
    field.system.wait_for(lambda: in_ledger(field, visit))
    assert time.monotonic() - began < 60


@drill
def f30_web_processes_are_killed_in_the_middle_of_requests(field: Field) -> None:
    sending = field.load()
    for _ in range(3):
        field.world.kill_web_workers()
        time.sleep(0.15)
    field.arrive(sending)


@drill
def f31_postgresql_restarts_under_load(field: Field) -> None:
    """Requests meanwhile hear 503 with Retry-After or a broken line; nobody starts the web anew."""
    web = field.system.pid("web")
    [visit, *_] = field.make(3)
    sending = field.load(5)
    field.world.restart_database()
    field.arrive(sending)
    assert field.system.pid("web") == web
    assert field.send() == ""
    assert visit in field.told()


@drill
def f33_a_database_that_takes_nothing(field: Field) -> None:
    """Read only, as when its disk is full: nothing is acknowledged; later the same bytes are."""
    [visit] = field.make(1)
    set_everywhere(field, "default_transaction_read_only", "on")
    try:
        status, retry_after = field.put(visit)
        assert (status, retry_after) == (503, "10"), status
    finally:
        set_everywhere(field, "default_transaction_read_only", "off")
    assert field.send() == ""


@drill
def f34_valkey_is_away(field: Field) -> None:
    field.system.kill_valkey()
    try:
        visits = field.make(20)
        assert field.send() == ""
        assert set(visits) <= set(field.told())
    finally:
        field.system.start_valkey()


@drill
def f35_valkey_is_flushed_under_load(field: Field) -> None:
    """Sessions live in the database, jobs too."""
    sending = field.load(6)
    for _ in range(4):
        field.system.flush_valkey()
        time.sleep(0.1)
    field.arrive(sending)
    assert not any(phone.disk.meta("needs_login") for phone in field.phones)


@drill
def f36_valkey_is_killed_three_times(field: Field) -> None:
    """The worker takes messages again by itself, or ends and is started again."""
    for _ in range(3):
        sending = field.load(2)
        field.system.kill_valkey()
        field.system.start_valkey()
        field.arrive(sending)
    [visit] = field.make(1)
    assert field.send() == ""
    field.system.wait_for(lambda: in_ledger(field, visit), within_s=60)


@drill
def f38_a_migration_runs_while_visits_come_in(field: Field) -> None:
    """An additive one, as all of ours are (tests/test_migrations.py); old code goes on over the new schema."""
    sending = field.load(6)
    as_owner(field, "ALTER TABLE visits_visit ADD COLUMN of_the_next_release integer")
    as_owner(field, "CREATE INDEX CONCURRENTLY of_the_next_release ON visits_visit (of_the_next_release)")
    field.arrive(sending)


@drill
def f40_the_worker_dies_in_the_middle_of_a_send(field: Field) -> None:
    """Before the request, after the answer: the lease ends, the next one looks up first."""
    field.system.misbehave("forgetful", times=0)
    for point in ("sas.noted.atendimentos", "sas.answered.atendimentos"):
        field.system.arm(point)
        field.make(1)
        assert field.send() == ""
        field.system.wait_for(lambda point=point: not field.system.is_armed(point), within_s=90)


@drill
def f44_the_national_system_is_down(field: Field) -> None:
    """Visits stay received and nobody is told that something is wrong with them; later everything goes."""
    from attendance.models import Destination
    from visits.models import Visit

    field.system.stop_sas()
    try:
        visits = field.make(10)
        assert field.send() == ""
        field.system.wait_for(lambda: Destination.objects.filter(opened_at__isnull=False).exists())
        states = set(Visit.objects.filter(pk__in=visits).values_list("state", flat=True))
        assert states == {"received"}
    finally:
        field.system.start_sas()


@drill
def f45_a_slow_national_system_holds_up_nobody_else(field: Field) -> None:
    """Many sends take seconds each; the records of new visits are made meanwhile."""
    from attendance.models import AttendanceRecord

    field.system.misbehave("slow", times=0, seconds=1.5, route="/clientes/pf")  # its two threads need 45 s for them
    try:
        field.make(60)
        assert field.send() == ""
        visits = field.make(3)
        assert field.send() == ""
        field.system.wait_for(lambda: AttendanceRecord.objects.filter(visit__in=visits).count() == 3)
        open_sends = AttendanceRecord.objects.exclude(state="registered").count()
        assert open_sends >= 20, "the records of the new visits waited until the slow sends were over"
    finally:
        field.system.behave()


def in_ledger(field: Field, visit: str) -> bool:
    """Whether the national system holds the visit's attendance."""
    from attendance.models import AttendanceRecord

    held = {entry["referencia"] for entry in field.system.ledger()}
    return any(str(pk) in held for pk in AttendanceRecord.objects.filter(visit_id=visit).values_list("pk", flat=True))


def as_owner(field: Field, *statements: str) -> str:
    """Say something to the database as its owner, by the side of Django; the first value of the last answer, if any."""
    import psycopg

    folder = str(field.system.folder)
    with psycopg.connect(host=folder, user="rota", dbname="postgres", autocommit=True) as line:
        said = [line.execute(statement) for statement in statements][-1]
        return str(said.fetchone()[0]) if said.description else ""


def set_everywhere(field: Field, name: str, value: str) -> None:
    """A setting of the whole database.

    A new line shows it once the postmaster has read it and told the others, who then obey before their next question.
    """
    as_owner(field, f"ALTER SYSTEM SET {name} = {value}", "SELECT pg_reload_conf()")
    field.system.wait_for(lambda: as_owner(field, f"SHOW {name}") == value)


def account(field: Field) -> dict[str, str]:
    """Heal, let everything end, compare the books."""
    from tests.faults import history

    field.world.heal()
    left = field.world.work_ends(180)
    found = history.check(field.told(), field.system.ledger(), is_over=True)
    said = f"{left} jobs left; {len(found.all)} violations: {found.all[:3]}" if left or found.all else ""
    return {"account": said, "figures": json.dumps({"told": len(field.told()), **found.counts})}


def main() -> int:
    """All drills (or those whose names begin as asked) on one system."""
    with tempfile.TemporaryDirectory(prefix="rota-drill-") as name:
        system = System(Path(name))
        try:
            system.start_all()
            results = _drilled(system, sys.argv[1:])
        except BaseException:
            sys.stderr.write(system.last_words())
            raise
        finally:
            system.stop_all()
    sys.stdout.write(json.dumps(results, ensure_ascii=False) + "\n")
    return 0


def _drilled(system: System, asked: list[str]) -> dict[str, str]:
    os.environ |= {key: system.env[key] for key in ("VAR_DIR", "REDIS_URL", "SAS_URL", "SAS_KEY")}
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    field = Field(system)
    chosen = [one for one in DRILLS if not asked or one.__name__.startswith(tuple(asked))]
    results = {one.__name__: _outcome(one, field) for one in chosen} | account(field)
    if any(results[one.__name__] for one in chosen) or results["account"]:
        sys.stderr.write(system.last_words())
    return results


def _outcome(one: Callable[[Field], None], field: Field) -> str:
    began = time.monotonic()
    try:
        one(field)
    except Exception:
        return traceback.format_exc()[-1500:]
    finally:
        sys.stderr.write(f"{one.__name__}: {time.monotonic() - began:.1f} s\n")
    return ""


if __name__ == "__main__":
    sys.exit(main())
