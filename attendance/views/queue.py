"""Managers' pages on the way to SAS."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agents.perms import MANAGING, STEERING, UNIT_ADMIN, SignedInRequest, allow
from attendance.enums import RecordState
from attendance.forms.amendment import AmendmentForm
from attendance.forms.cpf import CpfForm
from attendance.models import AttendanceRecord, Destination, Impediment
from attendance.querysets import AttendanceRecordQuerySet, ImpedimentQuerySet
from attendance.services import note_cpf, resend_record, retry_cause
from attendance.services import queue as reading
from attendance.services.evidence import exchanges_of, whole_evidence
from attendance.services.explain import explain
from attendance.services.reference import solution_types
from attendance.services.resend import amend_record
from attendance.views.attempts import attempt, require_get_or_post

NOBODY_WAITS = "Este registro não espera por ninguém: nada a corrigir."


@require_GET
@allow(STEERING)
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits, what needs somebody and who."""
    user, local = request.user, timezone.localtime(timezone=request.user.zone)
    found = reading.queue_of(user, day_began_at=local.replace(hour=0, minute=0, second=0, microsecond=0))
    context = {
        "queue": found,
        "banner": _banner(found.outage, local),
        "administrates": user.role in UNIT_ADMIN.roles,
        "zone": user.zone,
        "place": user.region or user.unit,
        "may_act": user.role in MANAGING.roles,
    }
    return render(request, "attendance/queue.html", context)


def _banner(outage: Destination | None, local: datetime) -> str:
    """What is told of an outage, with its hour as the reader's clock shows it."""
    if outage is None or outage.first_failed_at is None:
        return ""
    since = outage.first_failed_at.astimezone(local.tzinfo)
    return reading.outage_text(outage, since.strftime("%H:%M" if since.date() == local.date() else "%d/%m, %H:%M"))


@require_GET
@allow(MANAGING)
def record(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One attendance record: what it says, why, and every exchange with SAS."""
    found = get_object_or_404(_records(request), pk=pk)
    context = {
        "record": found,
        "type_name": solution_types().get(found.solution_type, found.solution_type),
        "exchanges": exchanges_of(found),
        "job": reading.job_of(found.pk),
        "can_resend": reading.can_resend(found),
        "explanation": explain(found),
        "administrates": request.user.role in UNIT_ADMIN.roles,
    }
    return render(request, "attendance/record.html", context)


@require_POST
@allow(MANAGING)
def resend(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a record again, under the same reference."""
    found = get_object_or_404(_records(request), pk=pk)
    if resend_record(found, by=request.user):
        messages.success(request, f"O registro de {found.client_name} voltou para a fila e segue sozinho.")
    else:
        messages.info(request, "Nada a reenviar: já está registrado no SAS, ou em um arquivo.")
    return redirect("attendance:queue")


@require_POST
@allow(MANAGING)
def retry(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Decide again on a visit whose record could not be made."""
    found = get_object_or_404(_impediments(request), pk=pk)
    retry_cause(found, by=request.user)
    messages.success(request, f"{found.client_name} voltou para a fila e será conferido de novo.")
    return redirect("attendance:queue")


@require_get_or_post
@allow(MANAGING)
def cpf(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down the CPF that was missing, or say why that cannot be done."""
    found = get_object_or_404(_impediments(request), pk=pk)
    person = found.cause.person
    form = CpfForm(request.POST if request.method == "POST" else None, person=person)
    if person and request.method == "POST" and form.is_valid():
        was_known = note_cpf(found, cpf=form.cleaned_data["cpf"], by=request.user)
        known = " Este CPF já estava no cadastro: o atendimento ficou ligado a essa mesma pessoa." if was_known else ""
        messages.success(request, f"CPF anotado.{known} O atendimento a {found.client_name} vai agora para o SAS.")
        return redirect("attendance:queue")
    context = {"impediment": found, "person": person, "form": form}
    return render(request, "attendance/cpf.html", context, status=422 if request.method == "POST" else 200)


@require_get_or_post
@allow(MANAGING)
def amend(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a refused record right and send it again, under the same reference."""
    found = get_object_or_404(_records(request), pk=pk)
    if found.state != RecordState.ATTENTION:
        messages.info(request, NOBODY_WAITS)
        return redirect("attendance:record", found.pk)
    form = AmendmentForm(request.POST if request.method == "POST" else None, record=found)
    is_amended = attempt(form, lambda: amend_record(found, form.amendment(), by=request.user))
    if is_amended is None:
        status = 422 if form.is_bound else 200
        return render(request, "attendance/amend.html", {"record": found, "form": form}, status=status)
    if is_amended:
        messages.success(request, f"O registro de {found.client_name} foi corrigido e voltou para a fila.")
    else:
        messages.info(request, NOBODY_WAITS)
    return redirect("attendance:record", found.pk)


@require_POST
@allow(UNIT_ADMIN)
def evidence(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything that was said to SAS about a record, whole, as a file."""
    found = get_object_or_404(_records(request), pk=pk)
    whole = whole_evidence(found, by=request.user)
    response = JsonResponse({"registro": str(found.pk), "conversas": whole}, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="evidencia-{found.pk}.json"'
    return response


def _records(request: SignedInRequest) -> AttendanceRecordQuerySet:
    related = (
        "visit__business__municipality", "contact__business__municipality", "contact__person", "visit__person", "agent",
        "region__unit", "person", "action__unit", "business", "solution", "corrects", "cancels",
    )  # fmt: skip
    return AttendanceRecord.objects.visible_to(request.user).select_related(*related)


def _impediments(request: SignedInRequest) -> ImpedimentQuerySet:
    related = "visit__business", "visit__person", "contact__business", "contact__person"
    return Impediment.objects.visible_to(request.user).select_related(*related)
