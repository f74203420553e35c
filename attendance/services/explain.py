"""Why is this not registered?, answered in plain Portuguese: for a page, and for `manage.py sas_explain`."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from attendance.enums import RecordState
from attendance.models import AttendanceRecord, Batch
from attendance.rules.decision import SUPPORT
from attendance.services.gate import loads_files
from attendance.services.queue import job_of, outage, outage_text
from common.enums import JobState
from common.models import Job


def explain(record: AttendanceRecord) -> list[str]:
    """What keeps a record from being registered, and what happens next; or that it is, with its number."""
    match record.state:
        case RecordState.REGISTERED:
            return [f"Está registrado no SAS com o número {record.sas_number}."]
        case RecordState.ATTENTION:
            who = record.acts or SUPPORT
            return [record.problem, f"Quem resolve: {who}. Depois, corrija ou reenvie: vai com a mesma referência."]
        case RecordState.FILED:
            return [_filed(record)]
    unknown = ["Foi enviado e a resposta não chegou. Antes de reenviar, o sistema pergunta ao SAS se já está lá."]
    return (unknown if record.state == RecordState.UNKNOWN else []) + _on_its_way(record)


def _filed(record: AttendanceRecord) -> str:
    batch = Batch.objects.filter(lines__record=record).order_by("-made_at").first()
    name = batch.file_name if batch else ""
    return f"Está no arquivo {name}, à espera do arquivo de retorno do SAS."


def _on_its_way(record: AttendanceRecord) -> list[str]:
    job = job_of(record.pk)
    if loads_files(record.region.unit_id):
        return [
            "A unidade leva os registros ao SAS em arquivos: este vai no próximo, que alguém gera na página Arquivos."
        ]
    if job is None:
        return ["Não está na fila. Peça ao suporte técnico: manage.py sas_requeue --id REGISTRO."]
    if job.state == JobState.ATTENTION:
        return [f"O trabalho parou: {job.problem}", "Reenvie, ou peça ao suporte técnico."]
    said = _before_it(record) or _outage(record) or _next(record, job)
    if not job.attempts:
        return said
    return [*said, f"{job.attempts} {'tentativa' if job.attempts == 1 else 'tentativas'} até agora."]


def _before_it(record: AttendanceRecord) -> list[str]:
    earlier = AttendanceRecord.objects.before_in_line(record).first()
    if earlier is None:
        return []
    return [
        "Espera a vez: os registros de um cliente vão na ordem em que aconteceram. "
        f"Antes dele vai o registro {earlier.pk} ({earlier.get_state_display().lower()})."
    ]


def _outage(record: AttendanceRecord) -> list[str]:
    destination = outage()
    if destination is None:
        return []
    since = _hour(destination.first_failed_at or timezone.now(), record)
    again = _hour(destination.probe_at or timezone.now(), record)
    return [outage_text(destination, since), f"A próxima tentativa é em {again}."]


def _next(record: AttendanceRecord, job: Job) -> list[str]:
    if job.locked_until and job.locked_until > timezone.now():
        return ["Está sendo enviado agora."]
    if job.next_attempt_at <= timezone.now():
        return ["Está na fila e vai em instantes."]
    return [f"A tentativa anterior não deu certo. A próxima é em {_hour(job.next_attempt_at, record)}, sozinha."]


def _hour(moment: datetime, record: AttendanceRecord) -> str:
    return moment.astimezone(record.region.unit.zone).strftime("%d/%m, %H:%M")
