"""The daily comparison with SAS, by count and by key, and what repairs a difference."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agents.models import Unit
from attendance.enums import REPAIRABLE, AdapterKind, DifferenceKind, RecordState
from attendance.models import AttendanceRecord, Difference, Reconciliation
from attendance.rules.answers import Meaning, Verdict
from attendance.rules.comparison import Finding, Row, compare, tallies
from attendance.services.build import SEND
from attendance.services.gate import QUEUE
from attendance.services.listing import NotListed, listed
from attendance.services.send import register
from common import audit, jobs
from common.dates import known_zone, today_in
from common.ids import as_id

RECONCILE = "attendance.reconcile"
DAYS_BACK = 3  # what came late changes days that were compared already
AGAIN = timedelta(minutes=30)


def plan_comparisons(only: uuid.UUID | None = None) -> int:
    """Have each unit's last days compared; the clock asks for it every morning. Units that load files have returns."""
    planned = 0
    units = Unit.objects.exclude(destination__adapter=AdapterKind.FILE)
    for unit in units.filter(pk=only) if only else units:
        today = today_in(unit.timezone)
        for back in range(1, DAYS_BACK + 1):
            expect_comparison(unit, today - timedelta(days=back))
            planned += 1
    return planned


@transaction.atomic
def expect_comparison(unit: Unit, day: date, *, by: audit.Actor | None = None) -> Reconciliation:
    """Write down that a day must be compared (again)."""
    found, _ = Reconciliation.objects.get_or_create(unit=unit, happened_on=day)
    Reconciliation.objects.filter(pk=found.pk).update(asked_at=timezone.now(), problem="")
    jobs.enqueue(RECONCILE, found.pk)
    jobs.requeue(RECONCILE, found.pk, even_done=True)
    if by is not None:
        audit.record("sas comparison asked", found, by=by)
    return found


@jobs.handles(RECONCILE, queue=QUEUE)
def compare_day(reconciliation_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Ask SAS for the day, compare, keep what differs. Doing it again changes nothing but what has changed."""
    found = Reconciliation.objects.select_related("unit").get(pk=reconciliation_id)
    try:
        theirs = listed(found.unit.uf, found.happened_on)
    except NotListed as error:
        Reconciliation.objects.filter(pk=found.pk).update(problem=str(error))
        return jobs.Retry(AGAIN, "not listed")
    with transaction.atomic():
        if jobs.holds(RECONCILE, reconciliation_id, attempt):
            _keep(found, theirs)
    return jobs.Done()


def _keep(found: Reconciliation, theirs: list[Row]) -> None:
    ours = ours_of(found.unit, found.happened_on)
    known = {row.reference for row in ours}
    others = {row.reference for row in theirs} - known
    told = [_tell(found, finding) for finding in compare(ours, theirs, _elsewhere(others))]
    now = timezone.now()
    found.differences.filter(gone_at__isnull=True).exclude(pk__in=told).update(gone_at=now)
    counted = [asdict(tally) for tally in tallies(ours, theirs)]
    registered = sum(bool(row.number) for row in ours)
    Reconciliation.objects.filter(pk=found.pk).update(
        ours=registered, theirs=len(theirs), tallies=counted, made_at=now, problem=""
    )


def _tell(found: Reconciliation, finding: Finding) -> uuid.UUID:
    """Keep a difference once; one that comes back stands again."""
    record = AttendanceRecord.objects.filter(pk=as_id(finding.reference)).first()
    difference, _ = Difference.objects.update_or_create(
        reconciliation=found, kind=finding.kind, reference=finding.reference, sas_number=finding.number,
        defaults={
            "record": record, "agent_id_there": finding.agent[:40], "action_code": finding.action[:40],
            "gone_at": None, "repaired_at": None, "repaired_by": None,
        },
    )  # fmt: skip
    return difference.pk


def ours_of(unit: Unit, day: date) -> list[Row]:
    """Our records that began on a day where they happened."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=unit.zone)
    near = AttendanceRecord.objects.filter(
        region__unit=unit, starts_at__gt=noon - timedelta(hours=30), starts_at__lt=noon + timedelta(hours=30)
    ).select_related("visit", "contact", "action")
    return [
        Row(
            reference=str(record.pk),
            number=record.sas_number if record.state == RecordState.REGISTERED else "",
            agent=str(record.agent_id),
            action=record.action.action_code,
            kind=record.kind,
            counts=record.counts,
        )
        for record in near
        if record.starts_at.astimezone(known_zone(record.timezone)).date() == day
    ]


def _elsewhere(references: set[str]) -> set[str]:
    """Those of these references that are records of ours after all."""
    known = AttendanceRecord.objects.filter(pk__in=map(as_id, references))
    return {str(pk) for pk in known.values_list("pk", flat=True)}


@transaction.atomic
def repair(difference: Difference, *, by: audit.Actor | None) -> bool:
    """Put a difference right; False when that needs a person in SAS itself, or was done already.

    In SAS and not settled here, or with another number: a person takes over the number that SAS lists (F49).
    Registered here and not in SAS: it is sent again under the same reference, looked up first. A registered visit
    stays registered meanwhile: SAS had given it a number.
    """
    held = Difference.objects.select_for_update().standing().filter(pk=difference.pk).first()
    if held is None or held.kind not in REPAIRABLE or held.record_id is None:
        return False
    record = (
        AttendanceRecord.objects.select_for_update(of=("self",))
        .select_related("visit", "contact")
        .get(pk=held.record_id)
    )
    if not _put_right(record, held):
        return False
    Difference.objects.filter(pk=held.pk).update(repaired_at=timezone.now(), repaired_by=by)
    audit.record(
        "sas difference repaired", record, by=by, kind=held.kind, number=held.sas_number, before=record.sas_number
    )
    return True


def _put_right(record: AttendanceRecord, held: Difference) -> bool:
    """What the difference asks for; False when it is so no longer, or when another record has that number."""
    number, mine = held.sas_number, AttendanceRecord.objects.filter(pk=record.pk)
    is_registered = record.state == RecordState.REGISTERED
    if held.kind == DifferenceKind.MISSING:
        if not is_registered or record.sas_number != number:
            return False
        mine.update(state=RecordState.WAITING, sas_number="", registered_at=None)
        jobs.enqueue(SEND, record.pk)
        jobs.requeue(SEND, record.pk, even_done=True)
        return True
    if is_registered != (held.kind == DifferenceKind.NUMBER) or _is_taken(number, record):
        return False
    if is_registered:
        mine.update(sas_number=number)
    else:
        jobs.conclude(SEND, record.pk, register(record, Meaning(Verdict.REGISTERED, number=number)))
    return True


def _is_taken(number: str, record: AttendanceRecord) -> bool:
    return AttendanceRecord.objects.filter(sas_number=number).exclude(pk=record.pk).exists()


def repair_all(reconciliation: Reconciliation, *, by: audit.Actor | None) -> int:
    """Put right all of a day that can be; returns how many."""
    standing = reconciliation.differences.standing().filter(kind__in=REPAIRABLE).select_related("record")
    return sum(repair(difference, by=by) for difference in standing)
