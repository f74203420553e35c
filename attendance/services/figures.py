"""What operators watch of the way to SAS: how much waits and how long, attempts, breaker, pace, who is at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone

from attendance.models import AttendanceRecord, Destination, Exchange
from attendance.querysets import ON_THEIR_WAY
from attendance.services.build import SEND
from attendance.services.gate import SAS
from attendance.services.http import ATTENDANCES
from common.enums import JobState
from common.models import Job, Pulse

LATELY = timedelta(minutes=5)
KINDS = {
    "attendance.build": "Decidir os registros de uma visita",
    "attendance.build_contact": "Decidir o registro de um contato",
    "attendance.send": "Enviar um registro ao SAS",
    "attendance.reconcile": "Conferir um dia com o SAS",
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


def figures(now: datetime | None = None) -> Figures:
    """Read them all: counts over what is not settled and over the last minutes, never over history."""
    now = now or timezone.now()
    sends = Job.objects.filter(kind=SEND)
    records = AttendanceRecord.objects.unsettled()
    lately = Exchange.objects.filter(sent_at__gt=now - LATELY)
    return Figures(
        records=dict(records.order_by().values_list("state").annotate(Count("pk"))),
        oldest_at=records.on_their_way().aggregate(oldest=Min("created_at"))["oldest"],
        jobs=_jobs(),
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


def _jobs() -> list[KindOfJob]:
    """Everything in the queue of record that is not done, by kind and state."""
    rows = (
        Job.objects.exclude(state=JobState.DONE)
        .order_by("kind", "state")
        .values_list("kind", "state")
        .annotate(Count("pk"), Min("created_at"), Max("attempts"))
    )
    return [KindOfJob(*row) for row in rows]
