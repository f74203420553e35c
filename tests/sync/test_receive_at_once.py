"""Documents that arrive at the same moment, really at the same moment (I3, F12, F27, F32)."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from clients.models import Business, Person
from sync.models import Submission
from sync.services.receive import Receipt, receive
from tests.cast import assemble
from tests.documents import raw, visit_document
from tests.sync.test_sweep import found, with_check_digits
from visits.models import Visit

THREADS = 6

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(bodies: list[tuple[bytes, str]], by) -> list:
    """Send each body from a thread of its own, all started together."""
    barrier = Barrier(len(bodies))

    def send(job: tuple[bytes, str]):
        barrier.wait()
        try:
            return receive(job[0], visit_id=uuid.UUID(job[1]), by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


def test_the_same_document_from_many_threads_is_one_visit():
    """F12, F27, F32: really at the same moment."""
    cast = assemble()
    document = visit_document(cast)
    answers = at_once([(raw(document), document["id"])] * THREADS, cast.rosangela)
    assert all(isinstance(answer, Receipt) for answer in answers)
    assert len({str(answer.as_json()) for answer in answers}) == 1
    assert sum(answer.is_new for answer in answers) == 1
    assert Visit.objects.count() == Submission.objects.count() == 1


def test_different_contents_under_one_id_leave_one_visit_and_the_rest_kept():
    """(F51)"""
    cast = assemble()
    document = visit_document(cast)
    bodies = [(raw(document | {"notes": f"versão {n}"}), document["id"]) for n in range(THREADS)]
    answers = at_once(bodies, cast.rosangela)
    assert sum(isinstance(answer, Receipt) for answer in answers) == 1
    assert {answer.status for answer in answers if not isinstance(answer, Receipt)} == {409}
    assert Visit.objects.count() == 1
    assert Submission.objects.count() == THREADS


def test_the_same_new_person_and_business_in_many_visits():
    """(F32)"""
    from privacy.models import Notice
    from privacy.services.notices import load_notices

    cast = assemble()
    load_notices()
    notice, cnpj = Notice.objects.get(), with_check_digits("DCV0VO260001")
    consent = {
        "notice_id": str(notice.pk), "notice_sha256": notice.sha256, "proof": "spoken", "signature": "",
        "capacity": "owner", "answered_at": "2026-11-20T13:02:00Z", "choices": [],
    }  # fmt: skip
    documents = [visit_document(cast, consent=consent) | {"business": found(cnpj)} for _ in range(THREADS)]
    answers = at_once([(raw(document), document["id"]) for document in documents], cast.rosangela)
    assert all(isinstance(answer, Receipt) for answer in answers), answers
    assert Visit.objects.count() == THREADS
    assert Person.objects.count() == Business.objects.filter(cnpj=cnpj).count() == 1
