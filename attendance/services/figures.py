"""What operators watch of the way to SAS: how much waits and how long, attempts, breaker, pace, who is at work."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from attendance.models import AttendanceRecord, Destination, Exchange, Reconciliation
from attendance.querysets import ON_THEIR_WAY
from attendance.services.build import BUILD, BUILD_CONTACT, SEND
from attendance.services.gate import SAS
from attendance.services.http import ATTENDANCES
from attendance.services.reconcile import RECONCILE
from common.enums import JobState
from common.models import Job, Pulse
from common.querysets import JobQuerySet
from visits.enums import VisitState
from visits.models import Contact, Visit

LATELY = timedelta(minutes=5)
KINDS = {
    BUILD: "Decidir os registros de uma visita",
    BUILD_CONTACT: "Decidir o registro de um contato",
    SEND: "Enviar um registro ao SAS",
    RECONCILE: "Conferir um dia com o SAS",
}


@dataclass(frozen=True)
class KindOfJob:
    """Work of one kind that is not done."""

    kind: str
    state: str
    count: int
    oldest_at: datetime
    most_attempts: int

    @property
    def name(self) -> str:
        """What it is, for people."""
        return KINDS.get(self.kind, self.kind)


@dataclass(frozen=True)
class Figures:
    """A moment's figures. `lately` counts over the last five minutes."""

    records: dict[str, int]
    oldest_at: datetime | None
    jobs: list[KindOfJob]
    at_work: int
    due: int
    most_attempts: int
    asked_lately: int
    failed_lately: int
    registered_lately: int
    destination: Destination | None
    swept_at: datetime | None
    limits: dict[str, float]

    @property
    def on_their_way(self) -> int:
        """How many records wait for SAS by themselves."""
        return sum(self.records.get(state, 0) for state in ON_THEIR_WAY)

    @property
    def requests_per_s(self) -> float:
        """How many requests have gone to SAS each second lately."""
        return self.asked_lately / LATELY.total_seconds()


def figures(now: datetime | None = None, *, unit_id: uuid.UUID | None = None) -> Figures:
    """Read them all: counts over what is not settled and over the last minutes, never over history.

    Of one unit, or of the whole product for those who run it; whether SAS answers is the same for everybody.
    """
    now = now or timezone.now()
    records = AttendanceRecord.objects.unsettled()
    work: JobQuerySet = Job.objects.exclude(state=JobState.DONE)
    lately = Exchange.objects.filter(sent_at__gt=now - LATELY)
    if unit_id:
        records, lately = records.filter(region__unit=unit_id), lately.filter(record__region__unit=unit_id)
        work = work.filter(_work_of(unit_id))
    sends = work.filter(kind=SEND)
    return Figures(
        records=dict(records.order_by().values_list("state").annotate(Count("pk"))),
        oldest_at=records.on_their_way().aggregate(oldest=Min("created_at"))["oldest"],
        jobs=_jobs(work),
        at_work=sends.leased().count(),
        due=sends.due().count(),
        most_attempts=sends.filter(state=JobState.WAITING).aggregate(most=Max("attempts"))["most"] or 0,
        asked_lately=lately.count(),
        failed_lately=lately.exclude(failure="").count(),
        registered_lately=lately.filter(method="POST", path=ATTENDANCES, status__in=(200, 201)).count(),
        destination=Destination.objects.filter(name=SAS).first(),
        swept_at=Pulse.objects.filter(name="sweep").values_list("beat_at", flat=True).first(),
        limits={
            "rate": settings.SAS_RATE_PER_S,
            "concurrency": settings.SAS_CONCURRENCY,
            "failures": settings.SAS_BREAKER_FAILURES,
        },
    )


def _work_of(unit_id: uuid.UUID) -> Q:
    """What is done for a unit's visits, contacts, records and comparisons."""
    unsettled = AttendanceRecord.objects.unsettled().filter(region__unit=unit_id)
    received = {"region__unit": unit_id, "state__in": (VisitState.RECEIVED, VisitState.ATTENTION)}
    subjects: dict[str, QuerySet[Any]] = {
        SEND: unsettled,
        BUILD: Visit.objects.filter(**received),
        BUILD_CONTACT: Contact.objects.filter(**received),
        RECONCILE: Reconciliation.objects.filter(unit=unit_id),
    }
    parts = [Q(kind=kind, subject_id__in=found.order_by().values("pk")) for kind, found in subjects.items()]
    return reduce(or_, parts)


def _jobs(work: QuerySet[Job]) -> list[KindOfJob]:
    """What is not done, by kind and state."""
    rows = work.order_by("kind", "state").values_list("kind", "state")
    return [KindOfJob(*row) for row in rows.annotate(Count("pk"), Min("created_at"), Max("attempts"))]
