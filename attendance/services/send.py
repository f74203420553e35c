"""Send one attendance record to SAS so that it is registered once, whatever fails in between (I3, F40 to F50)."""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, QuerySet, Subquery
from django.utils import timezone

from attendance.enums import RecordState
from attendance.models import AttendanceRecord, Exchange
from attendance.rules.answers import (
    LOCKED_OUT,
    LOCKS,
    MONTH_CLOSED,
    STATE,
    Meaning,
    Verdict,
    keeps_failing,
    only_this_record,
)
from attendance.rules.decision import SUPPORT
from attendance.rules.naming import untied
from attendance.services import gate
from attendance.services.build import SEND
from attendance.services.cause import cause_needs_attention, cause_registered, hold_cause, siblings
from attendance.services.competence import move_to_open_month
from attendance.services.connectors import Connector, connector_for
from attendance.services.http import ATTENDANCES
from attendance.services.payload import codes_of, message_of
from common import audit, jobs, sql
from common.failpoints import reached

logger = logging.getLogger("rota.sas")

LONGEST_PAUSE_S = 900.0
FAILS_ALONE = 8  # failures of one record, while others pass, until a person looks at it
RELATED = ("visit", "region", "action__unit", "person", "business")  # what few records have is fetched when asked for


class LostLeaseError(Exception):
    """A newer attempt owns the job: stop without touching anything."""


@jobs.handles(SEND, queue=gate.QUEUE)
def send_record(record_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Register the record, or say when to try again or who has to act."""
    record = AttendanceRecord.objects.select_related(*RELATED).get(pk=record_id)
    if record.state == RecordState.REGISTERED:
        return jobs.Done()
    loose = _loose(record)
    try:
        return _write(record, loose, attempt) if loose else _carry(record, attempt)
    except LostLeaseError:
        return jobs.Done()  # not written: the job's own outcome is fenced too


def _loose(record: AttendanceRecord) -> Meaning | None:
    """A record that no code ties to SAS any more stays here; what may have arrived there is asked about first."""
    if record.cancels_id or record.state == RecordState.UNKNOWN:
        return None
    problem = untied(codes_of(record))
    return Meaning(Verdict.REFUSED, problem=problem.message, acts=STATE, code=problem.code) if problem else None


def _carry(record: AttendanceRecord, attempt: int) -> jobs.Outcome:
    """Take the record there and write what became of it."""
    connector, meaning = connector_for(record, attempt), None
    try:
        meaning = _reconsidered(record, _settle(record, connector, attempt))
        return _write(record, meaning, attempt)
    finally:
        connector.close(meaning)


def _settle(record: AttendanceRecord, connector: Connector, attempt: int) -> Meaning:
    """Look up where an earlier request may have arrived; then bring it there."""
    if connector.asked_before():
        found = connector.look_up(str(record.pk))
        if found.verdict is not Verdict.NOT_NOW:
            return found
        left_s = _grace_left_s(record)
        if left_s > 0:  # it may only not show yet
            return Meaning(Verdict.UNKNOWN, code="grace", retry_after_s=left_s + 0.5)
    return connector.deliver(message_of(record), lambda also: _announce(record, attempt, also))


def _grace_left_s(record: AttendanceRecord) -> float:
    """Seconds until "not found" means "not there", for a record whose answer never came."""
    sent = record.exchanges.filter(method="POST", path=ATTENDANCES).values_list("sent_at", flat=True).last()
    if record.state != RecordState.UNKNOWN or sent is None:
        return 0.0
    return (sent + timedelta(seconds=settings.SAS_LOOKUP_GRACE_S) - timezone.now()).total_seconds()


def _announce(record: AttendanceRecord, attempt: int, also: Callable[[], None]) -> None:
    """Commit "the outcome is unknown", and the request itself, before it leaves; only an answer changes that."""
    with transaction.atomic():
        _hold(record, attempt)
        AttendanceRecord.objects.filter(pk=record.pk).update(state=RecordState.UNKNOWN)
        also()
        reached("send.announcing")
    reached("send.announced")


def _write(record: AttendanceRecord, meaning: Meaning, attempt: int) -> jobs.Outcome:
    """Write what we know now, if this attempt still owns the job."""
    with transaction.atomic():
        _hold(record, attempt)
        outcome = _written(record, meaning, attempt)
        if isinstance(outcome, jobs.Done):
            jobs.ends(SEND, record.pk, attempt)
            outcome = jobs.Done(is_written=True)
        reached("send.writing")
    reached("send.written")
    return outcome


def _reconsidered(record: AttendanceRecord, meaning: Meaning) -> Meaning:
    """What troubles this record alone is for a person; what troubles all of them is for the breaker."""
    if meaning.code == LOCKED_OUT:
        logger.error("SAS refuses our key; records wait until it takes it again")
        return only_this_record() if _others_pass(record, Exchange.objects.filter(status__in=LOCKS)) else meaning
    if meaning.verdict in (Verdict.UNKNOWN, Verdict.NOT_NOW):
        failed = record.exchanges.exclude(failure="")
        count = failed.count()
        if count and count % FAILS_ALONE == 0 and _others_pass(record, failed):
            return keeps_failing()
    return meaning


def _written(record: AttendanceRecord, meaning: Meaning, attempt: int) -> jobs.Outcome:
    match meaning.verdict:
        case Verdict.REGISTERED:
            return register(record, meaning)
        case Verdict.REFUSED if meaning.code == MONTH_CLOSED and move_to_open_month(record):
            AttendanceRecord.objects.filter(pk=record.pk).update(state=RecordState.WAITING)
            return jobs.Retry(timedelta(), meaning.code)
        case Verdict.REFUSED:
            return refuse(record, meaning)
        case Verdict.NOT_NOW:
            AttendanceRecord.objects.filter(pk=record.pk).update(state=RecordState.WAITING)
    return jobs.Retry(timedelta(seconds=pause(attempt, meaning.retry_after_s)), meaning.code)


def _others_pass(record: AttendanceRecord, failures: QuerySet[Exchange]) -> bool:
    """Whether SAS has registered others since the first of these failures of this record."""
    first = failures.filter(record=record).order_by("sent_at").values_list("sent_at", flat=True).first()
    accepted = Exchange.objects.filter(method="POST", path=ATTENDANCES, status__in=(200, 201)).exclude(record=record)
    return first is not None and accepted.filter(sent_at__gt=first).exists()


def _hold(record: AttendanceRecord, attempt: int) -> None:
    if not jobs.holds(SEND, record.pk, attempt):
        raise LostLeaseError


def register(record: AttendanceRecord, meaning: Meaning) -> jobs.Outcome:
    """Keep the number; when it was the visit's last record, the visit is registered."""
    hold_cause(record)
    is_taken, has_siblings, successor = _around(record, meaning.number)
    if is_taken:
        text = "O SAS deu a este registro o número de outro. Confira no SAS antes de reenviar."
        return refuse(record, Meaning(Verdict.REFUSED, problem=text, acts=SUPPORT, code="number_shared"))
    now = timezone.now()
    AttendanceRecord.objects.filter(pk=record.pk).update(
        state=RecordState.REGISTERED, sas_number=meaning.number, registered_at=now, problem="", acts=""
    )
    with sql.together():
        audit.record("attendance registered", record, by=None, number=meaning.number)
        if not has_siblings:
            cause_registered(record, at=now)
    gate.call(successor)
    return jobs.Done()


def _around(record: AttendanceRecord, number: str) -> tuple[bool, bool, uuid.UUID | None]:
    """Whether another record has this number, whether others of the cause are not settled yet, and who is next."""
    others = AttendanceRecord.objects.filter(sas_number=number).exclude(pk=record.pk)
    unsettled = siblings(record).unsettled().exclude(pk=record.pk)
    found = AttendanceRecord.objects.filter(pk=record.pk).values_list(
        Exists(others), Exists(unsettled), Subquery(gate.next_in_line(record).values("pk")[:1])
    )
    return found.order_by().get()


def refuse(record: AttendanceRecord, meaning: Meaning) -> jobs.Outcome:
    """Show the reason to the person who can act; nothing is sent again by itself (F47)."""
    AttendanceRecord.objects.filter(pk=record.pk).update(
        state=RecordState.ATTENTION, problem=meaning.problem, acts=meaning.acts
    )
    audit.record("attendance refused", record, by=None, code=meaning.code)
    gate.call(gate.next_in_line(record).values_list("pk", flat=True).first())
    cause_needs_attention(record, because=meaning.code)
    return jobs.Attention(meaning.problem)


@jobs.surrenders(SEND)
def give_up(record_id: uuid.UUID, because: str) -> None:
    """The worker itself failed on this record too often: show it to a person."""
    record = AttendanceRecord.objects.get(pk=record_id)
    if record.state != RecordState.REGISTERED:
        refuse(record, Meaning(Verdict.REFUSED, problem=because, acts=SUPPORT, code="worker_failed"))


def pause(attempt: int, asked_s: float | None = None) -> float:
    """Seconds until the next attempt: what SAS asked for, else growing with jitter so that nobody stampedes (F46)."""
    if asked_s is not None:
        return min(asked_s + random.uniform(0, 1), LONGEST_PAUSE_S)  # noqa: S311  (no secret)
    ceiling = min(5.0 * 2 ** min(attempt - 1, 10), LONGEST_PAUSE_S)
    return random.uniform(ceiling / 2, ceiling)  # noqa: S311  (spreads pauses)
