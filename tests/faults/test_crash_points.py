"""Every point of the path from the phone to the national system, killed in turn; then the three histories are compared.

(F28, F29, F40, I1-I5) The national system is the forgetful one: a record that is sent twice stands in its ledger twice.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from attendance.models import Action, AttendanceRecord
from attendance.services.build import BUILD
from common.enums import JobState
from common.models import Job
from privacy.models import Notice
from privacy.services.notices import load_notices
from standin.server import StandIn
from tests.attendance.conftest import STARTED
from tests.cast import Cast
from tests.documents import PERSON, raw, visit_document
from tests.faults import history
from tests.faults.doomed import Doomed
from tests.faults.phone import sha256
from tests.javascript import ROOT

WEB = ["receive.written", "receive.committed", "announce.publishing", "announce.published"]
JOB = ["drain.looking", "job.woken", "job.claiming", "job.claimed", "job.finishing", "job.finished"]
DECIDE = ["build.writing", "build.written"]
SEND = ["send.announcing", "send.announced", "send.writing", "send.written"]
SAS = [f"sas.{when}.{what}" for what in ("clientes.pf", "clientes.pj", "vinculos", "atendimentos")
       for when in ("noted", "answered", "kept")]  # fmt: skip
POINTS = [*WEB, *JOB, *DECIDE, *SEND, *SAS]


def test_the_list_of_points_is_whole():
    """A new point in the code is killed here, too."""
    folders = ("attendance", "common", "sync")
    sources = [path.read_text() for folder in folders for path in (ROOT / folder).rglob("*.py")]
    in_code = {name for text in sources for name in re.findall(r'^\s+reached\("([\w.]+)"', text, re.MULTILINE)}
    assert in_code == {re.sub(r"^(sas\.\w+)\..*", r"\1", point) for point in POINTS}


@pytest.mark.django_db(transaction=True)
def test_killed_at_every_point_nothing_is_lost_and_nothing_doubled(
    cast: Cast,
    action: Action,
    sas: StandIn,
    fault: Any,
    doomed: Doomed,
) -> None:
    """(F28, F29, F40)"""
    load_notices()
    fault("forgetful", times=0)
    told: dict[str, str] = {}
    for number, point in enumerate(POINTS):
        body = attended_visit(cast, number)
        doomed.arm(point)
        told |= _sent_until_received(doomed, cast, body, waits=point.startswith("announce"))
        _worked_until_done(doomed)
        assert not doomed.is_armed(point), f"nobody came by {point}"
        found = history.check(told, sas.ledger.attendances())
        assert found.all == [], f"killed at {point}"
    assert history.check(told, sas.ledger.attendances(), is_over=True).all == []
    assert len(told) == len(POINTS) == AttendanceRecord.objects.registered().count()


def attended_visit(cast: Cast, number: int = 0, *, cpf: str = PERSON["cpf"]) -> str:
    """An attended visit with everything that a record needs; no two begin at the same minute."""
    notice = Notice.objects.get()
    consent = {
        "notice_id": str(notice.pk), "notice_sha256": notice.sha256, "proof": "spoken", "signature": "",
        "capacity": "owner", "answered_at": "2026-11-20T13:02:00Z", "choices": [],
    }  # fmt: skip
    started = STARTED + timedelta(minutes=60 + number)  # in the year of the action
    moments = {"started_at": started.isoformat(), "finished_at": (started + timedelta(minutes=20)).isoformat()}
    return raw(visit_document(cast, consent=consent, person=PERSON | {"cpf": cpf}, **moments)).decode()


def _sent_until_received(doomed: Doomed, cast: Cast, body: str, *, waits: bool) -> dict[str, str]:
    """As a phone does it: the same bytes again until there is a receipt for them."""
    visit = re.findall(r'"id":"([-0-9a-f]{36})"', body)[0]
    for _ in range(3):
        said = doomed.ask(body=body, visit=visit, by=str(cast.rosangela.pk), waits=waits)
        if said:
            assert said["answer"]["sha256"] == sha256(body)
            return {visit: sha256(body)}
    raise AssertionError("the phone never got its receipt")


def _worked_until_done(doomed: Doomed) -> None:
    """As the sweeper does it, with leases and pauses that are over."""
    for _ in range(12):
        past = timezone.now() - timedelta(seconds=1)
        left = Job.objects.filter(state=JobState.WAITING)
        left.update(next_attempt_at=past)
        left.filter(locked_until__isnull=False).update(locked_until=past)
        if not left.exists():
            return
        for job in left.filter(kind=BUILD).values_list("pk", flat=True):
            doomed.ask(job=str(job))
        doomed.ask(drain="sas")
    raise AssertionError(f"still open: {list(left.values('kind', 'attempts', 'problem'))}")
