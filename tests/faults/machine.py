"""What may happen to two phones of two agents and to their server, in any order; and what is true after each step.

I1 what was said to be saved is on the phone · I2 what was said to be received is on the server, byte for byte ·
I3 once · I6 nothing personal without consent · I7 nobody sees another's visits · I8 no visit vanishes from the lists.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agents.models import User
from tests.faults.disk import Full
from tests.faults.phone import NO_ANSWER, Phone, sha256
from tests.faults.world import World

PHONES = st.integers(0, 1)
VISITS = st.integers(2, 7)
LINE_FAULTS: dict[str, dict[str, Any]] = {
    "answer lost": {"kind": "lose_answer"},
    "request cut": {"kind": "cut_request"},
    "answer cut": {"kind": "cut_answer"},
    "request duplicated": {"kind": "twice"},
    "captive portal": {"kind": "replace"},
    "500 after the commit": {"kind": "replace_after", "status": 500},
    "502 of a proxy": {"kind": "replace", "status": 502},
    "reset": {"kind": "refuse"},
    "slow line": {"kind": "slow", "rate": 60_000},
    "late, after the phone gave up": {"kind": "delay", "seconds": 0.4},
    "nobody answers": {"kind": "hang", "seconds": 0.4},
}
WEB_POINTS = ["receive.written", "receive.committed", "announce.publishing", "announce.published"]
WORKER_POINTS = [
    "drain.looking", "job.woken", "job.claiming", "job.claimed", "job.finishing", "job.finished", "build.writing",
    "build.written", "send.announcing", "send.announced", "send.writing", "send.written", "sas.noted.clientes.pf",
    "sas.answered.vinculos", "sas.noted.atendimentos", "sas.answered.atendimentos", "sas.kept.atendimentos",
]  # fmt: skip
SAS_FAULTS = [
    "error_in_200", "empty_200", "404", "409", "429", "html_500", "close_before_commit", "maintenance", "drip",
    "timeout_after_commit", "close_after_commit", "truncated", "html_200", "500_after_commit", "wrong_charset",
    "redirect", "403", "422", "404_html", "slow", "other_number",
]  # fmt: skip
SAS_ROUTES = ["/atendimentos", "/atendimentos", "/clientes/pf", "/clientes/pj", "/vinculos"]
SHORT_S = 0.25  # how long the phone waits where the line is to be slower than its patience


@dataclass
class Fact:
    """What the phone's screen has said of a visit."""

    phone: Phone
    user: str
    accepted: bool
    notes: str = ""
    is_finished: bool = False


class Field(RuleBasedStateMachine):
    """Two shared phones on a bad line. `world` is set by the run."""

    world: World
    number = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).number += 1
        world, number = self.world, self.number
        world.line.heal()
        world.wait_until_ready()
        self.people: list[User] = [world.agents[(2 * number + k) % len(world.agents)] for k in range(2)]
        self.phones = [world.phone(self.people) for _ in range(2)]
        self.facts: dict[str, Fact] = {}
        self.checked: set[str] = set()
        for phone, agent in zip(self.phones, self.people, strict=True):
            self._sign_in(phone, agent)

    # --- the agent

    def _work(self, phone: Phone, *, accepted: bool) -> str:
        agent = next((one for one in self.people if str(one.pk) == phone.disk.meta("user")), None)
        if agent is None:
            return ""  # nobody has signed in on this phone
        draft = self.world.draft(agent, accepted=accepted)
        try:
            phone.begin(draft)
        except Full:
            return ""
        self.facts[draft["id"]] = Fact(phone, str(agent.pk), accepted)
        return str(draft["id"])

    def _type(self, phone: Phone, visit: str, notes: str) -> None:
        try:
            phone.edit(visit, notes)
        except Full:
            return  # the screen says that it could not be saved
        if not self.facts[visit].is_finished:
            self.facts[visit].notes = notes

    def _finish(self, phone: Phone, visit: str) -> None:
        try:
            phone.finish(visit)
        except Full:
            return
        self.facts[visit].is_finished = True

    def _make(self, phone: Phone, visits: int, *, accepted: bool = True) -> None:
        for turn in range(visits):
            visit = self._work(phone, accepted=accepted)
            if visit:
                self._type(phone, visit, f"Anotação {turn}")
                self._finish(phone, visit)

    @rule(which=PHONES, visits=VISITS, accepted=st.booleans())
    def visits_are_made_without_sending(self, which: int, visits: int, accepted: bool) -> None:
        self._make(self.phones[which], visits, accepted=accepted)

    @rule(which=PHONES, text=st.sampled_from(["Volta amanhã", "Acentuação: ção 🙂", "x" * 90]))
    def a_visit_is_begun_and_typed_in(self, which: int, text: str) -> None:
        visit = self._work(self.phones[which], accepted=True)
        if visit:
            self._type(self.phones[which], visit, text)

    @rule(which=PHONES, text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
    def open_drafts_are_edited(self, which: int, text: str) -> None:
        for visit in self.phones[which].disk.all("drafts"):
            self._type(self.phones[which], visit, text)

    @rule(which=PHONES)
    def open_drafts_are_finished_with_two_taps(self, which: int) -> None:
        for visit in self.phones[which].disk.all("drafts"):
            self._finish(self.phones[which], visit)
            self._finish(self.phones[which], visit)

    # --- the phone

    def _round(self, phone: Phone, *, force: bool = True) -> None:
        self.world.round(phone, force=force)

    @rule(which=PHONES, visits=VISITS, accepted=st.booleans(), force=st.booleans())
    def visits_are_made_and_sent(self, which: int, visits: int, accepted: bool, force: bool) -> None:
        self._make(self.phones[which], visits, accepted=accepted)
        self._round(self.phones[which], force=force)

    @rule(which=PHONES, visits=VISITS, where=st.sampled_from(["sending", "answered"]))
    def it_is_killed_while_it_sends(self, which: int, visits: int, where: str) -> None:
        self._count("phone killed")
        self._make(self.phones[which], visits)
        self.phones[which].dies_at = where
        self._round(self.phones[which])
        self.phones[which].dies_at = ""

    @rule(which=PHONES, visits=VISITS)
    def two_tabs_send_at_once(self, which: int, visits: int) -> None:
        """A browser without Web Locks."""
        self._count("two tabs")
        self._make(self.phones[which], visits)
        tabs = [threading.Thread(target=self._round, args=(self.phones[which],)) for _ in range(2)]
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join()

    @rule(which=PHONES, visits=VISITS, stays=st.booleans())
    def the_signal_goes(self, which: int, visits: int, stays: bool) -> None:
        self._count("offline")
        self.phones[which].is_online = False
        self._make(self.phones[which], visits)
        self._round(self.phones[which])
        self.phones[which].is_online = not stays

    @rule(which=PHONES, hours=st.sampled_from([-20 * 365 * 24, -3, 1, 30, 15 * 365 * 24]))
    def its_clock_jumps(self, which: int, hours: int) -> None:
        self._count("clock moved")
        self.phones[which].now += hours * 3_600_000

    @rule(which=PHONES, visits=VISITS, stays=st.booleans())
    def its_storage_fills_up(self, which: int, visits: int, stays: bool) -> None:
        self._count("storage full")
        self.phones[which].disk.is_full = True
        self._make(self.phones[which], visits)
        self._round(self.phones[which])
        self.phones[which].disk.is_full = stays

    @rule(which=PHONES)
    def it_sends_in_another_order(self, which: int) -> None:
        self._count("reordered")
        self.phones[which].is_in_order = False

    @rule(which=PHONES, version=st.integers(2, 9))
    def it_gets_a_new_release(self, which: int, version: int) -> None:
        self._count("new release on the phone")
        self.phones[which].version = str(version)

    # --- who holds it

    def _sign_in(self, phone: Phone, agent: User) -> None:
        self._forgiving(lambda: self._through_the_login_page(phone, agent))

    def _through_the_login_page(self, phone: Phone, agent: User) -> None:
        if not phone.finish_leaving():
            return  # no way to the login page
        before = phone.cookies.get("sessionid", "")
        self.world.sign_in(phone, agent)
        if phone.session() is None:
            phone.cookies["sessionid"] = before  # nobody answered the login page

    @staticmethod
    def _forgiving(step: Callable[[], None]) -> None:
        """The screen says that there is no room, and things stay as they are."""
        with contextlib.suppress(Full):
            step()

    @rule(which=PHONES, who=PHONES)
    def somebody_signs_in(self, which: int, who: int) -> None:
        if self.phones[which].disk.meta("user") != str(self.people[who].pk):
            self._count("another person signs in")
        self._sign_in(self.phones[which], self.people[who])

    @rule(which=PHONES, visits=VISITS, again=st.booleans())
    def the_session_runs_out(self, which: int, visits: int, again: bool) -> None:
        self.world.expire(self.phones[which])
        self._make(self.phones[which], visits)
        self._round(self.phones[which])
        if again:
            self._sign_in(self.phones[which], self.people[which])

    @rule(which=PHONES, who=PHONES)
    def the_person_leaves_and_the_next_one_signs_in(self, which: int, who: int) -> None:
        self._count("signed out")
        self._forgiving(self.phones[which].leave)
        self._sign_in(self.phones[which], self.people[who])

    @rule(which=PHONES)
    def nobody_is_shown_anothers_visits(self, which: int) -> None:
        """(I7) By the server's list and by the phone's own."""
        phone = self.phones[which]
        try:
            said, states = phone.ask("GET", "/api/session/"), phone.ask("GET", "/api/states/")
        except NO_ANSWER:
            return
        if not isinstance(said.body, dict) or not said.body.get("user") or not isinstance(states.body, dict):
            return
        whose = {self.world.authors[visit] for visit in states.body.get("visits", {})}
        assert whose <= {said.body["user"]["id"]}

    # --- the line and the server

    @rule(which=PHONES, visits=VISITS, fault=st.sampled_from(sorted(LINE_FAULTS)), times=st.integers(1, 3))
    def the_line_is_bad_while_it_sends(self, which: int, visits: int, fault: str, times: int) -> None:
        how, phone = LINE_FAULTS[fault], self.phones[which]
        self._make(phone, visits)
        self.world.line.add(path="/api/visits/", times=times, **how)
        phone.timeout = SHORT_S if how["kind"] in ("delay", "hang") else phone.timeout
        before = self.world.line.count(how["kind"])
        self._round(phone)
        phone.timeout = 5.0
        self.world.faults[fault] += self.world.line.count(how["kind"]) - before
        self.world.line.heal()

    @rule(which=PHONES, fault=st.sampled_from(["replace", "lose_answer", "cut_answer", "refuse"]))
    def the_line_is_bad_before_anything_is_sent(self, which: int, fault: str) -> None:
        self._count("session not answered")
        self.world.line.add(fault, "/api/session/")
        self._round(self.phones[which])
        self.world.line.heal()

    @rule(which=PHONES, visits=VISITS, after_ms=st.integers(0, 60), master=st.booleans())
    def the_server_is_killed_while_it_receives(self, which: int, visits: int, after_ms: int, master: bool) -> None:
        self._make(self.phones[which], visits)
        sending = threading.Thread(target=self._round, args=(self.phones[which],))
        sending.start()
        time.sleep(after_ms / 1000)  # the moment of death is drawn, not waited for
        if master and self.world.may("web killed"):
            self.world.server.kill("web")
        else:
            self.world.kill_web_workers()
        sending.join()
        self.world.wait_until_ready()

    @rule(which=PHONES, visits=VISITS, point=st.sampled_from(WEB_POINTS))
    def a_web_process_dies_at_a_point_of_the_path(self, which: int, visits: int, point: str) -> None:
        self.world.server.arm(point)
        self._make(self.phones[which], visits)
        self._round(self.phones[which])
        self._count("web died at a point")
        self.world.wait_until_ready()

    @rule(point=st.sampled_from(WORKER_POINTS))
    def a_worker_dies_at_a_point_of_the_path(self, point: str) -> None:
        if self.world.may("worker died at a point"):
            self.world.server.arm(point)

    @rule(mode=st.sampled_from(SAS_FAULTS), route=st.sampled_from(SAS_ROUTES), times=st.integers(1, 4))
    def the_national_system_misbehaves(self, mode: str, route: str, times: int) -> None:
        if mode == "other_number" and not self.world.is_compared:
            return  # only the morning's comparison can know; a run that ends before it cannot (F49)
        self._count(f"sas {mode}")
        self.world.server.misbehave(mode, route=route, times=times)

    @rule()
    def valkey_is_emptied(self) -> None:
        self._count("valkey flushed")
        self.world.server.flush_valkey()

    @rule(name=st.sampled_from(["worker", "worker-sas", "beat", "valkey", "sas"]))
    def something_behind_the_server_is_killed(self, name: str) -> None:
        if self.world.may(f"{name} killed"):
            self.world.server.kill(name)

    @rule(which=PHONES, visits=VISITS)
    def the_database_dies_while_it_sends(self, which: int, visits: int) -> None:
        if self.world.server.database_url and self.world.may("database killed"):
            self._make(self.phones[which], visits)
            sending = threading.Thread(target=self._round, args=(self.phones[which],))
            sending.start()
            self.world.restart_database()
            sending.join()

    @rule(new_epoch=st.booleans())
    def the_server_is_restored_from_its_backup(self, new_epoch: bool) -> None:
        if self.world.backup is None:
            self.world.save_backup()
        elif self.world.may("restored" if new_epoch else "restored, epoch forgotten"):
            self.world.restore(new_epoch=new_epoch)
            self.world.backup = None
            self.checked.clear()

    def _count(self, fault: str) -> None:
        self.world.faults[fault] += 1

    # --- what has to be true

    @invariant()
    def every_visit_is_on_its_phone_as_it_was_said(self) -> None:
        """(I1, I8)"""
        for phone in self.phones:
            rows = {store: phone.disk.all(store) for store in ("drafts", "outbox", "sent")}
            mine = {visit: fact for visit, fact in self.facts.items() if fact.phone is phone}
            assert sum(map(len, rows.values())) == len(mine), "a visit vanished, or is in two lists"
            for visit, fact in mine.items():
                found = next(held[visit] for held in rows.values() if visit in held)
                assert (visit not in rows["drafts"]) == fact.is_finished
                assert (found["user"], found["notes"]) == (fact.user, fact.notes)

    @invariant()
    def what_was_received_is_on_the_server(self) -> None:
        """(I2, I3, I6) Not asked of a phone that has not yet heard of a restored server."""
        sent = {}
        for phone in self.phones:
            rows = {visit: row for visit, row in phone.disk.all("sent").items() if visit not in self.checked}
            sent |= {visit: row for visit, row in rows.items() if self.world.has_heard(phone, row["user"])}
        self._check_stored(sent)

    def _check_stored(self, sent: dict[str, dict[str, Any]]) -> None:
        stored = self.world.stored(list(sent)) if sent else {}
        for visit, row in sent.items():
            assert visit in stored, f"{visit} was called received and is not there"
            sha, author, notes, has_person, has_consent = stored[visit]
            assert sha == sha256(row["body"]) == row["receipt"]["sha256"], f"{visit}: other bytes"
            said = (row["user"], row["notes"])
            assert (author, notes) == said, f"{visit}: the server has {author} {notes!a}, the phone {said!a}"
            assert has_person == has_consent == row["accepted"], f"{visit}: {has_person} {has_consent}"
            self.checked.add(visit)

    def teardown(self) -> None:
        """Everything is put right: then every visit reaches the server, once."""
        self.world.heal()
        for phone in self.phones:
            phone.is_online, phone.disk.is_full, phone.timeout = True, False, 20.0
            for visit in list(phone.disk.all("drafts")):
                self._finish(phone, visit)
            for agent in self.people:
                self.world.drain(phone, agent)
            assert phone.disk.all("outbox") == {}
        self.checked.clear()
        self._check_stored({visit: row for phone in self.phones for visit, row in phone.disk.all("sent").items()})
        assert len(self.checked) == len(self.facts)
        self.world.visits += len(self.facts)
        self.world.finished += self.facts
