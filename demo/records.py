"""What the workers would have done with past weeks' visits: records made, most of them registered, some refused."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction

from attendance.enums import RecordState
from attendance.models import AttendanceRecord, Exchange, Impediment
from attendance.rules.answers import REASONS
from attendance.services.build import BUILD, SEND
from attendance.services.cause import cause_needs_attention, cause_registered
from attendance.services.http import ATTENDANCES
from attendance.services.payload import attendance
from common import jobs
from common.enums import JobState
from common.models import Job
from demo.team import Team
from visits.models import Visit

BATCH = 100
LATEST_STAY = 12  # the newest records are left to the workers: they are sent when the product starts
REFUSED_ONE_IN = 28
REFUSALS = ("DOC-INVALIDO", "PJ-INATIVA", "DOC-INVALIDO", "SEM-VINCULO")
FIRST_NUMBER = 2_600_001  # far from where the stand-in's own ledger begins


def make_records(team: Team) -> None:
    """Let attendance's own rules decide what each visit becomes, attended or not (SOL-43)."""
    visits = Visit.objects.filter(agent__in=team.people.values())
    builds = Job.objects.filter(kind=BUILD, state=JobState.WAITING)
    waiting = list(builds.filter(subject_id__in=visits.values("pk")).values_list("pk", flat=True))
    for start in range(0, len(waiting), BATCH):
        with transaction.atomic():
            for job_id in waiting[start : start + BATCH]:
                jobs.run(job_id)
            connection.run_on_commit.clear()  # nobody is woken: the sweeper finds the jobs
    for problem in Impediment.objects.filter(visit__in=visits).select_related("visit"):
        assert problem.visit  # noqa: S101  (found by its visit)
        Impediment.objects.filter(pk=problem.pk).update(found_at=problem.visit.received_at + timedelta(seconds=8))


@transaction.atomic
def settle_records(team: Team, *, random: Random) -> None:
    """What SAS answered: a number for nearly all, a refusal that a person has to look at for some."""
    found = AttendanceRecord.objects.filter(visit__agent__in=team.people.values(), state=RecordState.WAITING)
    related = found.select_related("visit__agent", "action__unit", "person", "business")
    records = list(related.order_by("visit__received_at", "pk"))[:-LATEST_STAY]
    exchanges = []
    for count, record in enumerate(records):
        assert record.visit  # noqa: S101  (found by its visit)
        at = record.visit.received_at + timedelta(seconds=random.randrange(6, 90))
        record.created_at = at - timedelta(seconds=4)
        if record.person_id and random.randrange(REFUSED_ONE_IN) == 0:
            exchanges.append(_refuse(record, random.choice(REFUSALS), at))
        else:
            exchanges.append(_register(record, f"SAS-{FIRST_NUMBER + count:07d}", at))
    changed = ["state", "sas_number", "registered_at", "created_at", "problem", "acts"]
    AttendanceRecord.objects.bulk_update(records, changed, batch_size=BATCH)
    Exchange.objects.bulk_create(exchanges)
    _end_jobs(records)


def _register(record: AttendanceRecord, number: str, at: datetime) -> Exchange:
    record.state, record.sas_number, record.registered_at = RecordState.REGISTERED, number, at
    cause_registered(record, at=at)
    return _exchange(record, 201, {"numero": number, "referencia": str(record.pk)}, at)


def _refuse(record: AttendanceRecord, code: str, at: datetime) -> Exchange:
    record.state = RecordState.ATTENTION
    record.problem, record.acts = REASONS[code]
    cause_needs_attention(record, because=code)
    return _exchange(record, 422, {"erros": [{"codigo": code, "mensagem": "Registro recusado."}]}, at)


def _exchange(record: AttendanceRecord, status: int, answer: dict[str, object], at: datetime) -> Exchange:
    """The request and its answer, as evidence."""
    return Exchange(
        record=record,
        attempt=1,
        method="POST",
        path=ATTENDANCES,
        request=attendance(record),
        status=status,
        response=json.dumps(answer, ensure_ascii=False),
        sent_at=at,
        answered_at=at + timedelta(milliseconds=640),
    )


def _end_jobs(records: list[AttendanceRecord]) -> None:
    """The jobs that would have sent these records are over."""
    by_record = {record.pk: record for record in records}
    ended = list(Job.objects.filter(kind=SEND, subject_id__in=by_record))
    for job in ended:
        record = by_record[job.subject_id]
        is_done = record.state == RecordState.REGISTERED
        job.state = JobState.DONE if is_done else JobState.ATTENTION
        job.problem, job.attempts, job.ended_at = record.problem, 1, record.created_at
    Job.objects.bulk_update(ended, ["state", "problem", "attempts", "ended_at"], batch_size=BATCH)
