"""Documents that arrive at the same moment, really at the same moment (I3, F12, F27, F32)."""

from __future__ import annotations

import uuid
from functools import partial

import pytest

from attendance.services.build import BUILD
from clients.models import Business, Person
from common.models import AuditEntry, Job
from deliveries.models import Delivery
from sync.models import Submission
from sync.services.receive import Receipt, receive
from tests.cast import assemble
from tests.documents import raw, visit_document
from tests.sync.test_sweep import found, with_check_digits
from tests.together import at_once
from visits.models import Visit

THREADS = 6

pytestmark = pytest.mark.django_db(transaction=True)


def received(documents: list[dict], by) -> list:
    """What each of them is answered, all sent at the same moment."""
    return at_once(*[partial(receive, raw(one), visit_id=uuid.UUID(one["id"]), by=by) for one in documents])


def test_the_same_document_from_many_threads_is_one_visit():
    """F12, F27, F32: really at the same moment."""
    cast = assemble()
    document = visit_document(cast)
    answers = received([document] * THREADS, cast.rosangela)
    assert all(isinstance(answer, Receipt) for answer in answers)
    assert len({str(answer.as_json()) for answer in answers}) == 1
    assert sum(answer.is_new for answer in answers) == 1
    assert Visit.objects.count() == Submission.objects.count() == 1
    assert Delivery.objects.count() == len(document["deliveries"])
    assert Job.objects.filter(kind=BUILD).count() == AuditEntry.objects.filter(verb="visit.received").count() == 1


def test_different_contents_under_one_id_leave_one_visit_and_the_rest_kept():
    """(F51)"""
    cast = assemble()
    document = visit_document(cast)
    answers = received([document | {"notes": f"versão {n}"} for n in range(THREADS)], cast.rosangela)
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
    answers = received(documents, cast.rosangela)
    assert all(isinstance(answer, Receipt) for answer in answers), answers
    assert Visit.objects.count() == THREADS
    assert Person.objects.count() == Business.objects.filter(cnpj=cnpj).count() == 1
