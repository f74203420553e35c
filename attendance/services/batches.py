"""Files for units that load in bulk: make one, read its return, take one back, choose the way."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from agents.models import Unit, User
from attendance.enums import AdapterKind, FileFormat, LineOutcome, RecordState
from attendance.models import AttendanceRecord, Batch, BatchLine, Destination
from attendance.rules.answers import Answer, Meaning, Verdict, read_answer
from attendance.rules.sheets import Returned, as_csv, as_lines, read_return
from attendance.services.build import SEND
from attendance.services.files import FileConnector
from attendance.services.gate import QUEUE
from attendance.services.payload import Message, message_of
from attendance.services.send import RELATED, refuse, register
from common import audit, jobs
from common.announce import announce
from common.ids import as_id
from common.models import Job

MOST_LINES = 5_000


@dataclass
class Reading:
    """What a return file brought."""

    accepted: int = 0
    refused: int = 0
    known: int = 0  # said before
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def choose_way(unit: Unit, *, file_format: str, by: User | None) -> None:
    """Bring the unit's records directly (empty format), or in files. What is in a file waits for its return anyway."""
    way = {"adapter": AdapterKind.FILE if file_format else AdapterKind.HTTP, "file_format": file_format}
    found, _ = Destination.objects.update_or_create(unit=unit, defaults={**way, "name": f"sas-{unit.uf.lower()}"})
    audit.record("sas way chosen", found, by=by, way=file_format or AdapterKind.HTTP)
    waiting = AttendanceRecord.objects.for_files_of(unit.pk).values("pk")
    held_up = Job.objects.filter(kind=SEND, problem="file", subject_id__in=waiting, locked_until__isnull=True)
    if not file_format and held_up.update(next_attempt_at=Now(), problem=""):
        transaction.on_commit(lambda: announce(QUEUE))


@transaction.atomic
def export(destination: Destination, *, by: User | None) -> Batch | None:
    """Make the unit's next file of all that waits, oldest first; None when nothing does."""
    held = Destination.objects.select_for_update().get(pk=destination.pk)
    waiting = AttendanceRecord.objects.for_files_of(_unit(held)).select_related(*RELATED).order_by("created_at", "pk")
    records = list(waiting.select_for_update(of=("self",))[:MOST_LINES])
    if not records:
        return None
    number = (held.batches.aggregate(last=Max("number"))["last"] or 0) + 1
    batch = Batch.objects.create(
        destination=held, number=number, file_format=held.file_format, sha256="", lines_count=len(records),
        made_by=by,
    )  # fmt: skip
    messages = [_put(record, batch, line) for line, record in enumerate(records, start=1)]
    content = written(messages, FileFormat(held.file_format))
    batch.content, batch.sha256 = content, hashlib.sha256(content.encode()).hexdigest()
    batch.save(update_fields=["content", "sha256"])
    audit.record("sas file made", batch, by=by, number=number, lines=len(records))
    return batch


def _unit(destination: Destination) -> uuid.UUID:
    assert destination.unit_id is not None  # noqa: S101  (destination_file_has_unit_and_format)
    return destination.unit_id


def _put(record: AttendanceRecord, batch: Batch, line: int) -> Message:
    """A record goes into the file; from now on only the return, or a person, says what became of it."""

    def announce_it(also: Callable[[], None]) -> None:
        AttendanceRecord.objects.filter(pk=record.pk).update(state=RecordState.FILED)
        also()

    message = message_of(record)
    FileConnector(record, batch, line).deliver(message, announce_it)
    return message


def written(messages: list[Message], file_format: FileFormat) -> str:
    """The file's text."""
    rows = [_row(place, message) for place, message in enumerate(messages, start=1)]
    return as_csv([_flat(row) for row in rows]) if file_format == FileFormat.CSV else as_lines(rows)


def _row(line: int, message: Message) -> dict[str, Any]:
    parts = {"pessoa": message.person, "empresa": message.business, "vinculo": message.link}
    return {"linha": line, **parts, "atendimento": message.attendance}


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """The same in one row of a sheet: the attendance's columns, then those of the clients."""
    person, business, link = row["pessoa"] or {}, row["empresa"] or {}, row["vinculo"] or {}
    return {
        "linha": row["linha"],
        **row["atendimento"],
        "nome": person.get("nome"),
        "razao_social": business.get("razao_social"),
        "porte": business.get("porte"),
        "situacao": business.get("situacao"),
        "papel": link.get("papel"),
    }


def read_back(batch: Batch, text: str, *, by: User | None) -> Reading:
    """Read a return file: each line settles its record. A line that was read before changes nothing."""
    reading = Reading()
    for said in read_return(text):
        _settle(batch, said, reading)
    audit.record(
        "sas return read", batch, by=by, accepted=reading.accepted, refused=reading.refused, odd=len(reading.problems)
    )
    return reading


@transaction.atomic
def _settle(batch: Batch, said: Returned, reading: Reading) -> None:
    """What a line of the return says becomes of its record; counted in `reading`."""
    lines = batch.lines.select_for_update(of=("self",)).select_related(*(f"record__{name}" for name in RELATED))
    line = lines.filter(record_id=as_id(said.reference)).first()
    if line is None:
        reading.problems.append(f"Linha {said.line}: a referência não é deste arquivo.")
        return
    if line.outcome != LineOutcome.AWAITED:
        reading.known += 1
        return
    meaning = read_answer(Answer(True, 422 if said.body.get("erros") else 200, said.body), said.reference)
    match meaning.verdict:
        case Verdict.REGISTERED:
            _conclude(line, meaning, LineOutcome.ACCEPTED, said)
            reading.accepted += 1
        case Verdict.REFUSED:
            _conclude(line, meaning, LineOutcome.REFUSED, said)
            reading.refused += 1
        case _:
            reading.problems.append(f"Linha {said.line}: não diz o número nem o erro. Fica à espera.")


def _conclude(line: BatchLine, meaning: Meaning, outcome: LineOutcome, said: Returned) -> None:
    BatchLine.objects.filter(pk=line.pk).update(outcome=outcome, said=said.body, read_at=timezone.now())
    write = register if outcome == LineOutcome.ACCEPTED else refuse
    jobs.conclude(SEND, line.record_id, write(line.record, meaning))


@transaction.atomic
def withdraw(batch: Batch, *, by: User | None) -> int:
    """A person says that the file was never loaded: what still waits for its return goes into the next one."""
    open_lines = batch.lines.select_for_update().filter(outcome=LineOutcome.AWAITED)
    records = [line.record_id for line in open_lines]
    open_lines.update(outcome=LineOutcome.WITHDRAWN, read_at=timezone.now())
    filed = AttendanceRecord.objects.filter(pk__in=records, state=RecordState.FILED)
    filed.update(state=RecordState.WAITING)
    Batch.objects.filter(pk=batch.pk).update(withdrawn_at=timezone.now(), withdrawn_by=by)
    for record_id in records:
        jobs.requeue(SEND, record_id)
    audit.record("sas file withdrawn", batch, by=by, lines=len(records))
    return len(records)
