"""A model of the phone for many visits in little time: drafts, outbox, sent, and rounds of sending over real HTTP.

It does what static/js/capsule/{store,outbox,reconcile,sync}.js do, without a browser: what is typed is written at once,
a finished visit is frozen bytes, a round is session → visits, oldest first → what became of the visits.
"""

from __future__ import annotations

import hashlib
import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.faults.disk import Disk, Row
from tests.faults.policy import Verdict, is_due, judge, wait_for

CUTS_TO_STEP_ASIDE, MOST_TIMES_MISSED = 3, 2
PERSONAL = ("person", "diagnosis", "deliveries", "next_step", "credit")
NO_ANSWER = (OSError, http.client.HTTPException, ValueError)


class Killed(BaseException):
    """The phone is switched off here: nothing after it happens."""


@dataclass
class Answer:
    """A status and its JSON, or None where the answer was no JSON."""

    status: int
    body: Any


@dataclass
class Phone:
    """One phone. `port` is where it thinks the server is; `seal(plain, id)` makes the bytes that are sent."""

    port: int
    device: str
    seal: Callable[[bytes, str], bytes]
    random: Random
    disk: Disk = field(default_factory=Disk)
    cookies: dict[str, str] = field(default_factory=dict)
    is_online: bool = True
    now: float = 0.0  # the phone's own clock, milliseconds; it may be years off
    timeout: float = 5.0
    dies_at: str = ""  # "sending" | "answered": where the next round ends for good
    version: str = "1"
    is_in_order: bool = True
    heard: dict[str, int] = field(default_factory=dict)  # person → restores that this phone knows of (for the test)

    # --- the visit

    def begin(self, draft: Row) -> None:
        """Cheguei."""
        with self.disk.writing("drafts") as rows:
            rows["drafts"][draft["id"]] = draft

    def edit(self, draft_id: str, notes: str) -> None:
        """An answer; when this returns, the screen says that it is saved."""
        self.disk.change("drafts", draft_id, notes=notes)

    def finish(self, draft_id: str) -> None:
        """Concluir: from draft to frozen bytes in the queue, at once (F03). A second tap does nothing (F13)."""
        with self.disk.writing("drafts", "outbox", "meta") as rows:
            draft = rows["drafts"].pop(draft_id, None)
            if draft is None:
                return
            sequence = rows["meta"].get("sequence", 0) + 1
            rows["meta"]["sequence"] = sequence
            plain = json.dumps(document_of(draft, sequence, self), ensure_ascii=False).encode()
            body = self.seal(plain, draft_id).decode()
            rows["outbox"][draft_id] = {
                "id": draft_id, "user": draft["user"], "body": body, "sequence": sequence, "state": "device",
                "tries": 0, "next": 0, "notes": draft["notes"], "accepted": draft["accepted"],
            }  # fmt: skip

    # --- the line

    def ask(self, method: str, path: str, body: str | None = None, kind: str = "", csrf: str = "") -> Answer:
        """One request; raises when nobody answers in time or the answer breaks off."""
        if not self.is_online:
            raise OSError("no signal")
        headers = {"Accept": "application/json", "X-Device-Id": self.device, "X-CSRFToken": csrf}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            line.request(method, path, body and body.encode(), headers)
            response = line.getresponse()
            self._keep_cookies(response)
            is_json = (response.headers.get("Content-Type") or "").startswith("application/json")
            said = response.read()
            return Answer(response.status, json.loads(said) if is_json else None)
        finally:
            line.close()

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            value = rest.partition(";")[0]
            self.cookies[name] = value
            if not value.strip('"'):
                self.cookies.pop(name)

    # --- a round of sending

    def session(self) -> Row | None:
        """Who is signed in, as the server says; a restored or newer server is noticed. None: nobody of ours answers."""
        if not self.finish_leaving():
            return None
        said = self._ask_session()
        if said is None:
            return None
        self.disk.note("needs_login", not said["user"])
        if said["user"]:
            self.disk.note("user", said["user"]["id"])
            self._notice_restore(said)
            self._retry_refused(said)
        return said

    def _ask_session(self) -> Row | None:
        try:
            answer = self.ask("GET", "/api/session/")
        except NO_ANSWER:
            return None
        return answer.body if isinstance(answer.body, dict) and "csrf" in answer.body else None

    def leave(self) -> None:
        """Sair: unsent visits stay, locked to their author. The server hears of it now or later."""
        self.disk.note("leaving", self.disk.meta("user"))
        self.disk.note("user", None)
        self.finish_leaving()

    def finish_leaving(self) -> bool:
        """Tell the server that the person left; says whether it knows."""
        who = self.disk.meta("leaving")
        if not who:
            return True
        said = self._ask_session()
        if said is None:
            return False
        if (said["user"] or {}).get("id") == who:
            try:
                left = self.ask("POST", "/conta/sair/", csrf=said["csrf"])
            except NO_ANSWER:
                return False
            if left.status >= 400:
                return False
        self.disk.note("leaving", None)
        return True

    def _notice_restore(self, said: Row) -> None:
        key = f"epoch:{said['user']['id']}"
        known = self.disk.meta(key)
        if known and known != said["epoch"]:
            self.disk.requeue(self.disk.of("sent", said["user"]["id"]))
        self.disk.note(key, said["epoch"])

    def _retry_refused(self, said: Row) -> None:
        """A new release of the server may take what an older one refused (F16)."""
        release = said.get("release", "")
        for row in self.disk.of("outbox", said["user"]["id"]):
            if release and row["state"] == "attention" and row.get("refused_by") != release:
                self.disk.change("outbox", row["id"], state="device", tries=0, next=0, refused_by=release)

    def send(self, *, force: bool = True) -> str:
        """One round. Answers what it was stopped by: "" | login | network | portal | busy."""
        rows = self._due(force=force)
        said = self.session()
        if said is None:
            return self._pause("network") if rows else "network"
        if not said["user"]:
            return "login"
        mine = [row for row in rows if row["user"] == said["user"]["id"]]
        stopped = self._send_all(mine, said)
        if not stopped:
            self._ask_states(said["user"]["id"])
        return stopped

    def _due(self, *, force: bool) -> list[Row]:
        waiting = [row for row in self.disk.of("outbox", self.disk.meta("user") or "") if row["state"] == "device"]
        waiting.sort(key=lambda row: row["sequence"])
        if not self.is_in_order:
            self.random.shuffle(waiting)
        if force:
            return waiting
        paused = self.disk.meta("pause") or {}
        return (
            [row for row in waiting if is_due(row["next"], self.now)] if is_due(paused.get("until"), self.now) else []
        )

    def _send_all(self, rows: list[Row], said: Row) -> str:
        for row in rows:
            verdict = self._send_one(row, said)
            if verdict.fate == "login":
                return "login"
            if verdict.fate == "pause":
                return self._pause(verdict.because)
        self.disk.note("pause", None)
        return ""

    def _pause(self, because: str) -> str:
        tries = (self.disk.meta("pause") or {}).get("tries", 0) + 1
        self.disk.note("pause", {"tries": tries, "until": self.now + wait_for(tries, self.random.random())})
        return because

    def _send_one(self, row: Row, said: Row) -> Verdict:
        self._may_die("sending")
        try:
            answer = self._put(row, said["csrf"])
            verdict = judge(answer.status, answer.body, row["id"], sha256(row["body"]))
        except NO_ANSWER:
            return self._cut(row)
        self._may_die("answered")
        if verdict.fate == "received":
            self.disk.receive(row["id"], answer.body)
        if verdict.fate == "attention":
            problem, release = verdict.problem, said.get("release", "")
            self.disk.change("outbox", row["id"], state="attention", problem=problem, refused_by=release)
        if verdict.fate == "retry":
            self._later(row)
        return verdict

    def _put(self, row: Row, csrf: str) -> Answer:
        kind = "application/json" if row["body"].startswith("{") else "application/jose"
        return self.ask("PUT", f"/api/visits/{row['id']}/", row["body"], kind, csrf)

    def _cut(self, row: Row) -> Verdict:
        """A document on which the connection breaks again and again steps aside for the others."""
        cuts = row.get("cuts", 0) + 1
        self.disk.change("outbox", row["id"], cuts=cuts)
        if cuts < CUTS_TO_STEP_ASIDE:
            return Verdict("pause", "network")
        self._later(row)
        return Verdict("retry", "network")

    def _later(self, row: Row) -> None:
        tries = row["tries"] + 1
        self.disk.change("outbox", row["id"], tries=tries, next=self.now + wait_for(tries, self.random.random()))

    def _ask_states(self, user: str) -> None:
        """What the server does not know any more is queued again (F58)."""
        before = self.disk.of("sent", user)
        try:
            answer = self.ask("GET", "/api/states/") if before else None
        except NO_ANSWER:
            return
        visits = answer.body.get("visits") if answer and isinstance(answer.body, dict) else None
        if visits is None:
            return
        missing = [row for row in before if row["id"] not in visits and row.get("missed", 0) < MOST_TIMES_MISSED]
        self.disk.requeue([{**row, "missed": row.get("missed", 0) + 1} for row in missing])

    def _may_die(self, where: str) -> None:
        if self.dies_at == where:
            self.dies_at = ""
            raise Killed


def sha256(body: str) -> str:
    """What a receipt has to name."""
    return hashlib.sha256(body.encode()).hexdigest()


def document_of(draft: Row, sequence: int, phone: Phone) -> Row:
    """The contract's document. Without an accepted notice no person, answer or need leaves the phone (I6)."""
    document: Row = {**draft["document"], "notes": draft["notes"], "sequence": sequence}
    document |= {"device_id": phone.device, "app_version": phone.version}
    if not draft["accepted"]:
        document |= {"consent": None, **{part: [] if part == "deliveries" else None for part in PERSONAL}}
    return document
