"""The server of a run: the real product with its database, its own line to the phones, and ways to hurt it.

Import it after `chaos.prepare()`: Django is set up for the database of the run.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
import uuid
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, connections

from agents.models import User
from attendance.models import AttendanceRecord, Impediment
from attendance.services import resend_record, retry_cause
from attendance.services.reconcile import expect_comparison, repair_all
from benchmarks.stage import AGENTS, Stage
from common.enums import JobState
from common.models import Job
from sync.enums import SubmissionState
from sync.models import Submission
from sync.services.keys import seal
from tests.faults.disk import Full
from tests.faults.phone import Killed, Phone
from tests.faults.proxy import FaultProxy
from tests.faults.server import Server
from visits.models import Visit

READY_WITHIN_S = 120


class World:
    """The product, its line, its people, and what is true of every visit so far."""

    def __init__(self, server: Server, seed: int) -> None:
        self.server = server
        self.random = Random(seed)
        self.line = FaultProxy(server.port)
        self.stage = Stage(seed)
        self.stage.open_actions()
        self.agents: list[User] = self.stage.agents
        self.faults: Counter[str] = Counter()
        self.phones: list[tuple[Phone, list[User]]] = []  # all that ever were, with who used them
        self.authors: dict[str, str] = {}  # visit → who made it, over the whole run
        self.visits = 0
        self.finished: list[str] = []
        self.epoch = 1
        self.restored = 0
        self.backup: Path | None = None
        self.budget: Counter[str] = Counter()
        self.is_compared = False  # whether the run ends with the comparison with SAS

    def may(self, fault: str) -> bool:
        """Whether an expensive fault may happen once more; counts it."""
        if self.budget[fault] <= 0:
            return False
        self.budget[fault] -= 1
        self.faults[fault] += 1
        return True

    # --- people and phones

    def phone(self, people: list[User]) -> Phone:
        """A new phone on the bad line."""
        device, chance = str(uuid.UUID(int=self.random.getrandbits(128))), Random(self.random.random())
        phone = Phone(self.line.port, device, seal=_sealed, random=chance, now=time.time() * 1000)
        self.phones.append((phone, people))
        return phone

    def round(self, phone: Phone, *, force: bool = True) -> str:
        """One round of sending; the phone has heard of every restore when it went through."""
        restored = self.restored
        try:
            stopped = phone.send(force=force)
        except (Killed, Full):
            stopped = "killed"  # what is on disk is all that is left; the next round reads it
        if stopped == "":
            phone.heard[phone.disk.meta("user")] = restored
        return stopped

    def has_heard(self, phone: Phone, user: str) -> bool:
        """Whether this person's phone knows what a restored server may have lost."""
        return phone.heard.get(user, 0) == self.restored or not phone.disk.of("sent", user)

    def drain(self, phone: Phone, agent: User) -> None:
        """On a good line everything of this person goes, in a few rounds."""
        user, stops = str(agent.pk), []
        if not phone.disk.of("outbox", user) and self.has_heard(phone, user):
            return
        phone.finish_leaving()
        self.sign_in(phone, agent)
        for _ in range(6):
            stops.append(self.round(phone))
            if not phone.disk.of("outbox", user) and self.has_heard(phone, user):
                return
        left = [(row["id"], row["state"], row.get("problem")) for row in phone.disk.of("outbox", user)]
        raise AssertionError(f"rounds ended with {stops}; still not sent: {left}")

    def sign_in(self, phone: Phone, agent: User) -> None:
        """A session as a login leaves it in the phone's browser."""
        everybody, self.stage.agents = self.stage.agents, [agent]
        try:
            phone.cookies["sessionid"] = self.stage.sessions()[str(agent.pk)]
        finally:
            self.stage.agents = everybody

    def expire(self, phone: Phone) -> None:
        """The session of this phone is over, on the server's side."""
        Session.objects.filter(session_key=phone.cookies.get("sessionid", "")).delete()
        self.faults["session expired"] += 1

    def draft(self, agent: User, *, accepted: bool) -> dict[str, Any]:
        """A visit about to be made: everything is typed; without an accepted notice it must not leave the phone."""
        count, n = self.random.randrange(1000), self.agents.index(agent)
        self.stage.sequence = count * AGENTS + n - 1
        document = self.stage.document() | ({} if accepted else {"outcome": "refused"})
        self.authors[document["id"]] = str(agent.pk)
        return {
            "id": document["id"], "user": str(agent.pk), "document": document, "accepted": accepted, "notes": "",
        }  # fmt: skip

    # --- what the server has

    def stored(self, ids: list[str]) -> dict[str, tuple[str, str, str, bool, bool]]:
        """Visit → hash of the accepted bytes, author, notes, whether a person and whether a consent is stored."""
        hashes = {
            str(visit): sha
            for visit, sha in Submission.objects.filter(visit_id__in=ids, state=SubmissionState.ACCEPTED).values_list(
                "visit_id", "sha256"
            )
        }
        rows = Visit.objects.filter(pk__in=ids).values_list("pk", "agent_id", "notes", "person_id", "consent__pk")
        return {
            str(pk): (hashes.get(str(pk), ""), str(agent), notes, person is not None, consent is not None)
            for pk, agent, notes, person, consent in rows
        }

    def counts(self) -> Counter[str]:
        """Accepted documents by visit: each has to be there exactly once."""
        accepted = Submission.objects.filter(state=SubmissionState.ACCEPTED).values_list("visit_id", flat=True)
        return Counter(str(visit) for visit in accepted)

    def work_ends(self, within_s: float) -> int:
        """Wait for the background work as long as it goes on; answers how many jobs are still open.

        `within_s` without any progress is the end of patience. Nothing is pushed: what is stuck has to show (I4).
        """
        until, before = time.monotonic() + within_s, -1
        while (left := Job.objects.filter(state=JobState.WAITING).count()) and time.monotonic() < until:
            if left != before:
                until, before = time.monotonic() + within_s, left
            time.sleep(0.5)
        return left

    def told(self) -> dict[str, str]:
        """Visit → hash of the bytes for which a phone holds a receipt."""
        rows = [row for phone, _ in self.phones for row in phone.disk.all("sent").values()]
        return {row["id"]: row["receipt"]["sha256"] for row in rows}

    def everything_that_wants_a_person_is_sent_again(self) -> int:
        """What a manager does when the cause is gone; answers how many records it was."""
        refused = list(AttendanceRecord.objects.needing_attention())
        for record in refused:
            resend_record(record, by=None)
        for impediment in Impediment.objects.all():
            retry_cause(impediment, by=None)
        return len(refused)

    def days_are_compared(self, within_s: float) -> int:
        """The comparison of each morning, and a manager who puts right what it finds; answers how many it was (F49)."""
        records = AttendanceRecord.objects.select_related("region__unit", "visit", "contact")
        days = {(record.region.unit, record.happened_on) for record in records}
        asked = [expect_comparison(unit, day) for unit, day in sorted(days, key=str)]
        self.work_ends(within_s)
        return sum(repair_all(one, by=None) for one in asked)

    # --- what happens to it

    def kill(self, name: str) -> None:
        """SIGKILL to web, worker, beat, valkey or sas; the supervisor starts it again."""
        self.faults[f"{name} killed"] += 1
        self.server.kill(name)

    def kill_web_workers(self) -> None:
        """SIGKILL to the processes that answer requests; their master forks new ones."""
        self.faults["web worker killed"] += 1
        for pid in self.server.children_of("web"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def save_backup(self) -> None:
        """The nightly copy of the database."""
        self.backup = self.server.backup()

    def restore(self, *, new_epoch: bool) -> None:
        """The database as it was at the last copy; the operator changes SYNC_EPOCH, or forgets to (F37, F58)."""
        assert self.backup
        connections.close_all()
        self.epoch += new_epoch
        self.restored += 1
        self.server.restore(self.backup, epoch=str(self.epoch))
        self.line.upstream = self.server.port
        connection.ensure_connection()

    def restart_database(self) -> None:
        """PostgreSQL dies and comes back."""
        connections.close_all()
        self.server.restart_database()

    def wait_until_ready(self) -> None:
        """The product answers again."""
        self.server.wait_until_ready(READY_WITHIN_S)

    def heal(self) -> None:
        """A good line to a server that answers, and a national system that does."""
        self.line.heal()
        self.server.behave()
        for point in self.server.points.iterdir():
            point.unlink(missing_ok=True)
        self.wait_until_ready()


def _sealed(plain: bytes, visit_id: str) -> bytes:
    return seal(plain, id=visit_id)
