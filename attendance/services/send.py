"""Send one attendance record to SAS so that it is registered once, whatever fails in between (I3, F40 to F50)."""

from __future__ import annotations

import logging
import random
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from attendance.enums import RecordState
from attendance.models import AttendanceRecord, Exchange
from attendance.rules.answers import (
    LOCKED_OUT,
    LOCKED_OUT_S,
    LOCKS,
    Meaning,
    Verdict,
    only_this_record,
    read_answer,
    read_lookup,
    read_preparation,
)
from attendance.services.build import SEND
from attendance.services.cause import cause_needs_attention, cause_registered, hold_cause, siblings
from attendance.services.sas import Sas
from common import audit, jobs
from common.dates import known_zone
from common.failpoints import reached

logger = logging.getLogger("rota.sas")

ATTENDANCES = "/atendimentos"
LONGEST_PAUSE_S = 900.0
LATEST_SEND_S = 60.0  # what is left of the lease must cover the slowest answer


class LostLeaseError(Exception):
    """A newer attempt owns the job: stop without touching anything."""


@jobs.handles(SEND)
def send_record(record_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Register the record, or say when to try again or who has to act."""
    record = AttendanceRecord.objects.select_related(
        "visit", "contact", "action__unit", "person", "business"
    ).get(pk=record_id)
    if record.state == RecordState.REGISTERED:
        return jobs.Done()
    wait = _locked_out_s()
    if wait:
        return jobs.Retry(timedelta(seconds=pause(attempt, wait)), LOCKED_OUT)
    try:
        with Sas(record, attempt) as sas:
            meaning = _settle(record, sas, attempt)
        return _write(record, meaning, attempt)
    except LostLeaseError:
        return jobs.Done()  # not written: the job's own outcome is fenced too


def _settle(record: AttendanceRecord, sas: Sas, attempt: int) -> Meaning:
    """Look up where an earlier request may have arrived; then person, business, link, attendance."""
    reference = str(record.pk)
    last_sent_at = record.exchanges.filter(method="POST", path=ATTENDANCES).values_list("sent_at", flat=True).last()
    if last_sent_at:
        found = read_lookup(sas.find(reference), reference)
        if found.verdict is not Verdict.NOT_NOW:
            return found
        settled_at = last_sent_at + timedelta(seconds=settings.SAS_LOOKUP_GRACE_S)
        if record.state == RecordState.UNKNOWN and timezone.now() < settled_at:  # it may only not show yet
            wait = (settled_at - timezone.now()).total_seconds() + 0.5
            return Meaning(Verdict.UNKNOWN, code="grace", retry_after_s=wait)
    for path, body in preparations(record):
        hindrance = read_preparation(sas.post(path, body))
        if hindrance:
            return hindrance
    if sas.seconds_spent() > LATEST_SEND_S:
        return Meaning(Verdict.NOT_NOW, code="slow")
    _announce(record, attempt)
    return read_answer(sas.post(ATTENDANCES, attendance(record)), reference)


def _announce(record: AttendanceRecord, attempt: int) -> None:
    """Commit "the outcome is unknown" before the request leaves; only an answer changes that."""
    with transaction.atomic():
        _hold(record, attempt)
        AttendanceRecord.objects.filter(pk=record.pk).update(state=RecordState.UNKNOWN)
        reached("send.announcing")
    reached("send.announced")


def _write(record: AttendanceRecord, meaning: Meaning, attempt: int) -> jobs.Outcome:
    """Write what we know now, if this attempt still owns the job."""
    if meaning.code == LOCKED_OUT:
        logger.error("SAS refuses our key; records wait until it takes it again")
        meaning = only_this_record() if _others_pass(record) else meaning
    with transaction.atomic():
        _hold(record, attempt)
        outcome = _written(record, meaning, attempt)
        reached("send.writing")
    reached("send.written")
    return outcome


def _written(record: AttendanceRecord, meaning: Meaning, attempt: int) -> jobs.Outcome:
    match meaning.verdict:
        case Verdict.REGISTERED:
            return _register(record, meaning)
        case Verdict.REFUSED:
            return _refuse(record, meaning)
        case Verdict.NOT_NOW:
            AttendanceRecord.objects.filter(pk=record.pk).update(state=RecordState.WAITING)
    return jobs.Retry(timedelta(seconds=pause(attempt, meaning.retry_after_s)), meaning.code)


def _locked_out_s() -> float:
    """Seconds that are left of the pause that all records make when SAS refuses our key."""
    last = Exchange.objects.order_by("-sent_at").values_list("sent_at", "status").first()
    if last is None or last[1] not in LOCKS:
        return 0.0
    return max(0.0, LOCKED_OUT_S - (timezone.now() - last[0]).total_seconds())


def _others_pass(record: AttendanceRecord) -> bool:
    """Whether SAS has registered others since it first refused our key for this record."""
    first = record.exchanges.filter(status__in=LOCKS).order_by("sent_at").values_list("sent_at", flat=True).first()
    accepted = Exchange.objects.filter(method="POST", path=ATTENDANCES, status__in=(200, 201)).exclude(record=record)
    return first is not None and accepted.filter(sent_at__gt=first).exists()


def _hold(record: AttendanceRecord, attempt: int) -> None:
    if not jobs.holds(SEND, record.pk, attempt):
        raise LostLeaseError


def _register(record: AttendanceRecord, meaning: Meaning) -> jobs.Outcome:
    """Keep the number; when it was the visit's last record, the visit is registered."""
    if AttendanceRecord.objects.filter(sas_number=meaning.number).exclude(pk=record.pk).exists():
        text = "O SAS deu a este registro o número de outro. Confira no SAS antes de reenviar."
        return _refuse(record, Meaning(Verdict.REFUSED, problem=text, acts="Suporte técnico", code="number_shared"))
    now = timezone.now()
    hold_cause(record)
    AttendanceRecord.objects.filter(pk=record.pk).update(
        state=RecordState.REGISTERED, sas_number=meaning.number, registered_at=now, problem="", acts=""
    )
    audit.record("attendance registered", record, by=None, number=meaning.number)
    if not siblings(record).unsettled().exists():
        cause_registered(record, at=now)
    return jobs.Done()


def _refuse(record: AttendanceRecord, meaning: Meaning) -> jobs.Outcome:
    """Show the reason to the person who can act; nothing is sent again by itself (F47)."""
    AttendanceRecord.objects.filter(pk=record.pk).update(
        state=RecordState.ATTENTION, problem=meaning.problem, acts=meaning.acts
    )
    audit.record("attendance refused", record, by=None, code=meaning.code)
    cause_needs_attention(record, because=meaning.code)
    return jobs.Attention(meaning.problem)


@jobs.surrenders(SEND)
def give_up(record_id: uuid.UUID, because: str) -> None:
    """The worker itself failed on this record too often: show it to a person."""
    record = AttendanceRecord.objects.get(pk=record_id)
    if record.state != RecordState.REGISTERED:
        _refuse(record, Meaning(Verdict.REFUSED, problem=because, acts="Suporte técnico", code="worker_failed"))


def pause(attempt: int, asked_s: float | None = None) -> float:
    """Seconds until the next attempt: what SAS asked for, else growing with jitter so that nobody stampedes (F46)."""
    if asked_s is not None:
        return min(asked_s + random.uniform(0, 1), LONGEST_PAUSE_S)  # noqa: S311  (no secret)
    ceiling = min(5.0 * 2 ** min(attempt - 1, 10), LONGEST_PAUSE_S)
    return random.uniform(ceiling / 2, ceiling)  # noqa: S311


def preparations(record: AttendanceRecord) -> list[tuple[str, dict[str, Any]]]:
    """Person first, then the business, then their link (SOL-41). Documents are text: CNPJs may hold letters."""
    person, business = record.person, record.business
    steps: list[tuple[str, dict[str, Any]]] = []
    if person:
        steps.append(("/clientes/pf", {"cpf": person.cpf, "nome": person.name}))
    if business:
        status = "ATIVA" if business.is_active else "INATIVA"
        company = {"cnpj": business.cnpj, "razao_social": business.legal_name, "porte": business.size}
        steps.append(("/clientes/pj", company | {"situacao": status}))
    if person and business:
        link = person.links.filter(business=business).first()
        role = link.role if link else ""
        steps.append(("/vinculos", {"cpf": person.cpf, "cnpj": business.cnpj, "papel": role}))
    return steps


def attendance(record: AttendanceRecord) -> dict[str, Any]:
    """The attendance as SAS takes it; the reference is ours, so that a repeated request is recognised."""
    zone = known_zone(record.timezone)
    return {
        "referencia": str(record.pk),
        "cpf": record.person.cpf if record.person else None,
        "cnpj": record.business.cnpj if record.business else None,
        "especie": record.kind,
        "tipo_solucao": record.solution_type or None,
        "categoria": record.category,
        "unidade": record.action.unit.uf,
        "ano": record.action.plan_year,
        "codigo_projeto": record.action.project_code,
        "codigo_acao": record.action.action_code,
        "nome_acao": record.action.name,
        "modalidade": record.get_modality_display(),
        "inicio": record.starts_at.astimezone(zone).isoformat(),
        "fim": record.ends_at.astimezone(zone).isoformat(),
        "descricao": record.description,
        "contabiliza": record.counts,
        "agente": str(record.agent_id),
    }
