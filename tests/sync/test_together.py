"""Documents of the same moment in one transaction: who goes together, who goes alone, who leads (ADR 0013)."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib.sessions.backends.db import SessionStore

from agents.services.recognition import Sender, remember, sender_of
from clients.models import Person
from common.models import AuditEntry, Job
from deliveries.models import Delivery
from sync.models import Device, Submission
from sync.services import together as together_module
from sync.services.receive import Receipt, Refusal, arrival_of, receive
from sync.services.rounds import Guest, _round
from sync.services.sealed import read
from sync.services.together import Together
from tests.documents import raw, visit_document
from visits.models import Appointment, Visit


@pytest.fixture
def sender(cast) -> Sender:
    """Rosângela, who was signed in a moment ago and still is."""
    session = SessionStore()
    session.create()
    remember(session.session_key, cast.rosangela)
    return sender_of(session.session_key)


@pytest.fixture
def go(cast, sender):
    """One round of these documents; the answers in their order."""

    def one_round(documents: list[dict], senders: list[Sender] | None = None) -> list[Receipt | None]:
        guests = []
        for document, who in zip(documents, senders or [sender] * len(documents), strict=True):
            body = raw(document)
            guests.append(Guest(arrival_of(read(body), body, by=cast.rosangela), who))
        return _round(guests)

    return one_round


@pytest.fixture
def visits(cast, answered):
    """Three visits of three phones to three businesses, nothing in common."""
    people = [("52998224725", "Ana"), ("15350946056", "Beto"), ("11144477735", "Caio")]
    businesses = [cast.mercearia, cast.salao, cast.oficina]
    documents = []
    for business, (cpf, name) in zip(businesses, people, strict=True):
        document = visit_document(cast, business, device_id=str(uuid.uuid4()), consent=answered())
        document["person"] = document["person"] | {"name": name, "cpf": cpf}
        documents.append(document)
    return documents


@pytest.mark.django_db
def test_a_round_writes_all_of_each_visit(cast, visits, go):
    answers = go(visits)
    assert [answer.id for answer in answers if isinstance(answer, Receipt)] == [uuid.UUID(d["id"]) for d in visits]
    for document, answer in zip(visits, answers, strict=True):
        visit = Visit.objects.get(pk=document["id"])
        assert (visit.person.name, visit.business.cnpj) == (document["person"]["name"], document["business"]["cnpj"])
        assert bytes(Submission.objects.get(visit_id=visit.pk).body) == raw(document)
        assert Device.objects.filter(pk=document["device_id"], last_sent_at=answer.received_at).exists()
        assert visit.consent.events.count() == len(document["consent"]["choices"])
        assert visit.promises.count() == visit.deliveries.count() == 1
        assert Job.objects.filter(subject_id=visit.pk).count() == 1
        assert AuditEntry.objects.filter(subject_id=str(visit.pk)).count() == 1
        assert receive(raw(document), visit_id=visit.pk, by=cast.rosangela).is_new is False


@pytest.mark.django_db
@pytest.mark.parametrize("common", ["id", "device_id", "person"])
def test_of_two_with_something_in_common_one_goes_alone(visits, common, go):
    first, second, third = visits
    second = second | {common: first[common]}
    answers = go([first, second, third])
    assert sorted(answer is None for answer in answers[:2]) == [False, True]
    assert answers[2] is not None
    assert Visit.objects.count() == 2


@pytest.mark.django_db
def test_visits_to_one_business_each_keep_their_own_promise(cast, visits, go):
    """Which visit came later is asked for both at once, and what is later than one is not later than the other."""
    early, late, other = (visit_document(cast, device_id=str(uuid.uuid4())) for _ in range(3))
    for document, hour in ((early, "08"), (other, "09"), (late, "10")):
        document["started_at"] = f"2026-11-20T{hour}:00:00Z"
    receive(raw(other), visit_id=uuid.UUID(other["id"]), by=cast.rosangela)
    answers = go([late, early, visits[1]])
    assert sorted(answer is None for answer in answers[:2]) == [False, True]  # the second one at the business
    for document in (late, early):
        receive(raw(document), visit_id=uuid.UUID(document["id"]), by=cast.rosangela)
    assert Appointment.objects.get(promised_in_id=early["id"]).kept_in_id
    assert Appointment.objects.get(promised_in_id=late["id"]).kept_in_id is None


@pytest.mark.django_db
def test_a_document_that_came_before_and_a_business_nobody_knows_go_alone(cast, visits, go):
    known, strange, ordinary = visits
    receive(raw(known), visit_id=uuid.UUID(known["id"]), by=cast.rosangela)
    strange["business"] = strange["business"] | {"id": str(uuid.uuid4()), "cnpj": "00000000000191"}
    answers = go([known, strange, ordinary])
    assert [answer is None for answer in answers] == [True, True, False]


@pytest.mark.django_db
def test_one_that_cannot_be_written_takes_no_other_down(cast, visits, go):
    earlier = visit_document(cast)
    receive(raw(earlier), visit_id=uuid.UUID(earlier["id"]), by=cast.rosangela)
    visits[1]["deliveries"] = earlier["deliveries"]  # the same delivery in two visits
    assert go(visits) == [None] * 3
    assert Visit.objects.count() == 1  # nothing of the round is there
    assert Person.objects.count() == 0
    alone = [receive(raw(document), visit_id=uuid.UUID(document["id"]), by=cast.rosangela) for document in visits]
    assert [type(answer) for answer in alone] == [Receipt, Refusal, Receipt]
    assert Delivery.objects.count() == 3


@pytest.mark.django_db
def test_whose_session_ended_meanwhile_is_asked_to_sign_in_and_the_others_pass(cast, visits, go, sender):
    ended = Sender("ended", cast.rosangela, sender.as_known)
    assert [answer is None for answer in go(visits, [sender, ended, sender])] == [False, True, False]


class Work:
    """Work whose first round takes until it is let go; remembers its rounds."""

    def __init__(self) -> None:
        self.rounds: list[list[str]] = []
        self.begun, self.go_on = Event(), Event()

    def __call__(self, things: list[str]) -> list[str | None]:
        self.rounds.append(things)
        if things == ["first"]:
            self.begun.set()
            assert self.go_on.wait(60)
        if "bad" in things:
            raise ZeroDivisionError
        return [None if thing == "odd" else thing.upper() for thing in things]


def run(things: list[str], *, most: int = 16) -> tuple[list[list[str]], list[str | type | None]]:
    """Let the first thing's round take until all others wait; answers the rounds and what each thread got."""
    work = Work()
    together: Together[str, str] = Together(work, most=most)

    def ask(thing: str) -> str | type | None:
        try:
            return together(lambda: thing)
        except ZeroDivisionError:
            return ZeroDivisionError

    with ThreadPoolExecutor(len(things) + 1) as pool:
        futures = [pool.submit(ask, "first")]
        assert work.begun.wait(60)
        for count, thing in enumerate(things, start=1):
            futures.append(pool.submit(ask, thing))
            while len(together._queue) < count:
                pass
        work.go_on.set()
        return work.rounds, [future.result(60) for future in futures]


def test_who_comes_meanwhile_goes_together():
    rounds, answers = run(["a", "b", "odd", "c"])
    assert rounds == [["first"], ["a", "b", "odd", "c"]]
    assert answers == ["FIRST", "A", "B", None, "C"]


def test_too_many_for_a_round_take_two():
    rounds, answers = run(["a", "b", "c"], most=2)
    assert rounds == [["first"], ["a", "b"], ["c"]]
    assert answers == ["FIRST", "A", "B", "C"]


def test_a_round_that_fails_leaves_nobody_waiting():
    rounds, answers = run(["bad", "b", "c"], most=2)
    assert rounds == [["first"], ["bad", "b"], ["c"]]
    assert answers == ["FIRST", ZeroDivisionError, None, "C"]


def test_nothing_to_do_is_no_round():
    work = Work()
    assert Together(work, most=16)(lambda: None) is None
    assert work.rounds == []


@pytest.fixture
def patience(monkeypatch):
    """A leader waits a minute for others unless it is woken, however late a busy machine lets their threads run."""
    monkeypatch.setattr(together_module, "GAP_S", 60)
    monkeypatch.setattr(together_module, "LONGEST_S", 60)


def test_a_leader_sleeps_no_longer_than_until_its_round_is_full(patience):
    work = Work()
    together: Together[str, str] = Together(work, most=2)
    together._expected = 2  # as after a round of two
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(together, lambda: "a")
        while not together._is_led:
            pass
        second = pool.submit(together, lambda: "b")
        assert (first.result(30), second.result(30)) == ("A", "B")
    assert work.rounds == [["a", "b"]]


def test_a_leader_waits_for_who_is_seen_coming(patience):
    work, seen = Work(), Event()
    together: Together[str, str] = Together(work, most=2)

    def slowly() -> str:
        seen.set()
        while not together._is_led:
            pass
        return "b"

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(together, slowly)
        assert seen.wait(60)
        assert together(lambda: "a") == "A"
        assert other.result(60) == "B"
    assert work.rounds == [["a", "b"]]


def test_alone_one_goes_at_once():
    work = Work()
    together: Together[str, str] = Together(work, most=16)
    assert [together(lambda: "a"), together(lambda: "b")] == ["A", "B"]
    assert work.rounds == [["a"], ["b"]]
