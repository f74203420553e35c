"""The history checker: what phones were told, what the database holds and what the national system's ledger holds.

I2 told "received" → committed, the same bytes · I3 one visit, one attendance · I4 nothing silently stuck ·
I5 no state goes backwards, each change has its entry in the trail. (I1 and I8 are asked of the phones: machine.py.)
Each violation is a sentence that names its visit or record; `story` tells everything that is known about one of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from attendance.models import AttendanceRecord, Exchange, Impediment
from common import seals
from common.enums import JobState
from common.models import AuditEntry, Job
from sync.enums import SubmissionState
from sync.models import Submission
from visits.models import Visit

STUCK_AFTER = timedelta(seconds=60)
SETTLED = ("registered", "attention", "filed")
Entry = Mapping[str, Any]


@dataclass
class Findings:
    """Violations by invariant, and the counts that the figures show."""

    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)

    def expect(self, holds: object, invariant: str, sentence: str) -> None:
        """Note a violation unless this holds."""
        self.counts[invariant] += 1
        if not holds:
            self.wrong[invariant].append(sentence)

    @property
    def all(self) -> list[str]:
        """Every violation."""
        return [f"{invariant}: {sentence}" for invariant, found in sorted(self.wrong.items()) for sentence in found]


def check(
    told: Mapping[str, str], ledger: Iterable[Entry], *, is_over: bool = False, patience: timedelta = STUCK_AFTER
) -> Findings:
    """`told`: visit → hash of the bytes whose receipt a phone holds. `is_over`: everything had time to end.

    `patience`: how long a due job may lie in the queue; workers that have more to do than they can are not stuck.
    """
    found, entries = Findings(), list(ledger)
    records = {str(record.pk): record for record in AttendanceRecord.objects.all()}
    _received(found, told)
    _once(found, records, entries)
    _stuck(found, records, is_over=is_over, patience=patience)
    _forwards(found, records)
    if is_over:
        _sealed(found)
    return found


def _received(found: Findings, told: Mapping[str, str]) -> None:
    """(I2, I3)"""
    stored: dict[str, list[str]] = defaultdict(list)
    accepted = Submission.objects.filter(state=SubmissionState.ACCEPTED)
    for visit, sha in accepted.values_list("visit_id", "sha256"):
        stored[str(visit)].append(sha)
    visits = {str(pk) for pk in Visit.objects.values_list("pk", flat=True)}
    for visit, sha in told.items():
        found.expect(sha in stored[visit], "I2", f"visit {visit} was called received; these bytes are not there")
        found.expect(visit in visits, "I2", f"visit {visit} was called received; there is no visit")
    for visit, hashes in stored.items():
        found.expect(len(hashes) <= 1, "I3", f"visit {visit} was accepted {len(hashes)} times")


def _once(found: Findings, records: Mapping[str, Any], entries: list[Entry]) -> None:
    """(I3) By our reference, and by what the attendance says: the same one under two references is two as well."""
    first = [entry for entry in entries if entry.get("operacao", "INCLUSAO") == "INCLUSAO"]
    for reference, count in Counter(entry["referencia"] for entry in first).items():
        found.expect(count == 1, "I3", f"record {reference} stands {count} times in the ledger")
    same = Counter((entry["agente"], entry.get("cpf"), entry["inicio"], entry.get("especie")) for entry in first)
    for what, count in same.items():
        found.expect(count == 1, "I3", f"the attendance of agent {what[0]} at {what[2]} stands {count} times")
    numbers = {entry["referencia"]: entry["numero"] for entry in entries}
    for reference, number in numbers.items():
        record = records.get(reference)
        found.expect(record, "I3", f"the ledger holds {reference}, of which we know nothing")
        if record and record.state == "registered":
            found.expect(record.sas_number == number, "I3", f"record {reference} has another number than in the ledger")
    for reference, record in records.items():
        if record.state == "registered":
            found.expect(
                reference in numbers, "I3", f"record {reference} is called registered and is not in the ledger"
            )


def _stuck(found: Findings, records: Mapping[str, Any], *, is_over: bool, patience: timedelta) -> None:
    """(I4) What is not at its end has a job with a time, or a person who is told what to do."""
    now = timezone.now()
    open_jobs = {(job.kind, job.subject_id): job for job in Job.objects.filter(state=JobState.WAITING)}
    for (kind, subject), job in open_jobs.items():
        late = job.next_attempt_at < now - patience and (job.locked_until or job.created_at) < now - patience
        found.expect(not late, "I4", f"job {kind} of {subject} was due at {job.next_attempt_at} and nobody took it")
        found.expect(not is_over, "I4", f"job {kind} of {subject} is still open: {job.problem}")
    waiting = {subject for _, subject in open_jobs}
    for record in records.values():
        moves = record.state in SETTLED or record.pk in waiting
        found.expect(moves, "I4", f"record {record.pk} is {record.state} and nothing moves it")
        if record.state == "attention":
            found.expect(record.problem and record.acts, "I4", f"record {record.pk} wants attention without a reason")
    _visits_stuck(found, records, waiting)


def _visits_stuck(found: Findings, records: Mapping[str, Any], waiting: set[Any]) -> None:
    by_visit = defaultdict(list)
    for record in records.values():
        by_visit[record.visit_id].append(record)
    reasons = {row.visit_id: row for row in Impediment.objects.all()}
    for pk, state, outcome in Visit.objects.values_list("pk", "state", "outcome"):
        found.counts[f"visits {state}"] += 1
        ours = by_visit[pk]
        if state == "received":
            is_moving = pk in waiting or any(record.state not in SETTLED for record in ours)
            nothing_to_send = not ours and outcome != "attended"
            found.expect(is_moving or nothing_to_send, "I4", f"visit {pk} is received and nothing moves it")
        if state == "attention":
            reason = reasons.get(pk)
            told = (reason and reason.message and reason.acts) or any(record.problem for record in ours)
            found.expect(told, "I4", f"visit {pk} wants attention and nobody is told why")
        if state == "registered":
            whole = ours and all(record.state == "registered" for record in ours)
            found.expect(whole, "I3", f"visit {pk} is called registered and not all its records are")


def _forwards(found: Findings, records: Mapping[str, Any]) -> None:
    """(I5) The trail of each visit and record: begun once, registered once and last."""
    trail: dict[str, list[str]] = defaultdict(list)
    kinds = ("visits.visit", "attendance.attendancerecord")
    entries = AuditEntry.objects.filter(subject_type__in=kinds).order_by("happened_at", "pk")
    for subject, verb in entries.values_list("subject_id", "verb"):
        trail[subject].append(verb)
    for pk, state in Visit.objects.values_list("pk", "state"):
        verbs = [verb for verb in trail[str(pk)] if verb.startswith("visit.")]
        found.expect(verbs.count("visit.received") >= 1, "I5", f"visit {pk} has no entry of its arrival")
        ends = [verb for verb in verbs if verb in ("visit.received", "visit.attention", "visit.registered")]
        found.expect(ends[-1:] == [f"visit.{state}"], "I5", f"visit {pk} is {state}, its trail ends with {ends[-2:]}")
        _last(found, f"visit {pk}", ends, "visit.registered")
    for reference, record in records.items():
        verbs = [verb for verb in trail[reference] if verb != "sas difference repaired"]  # of a registered one, too
        found.expect("attendance record made" in verbs, "I5", f"record {reference} has no entry of its making")
        is_told = ("attendance registered" in verbs) == (record.state == "registered")
        found.expect(is_told, "I5", f"record {reference} is {record.state}; its trail says {verbs[-2:]}")
        _last(found, f"record {reference}", verbs, "attendance registered")


def _sealed(found: Findings) -> None:
    """(I5) The chain over the trail holds."""
    seals.seal(before=timezone.now())
    for number in [one.number for one in seals.broken()]:
        found.expect(False, "I5", f"seal {number} does not fit its entries")


def _last(found: Findings, what: str, verbs: list[str], last: str) -> None:
    if last in verbs:
        found.expect(verbs.index(last) == len(verbs) - 1, "I5", f"{what} went on after {last}: {verbs[-3:]}")


def story(subject: str) -> list[str]:
    """Everything the database remembers about a visit or a record, in order: for whoever has to find the mistake."""
    ids = {subject, *map(str, AttendanceRecord.objects.filter(visit_id=subject).values_list("pk", flat=True))}
    trail = [
        (entry.happened_at, f"trail: {entry.verb} {entry.details}")
        for entry in AuditEntry.objects.filter(subject_id__in=ids)
    ]
    said = [
        (exchange.sent_at, f"SAS: {exchange.method} {exchange.path} → {exchange.status} (attempt {exchange.attempt})")
        for exchange in Exchange.objects.filter(record_id__in=ids)
    ]
    jobs = [
        (job.created_at, f"job: {job.kind} {job.state}, {job.attempts} attempts, {job.lost_leases} leases lost")
        for job in Job.objects.filter(subject_id__in=ids)
    ]
    return [f"{moment:%H:%M:%S.%f} {line}" for moment, line in sorted(trail + said + jobs)]
