"""What managers see of the way to SAS: what waits, what needs somebody, whether SAS answers."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from attendance.enums import RecordState
from attendance.models import AttendanceRecord, Exchange, Impediment
from attendance.rules.answers import LOCKS
from attendance.services.build import SEND
from attendance.services.cpf import PERSON_PROBLEMS, has_cpf_now
from common.models import Job
from visits.models import Visit

SHOWN = 50
CPF_NOTED = "O CPF já está anotado. A visita segue para o SAS em instantes."
CPF = re.compile(r"(?<!\d)\d{3}(\d{3})(\d{3})\d{2}(?!\d)")


@dataclass(frozen=True)
class Stuck:
    """Something that waits for a person: a refused record, or an attended visit without one."""

    visit: Visit
    message: str
    acts: str
    since: datetime
    record: AttendanceRecord | None = None
    impediment: Impediment | None = None

    @property
    def wants_cpf(self) -> bool:
        """Whether a CPF would help, or somebody should read why none can be written down."""
        return bool(self.impediment and self.impediment.code in PERSON_PROBLEMS and not has_cpf_now(self.impediment))


@dataclass(frozen=True)
class Waiting:
    """A record that goes by itself, and when it is tried next."""

    record: AttendanceRecord
    next_attempt_at: datetime | None
    attempts: int


@dataclass(frozen=True)
class Queue:
    """The page's content."""

    stuck: list[Stuck]
    stuck_count: int
    waiting: list[Waiting]
    waiting_count: int
    registered_today: int
    oldest_at: datetime | None
    silent_since: datetime | None
    locked_out_since: datetime | None
    who_acts: dict[str, int] = field(default_factory=dict)


def queue_of(user: Any, *, now: datetime, day_began_at: datetime) -> Queue:
    """Everything on its way to SAS that `user` may see."""
    records = AttendanceRecord.objects.visible_to(user)
    impediments = Impediment.objects.visible_to(user)
    stuck = _stuck(records, impediments)
    on_their_way = records.on_their_way().order_by("created_at")
    waiting_count = on_their_way.count()
    acts: dict[str, int] = {}
    for item in stuck:
        acts[item.acts] = acts.get(item.acts, 0) + 1
    return Queue(
        stuck=stuck[:SHOWN],
        stuck_count=len(stuck),
        waiting=_waiting(on_their_way),
        waiting_count=waiting_count,
        registered_today=records.registered().filter(registered_at__gte=day_began_at).count(),
        oldest_at=min((item.since for item in stuck), default=None)
        if not waiting_count
        else on_their_way.values_list("created_at", flat=True)[0],
        silent_since=silent_since() if waiting_count else None,
        locked_out_since=locked_out_since() if waiting_count else None,
        who_acts=acts,
    )


def _stuck(records: Any, impediments: Any) -> list[Stuck]:
    """Refused records and visits without a record, the longest waiting first."""
    places = "visit__business__municipality", "visit__agent", "visit__region__unit"
    refused = [
        Stuck(record.visit, record.problem, record.acts, record.created_at, record=record)
        for record in records.needing_attention().select_related(*places)
    ]
    impeded = [
        Stuck(row.visit, CPF_NOTED if has_cpf_now(row) else row.message, row.acts, row.found_at, impediment=row)
        for row in impediments.select_related("visit__person", *places)
    ]
    return sorted(refused + impeded, key=lambda item: item.since)


def _waiting(on_their_way: Any) -> list[Waiting]:
    """The oldest records on their way with their place in the queue of record."""
    shown = list(on_their_way.select_related("visit__business__municipality", "visit__agent")[:SHOWN])
    jobs = {job.subject_id: job for job in Job.objects.filter(kind=SEND, subject_id__in=[row.pk for row in shown])}
    return [_waits(record, jobs.get(record.pk)) for record in shown]


def _waits(record: AttendanceRecord, job: Job | None) -> Waiting:
    return Waiting(record, job.next_attempt_at if job else None, job.attempts if job else 0)


def silent_since() -> datetime | None:
    """Since when SAS has not answered at all; None when its last word was an answer."""
    answered = Q(status__isnull=False, status__lt=500)
    last = Exchange.objects.filter(answered).order_by("-sent_at").values_list("sent_at", flat=True).first()
    unanswered = Exchange.objects.exclude(answered)
    if last:
        unanswered = unanswered.filter(sent_at__gt=last)
    return unanswered.order_by("sent_at").values_list("sent_at", flat=True).first()


def locked_out_since() -> datetime | None:
    """Since when SAS refuses our key; None when it took it the last time."""
    answered = Exchange.objects.filter(status__isnull=False).order_by("-sent_at")
    last = answered.values_list("sent_at", "status").first()
    if last is None or last[1] not in LOCKS:
        return None
    taken = answered.exclude(status__in=LOCKS).values_list("sent_at", flat=True).first()
    refused = answered.filter(sent_at__gt=taken) if taken else answered
    return refused.values_list("sent_at", flat=True).last()


@dataclass(frozen=True)
class Said:
    """One exchange as a person may read it: documents masked."""

    exchange: Exchange
    asked: list[tuple[str, str]]
    answered: str


def exchanges_of(record: AttendanceRecord) -> list[Said]:
    """What was said to SAS about a record, newest first."""
    return [
        Said(exchange, [(key, _masked(key, value)) for key, value in (exchange.request or {}).items()], _hide(exchange))
        for exchange in record.exchanges.order_by("-sent_at")[:SHOWN]
    ]


def _masked(key: str, value: Any) -> str:
    if key == "nome":
        return str(value).split(" ")[0] + " …"
    return CPF.sub(r"•••.\1.\2-••", "–" if value is None else str(value))


def _hide(exchange: Exchange) -> str:
    text = re.sub(r'("nome": *")(\S+)[^"]*', r"\1\2 …", exchange.response)
    return CPF.sub(r"•••.\1.\2-••", text)[:600]


def job_of(record_id: uuid.UUID) -> Job | None:
    """The record's place in the queue of record."""
    return Job.objects.filter(kind=SEND, subject_id=record_id).first()


def age(since: datetime, now: datetime) -> str:
    """How long something has waited: uns minutos, há 5 h, há 3 dias."""
    gone = now - since
    if gone < timedelta(hours=1):
        minutes = max(1, int(gone.total_seconds() // 60))
        return f"há {minutes} min"
    if gone < timedelta(hours=72):
        return f"há {int(gone.total_seconds() // 3600)} h"
    return f"há {gone.days} dias"


def can_resend(record: AttendanceRecord) -> bool:
    """Whether sending it again means anything."""
    return record.state != RecordState.REGISTERED
