"""Every point of the path from the phone to the national system, killed in turn; then the three histories are compared.

(F28, F29, F40, I1-I5) The national system is the forgetful one: a record that is sent twice stands in its ledger twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from attendance.models import Action, AttendanceRecord
from common.enums import JobState
from common.models import Job
from privacy.models import Notice
from privacy.services.notices import load_notices
from standin.server import StandIn
from tests.attendance.test_send import _environment
from tests.cast import Cast
from tests.documents import raw, visit_document
from tests.faults import history
from tests.faults.doomed import Doomed
from tests.faults.phone import sha256
from tests.javascript import ROOT

WEB = ["receive.written", "receive.committed", "announce.publishing", "announce.published"]
JOB = ["job.woken", "job.claiming", "job.claimed", "job.finishing", "job.finished"]
BUILD = ["build.writing", "build.written"]
SEND = ["send.announcing", "send.announced", "send.writing", "send.written"]
SAS = [f"sas.{when}.{what}" for what in ("clientes.pf", "clientes.pj", "vinculos", "atendimentos")
       for when in ("noted", "answered", "kept")]  # fmt: skip
POINTS = [*WEB, *JOB, *BUILD, *SEND, *SAS]


@pytest.fixture
def doomed(sas: StandIn, tmp_path: Path) -> Iterator[Doomed]:
    """The process that dies."""
    process = Doomed(_environment(sas) | {"SAS_LOOKUP_GRACE_S": "0"}, tmp_path / "points")
    yield process
    process.end()


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
        body = _visit(cast, number)
        doomed.arm(point)
        told |= _sent_until_received(doomed, cast, body, waits=point.startswith("announce"))
        _worked_until_done(doomed)
        assert not doomed.is_armed(point), f"nobody came by {point}"
        found = history.check(told, sas.ledger.attendances(), is_over=True)
        assert found.all == [], f"killed at {point}"
    assert len(told) == len(POINTS) == AttendanceRecord.objects.registered().count()


def _visit(cast: Cast, number: int) -> str:
    notice = Notice.objects.get()
    consent = {
        "notice_id": str(notice.pk), "notice_sha256": notice.sha256, "proof": "spoken", "signature": "",
        "capacity": "owner", "answered_at": "2026-11-20T13:02:00Z", "choices": [],
    }  # fmt: skip
    started = timezone.now() - timedelta(minutes=60 - number)
    moments = {"started_at": started.isoformat(), "finished_at": (started + timedelta(minutes=20)).isoformat()}
    return raw(visit_document(cast, consent=consent, **moments)).decode()


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
        waiting = list(left.values_list("pk", flat=True))
        if not waiting:
            return
        for job in waiting:
            doomed.ask(job=str(job))
    raise AssertionError(f"still open: {list(left.values('kind', 'attempts', 'problem'))}")
