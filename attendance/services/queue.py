"""What managers see of the way to SAS: what waits, what needs somebody, whether SAS answers."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count

from agents.models import User
from attendance.enums import BreakerReason, RecordState
from attendance.models import AttendanceRecord, Destination, Impediment
from attendance.services.build import SEND
from attendance.services.cpf import PERSON_PROBLEMS, has_cpf_now
from attendance.services.gate import SAS
from common.models import Job

SHOWN = 50
CPF_NOTED = "O CPF já está anotado. O registro segue para o SAS em instantes."
PLACES = (
    "visit__business__municipality", "visit__person", "contact__business__municipality", "contact__person",
)  # fmt: skip


@dataclass(frozen=True)
class Stuck:
    """Something that waits for a person: a refused record, or a visit or contact without one."""

    thing: AttendanceRecord | Impediment
    message: str
    acts: str
    since: datetime

    @property
    def record(self) -> AttendanceRecord | None:
        """The refused record, if it is one."""
        return self.thing if isinstance(self.thing, AttendanceRecord) else None

    @property
    def impediment(self) -> Impediment | None:
        """Why there is no record, if there is none."""
        return self.thing if isinstance(self.thing, Impediment) else None

    @property
    def wants_cpf(self) -> bool:
        """Whether a CPF would help, or somebody should read why none can be written down."""
        found = self.impediment
        return bool(found and found.code in PERSON_PROBLEMS and not has_cpf_now(found))

    @property
    def agent(self) -> User:
        """Who was there."""
        return self.thing.cause.agent


@dataclass(frozen=True)
class Waiting:
    """A record that goes by itself, and when it is tried next."""

    record: AttendanceRecord
    next_attempt_at: datetime | None
    attempts: int
    because: str


@dataclass(frozen=True)
class Queue:
    """The page's content."""

    stuck: list[Stuck]
    stuck_count: int
    waiting: list[Waiting]
    waiting_count: int
    registered_today: int
    oldest_at: datetime | None
    outage: Destination | None
    who_acts: dict[str, int] = field(default_factory=dict)


def queue_of(user: Any, *, day_began_at: datetime) -> Queue:
    """Everything on its way to SAS that `user` may see: all of it counted, the oldest shown."""
    records = AttendanceRecord.objects.visible_to(user)
    refused, impeded = records.needing_attention(), Impediment.objects.visible_to(user)
    stuck, who_acts = _stuck(refused, impeded), _who_acts(refused, impeded)
    on_their_way = records.on_their_way().order_by("created_at")
    waiting, waiting_count = _waiting(on_their_way), on_their_way.count()
    return Queue(
        stuck=stuck,
        stuck_count=sum(who_acts.values()),
        waiting=waiting,
        waiting_count=waiting_count,
        registered_today=records.registered().filter(registered_at__gte=day_began_at).count(),
        oldest_at=waiting[0].record.created_at if waiting else None,
        outage=outage() if waiting_count else None,
        who_acts=who_acts,
    )


def outage() -> Destination | None:
    """The service of SAS while nothing is sent to it, with since when and why."""
    return Destination.objects.filter(name=SAS, opened_at__isnull=False).first()


def outage_text(destination: Destination, hour: str) -> str:
    """What people are told of an outage: since when, that nothing is lost, whether somebody must act."""
    match destination.reason:
        case BreakerReason.KEY:
            return (
                f"O SAS não aceita a nossa chave de acesso desde {hour}. O suporte técnico precisa conferir a chave na "
                "configuração. Nada se perde: os registros esperam e seguem sozinhos depois."
            )
        case BreakerReason.MAINTENANCE:
            return f"SAS em manutenção desde {hour}; nada se perde. Os registros seguem sozinhos quando ele voltar."
        case BreakerReason.BUSY:
            return f"O SAS pediu para esperar, desde {hour}; nada se perde. Os registros seguem sozinhos em instantes."
    return f"SAS fora do ar desde {hour}; nada se perde. Os registros ficam guardados e seguem sozinhos quando voltar."


def _stuck(refused: Any, impeded: Any) -> list[Stuck]:
    """The refused records and the causes without a record that have waited longest."""
    records = refused.select_related("visit__agent", "contact__agent", *PLACES).order_by("created_at")[:SHOWN]
    rows = impeded.select_related("visit__agent", "contact__agent", *PLACES).order_by("found_at")[:SHOWN]
    stuck = [
        *(Stuck(record, record.problem, record.acts, record.created_at) for record in records),
        *(Stuck(row, CPF_NOTED if has_cpf_now(row) else row.message, row.acts, row.found_at) for row in rows),
    ]
    return sorted(stuck, key=lambda item: item.since)[:SHOWN]


def _who_acts(*kinds: Any) -> dict[str, int]:
    """How many of them wait for whom."""
    counts: Counter[str] = Counter()
    for things in kinds:
        counts.update(dict(things.order_by().values_list("acts").annotate(Count("pk", distinct=True))))
    return dict(counts.most_common())


def _waiting(on_their_way: Any) -> list[Waiting]:
    """The oldest records on their way with their place in the queue of record."""
    shown = list(on_their_way.select_related("agent", *PLACES)[:SHOWN])
    jobs = {job.subject_id: job for job in Job.objects.filter(kind=SEND, subject_id__in=[row.pk for row in shown])}
    return [_waits(record, jobs.get(record.pk)) for record in shown]


def _waits(record: AttendanceRecord, job: Job | None) -> Waiting:
    if record.state == RecordState.FILED or job is None:
        return Waiting(record, None, job.attempts if job else 0, "filed" if record.state == RecordState.FILED else "")
    return Waiting(record, job.next_attempt_at, job.attempts, job.problem)


def job_of(record_id: uuid.UUID) -> Job | None:
    """The record's place in the queue of record."""
    return Job.objects.filter(kind=SEND, subject_id=record_id).first()


def can_resend(record: AttendanceRecord) -> bool:
    """Whether sending it again means anything."""
    return record.state not in (RecordState.REGISTERED, RecordState.FILED)
