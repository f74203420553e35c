"""Who may go to SAS now: order within a client, the breaker, the number under way, and the pace (F41, F44 to F46).

All of it is in the database, so that every worker on every host keeps to it. The guard is asked in the transaction that
takes a job's lease. While all is well and few are under way, nobody waits for anybody; near the limit, or with the
breaker open, the destination's row is locked, so that no two workers pass on the same count.
"""

from __future__ import annotations

import logging
import random
import time
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Func, IntegerField, QuerySet, Subquery
from django.db.models.functions import Now

from attendance.enums import AdapterKind, RecordState
from attendance.models import AttendanceRecord, Destination
from attendance.querysets import ON_THEIR_WAY, AttendanceRecordQuerySet
from attendance.rules.breaker import Breaker, Health, Limits, after, may_go, probing
from attendance.services.build import SEND
from common import jobs, lanes, sql
from common.models import Job

logger = logging.getLogger("rota.sas")

QUEUE = "sas"
SAS = "sas"  # the service over HTTP; files have destinations of their own
BURST = 5  # requests that may leave at once after a quiet while
CLAIMS_AT_ONCE = 32  # so near to the most that may be under way, claims take turns: none counts past another
BREAKER_FIELDS = ("failures", "first_failed_at", "opened_at", "probe_at", "reason")
FOR_THE_FILE = timedelta(hours=1)
FOR_ITS_TURN = timedelta(minutes=1)  # it is called when its turn comes; this is only for the case that nobody does


@jobs.guards(SEND)
def may_send(record_id: uuid.UUID) -> jobs.Later | jobs.Shut | None:
    """Whether a record may begin its way now."""
    held, counted = sql.ask(sql.question_of(_what_holds, record_id), sql.question_of(_on_the_way, record_id))
    state, in_files, is_behind = held[0]
    if state not in ON_THEIR_WAY:
        return None
    if state == RecordState.FILED or (state == RecordState.WAITING and in_files):
        return jobs.Later(FOR_THE_FILE, "file")
    if is_behind:
        return jobs.Later(FOR_ITS_TURN, "order")
    is_easy = counted and counted[0][0] < settings.SAS_CONCURRENCY - CLAIMS_AT_ONCE
    return None if is_easy else _pass(sas(lock=True), record_id)


def _what_holds(record_id: uuid.UUID) -> QuerySet[Any, Any]:
    mine = AttendanceRecord.objects.with_what_holds_them().filter(pk=record_id)
    return mine.values_list("state", "in_files", "is_behind")  # type: ignore[misc]  # annotated there


def _on_the_way(record_id: uuid.UUID) -> QuerySet[Any, Any]:
    """How many other records are under way; no row where the breaker is open, or nobody has asked for SAS yet."""
    others = Job.objects.leased().filter(kind=SEND).exclude(subject_id=record_id).order_by()
    count = others.annotate(count=Func("pk", function="COUNT", output_field=IntegerField())).values("count")
    return Destination.objects.filter(name=SAS, opened_at__isnull=True).values_list(Subquery(count))


def _pass(destination: Destination, record_id: uuid.UUID) -> jobs.Shut | None:
    now, breaker = _clock(destination), breaker_of(destination)
    if not may_go(breaker, now=now):
        return jobs.Shut()
    others = Job.objects.leased().filter(kind=SEND).exclude(subject_id=record_id)  # our own lease is taken already
    if others.count() >= settings.SAS_CONCURRENCY:
        return jobs.Shut()
    if breaker.opened_at is not None:
        _keep(destination, probing(breaker, now=now))
    return None


def loads_files(unit_id: uuid.UUID) -> bool:
    """Whether a unit brings its records to SAS in files."""
    return Destination.objects.filter(unit_id=unit_id, adapter=AdapterKind.FILE).exists()


def sas(*, lock: bool = False) -> Destination:
    """The destination over HTTP, with the database's moment; made when it is first asked for."""
    rows = Destination.objects.annotate(clock=Now()).filter(name=SAS)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        Destination.objects.get_or_create(name=SAS)
        return sas(lock=lock)
    return found


def _clock(destination: Destination) -> datetime:
    moment: datetime = destination.clock  # type: ignore[attr-defined]  # annotated in `sas`
    return moment


def breaker_of(destination: Destination) -> Breaker:
    """The breaker as the rules know it."""
    return Breaker(**{name: getattr(destination, name) for name in BREAKER_FIELDS})


def _keep(destination: Destination, breaker: Breaker, **more: Any) -> None:
    values = {name: getattr(breaker, name) for name in BREAKER_FIELDS}
    Destination.objects.filter(pk=destination.pk).update(**values, **more)


def note(health: Health, asked_s: float | None = None) -> None:
    """Remember how SAS behaved. All is well and was: nothing is written, but its moment once a minute."""
    if health is Health.ANSWERED and sql.ask(_as_ever())[0]:
        return
    with transaction.atomic():
        _note(sas(lock=True), health, asked_s)


def _as_ever() -> sql.Question:
    """The destination, when it has answered lately and nothing went wrong since."""
    is_postgres = connection.vendor == "postgresql"
    lately = "STATEMENT_TIMESTAMP() - INTERVAL" if is_postgres else "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', "
    since = f"{lately} '60 seconds'" if is_postgres else f"{lately}'-60 seconds')"
    statement = (
        f"SELECT 1 FROM {Destination._meta.db_table} "  # noqa: S608  (our own names)
        f"WHERE name = %s AND failures = 0 AND opened_at IS NULL AND answered_at > {since}"
    )
    return sql.Question(statement, (SAS,))


def _note(destination: Destination, health: Health, asked_s: float | None) -> None:
    now, before = _clock(destination), breaker_of(destination)
    limits = Limits(settings.SAS_BREAKER_FAILURES, settings.SAS_BREAKER_PAUSE_S)
    chance = random.random()  # noqa: S311  (spreads pauses)
    now_is = after(before, health, now=now, limits=limits, chance=chance, asked_s=asked_s)
    _keep(destination, now_is, **({"answered_at": now} if health is Health.ANSWERED else {}))
    if (before.opened_at is None) != (now_is.opened_at is None):
        state = "open" if now_is.opened_at else "closed"
        logger.warning("SAS breaker is %s (%s)", state, now_is.reason or before.reason, extra={"breaker": state})


def reset() -> Destination:
    """A person knows that SAS is back, or that its key was mended: try at once."""
    with transaction.atomic():
        destination = sas(lock=True)
        _keep(destination, Breaker())
    return destination


@transaction.atomic
def probe() -> bool:
    """Somebody believes that SAS is back: one record goes now, as a probe. False when nothing holds them up."""
    destination = sas(lock=True)
    if destination.opened_at is None:
        return False
    Destination.objects.filter(pk=destination.pk).update(probe_at=Now())
    transaction.on_commit(lambda: lanes.look(QUEUE))
    return True


def wait_for_turn() -> None:
    """Hold a request until the pace lets it leave (SAS_RATE_PER_S, all workers together)."""
    if settings.SAS_RATE_PER_S > 0:
        time.sleep(max(0.0, _take_turn(1 / settings.SAS_RATE_PER_S)))


def _take_turn(gap_s: float) -> float:
    """Take the next free moment, in one statement; returns the seconds until it comes."""
    is_postgres = connection.vendor == "postgresql"
    clock, values = ("EXTRACT(EPOCH FROM clock_timestamp())", []) if is_postgres else ("%s", [time.time()])
    table = Destination._meta.db_table
    earliest = f"({clock} - %s)"
    values = [*values, BURST * gap_s]
    statement = (
        f"UPDATE {table} SET next_turn = "  # noqa: S608  (our own names)
        f"CASE WHEN next_turn < {earliest} THEN {earliest} ELSE next_turn END + %s "
        f"WHERE name = %s RETURNING next_turn - %s - {clock}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *values, gap_s, SAS, gap_s, *values[:-1]])
        rows = cursor.fetchall()
    return float(rows[0][0]) if rows else 0.0


def next_in_line(record: AttendanceRecord) -> AttendanceRecordQuerySet:
    """What may go once a record is settled: its own correction, the next ones of the same person."""
    waiting = AttendanceRecord.objects.filter(state__in=ON_THEIR_WAY).exclude(pk=record.pk)
    after_it = waiting.filter(corrects=record) | waiting.filter(cancels=record)
    if record.person_id:
        after_it |= waiting.filter(person_id=record.person_id)
    return after_it.order_by("created_at", "pk")


def call(subject: uuid.UUID | None) -> None:
    """A record's turn has come, if it waited for that. Inside the transaction that settles the one before."""
    if subject is None:
        return
    held_up = Job.objects.filter(kind=SEND, subject_id=subject, problem="order", locked_until__isnull=True)
    if held_up.update(next_attempt_at=Now(), problem=""):
        jobs.tell(SEND, subject)
