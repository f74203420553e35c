"""Managers' pages on the way to SAS."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.perms import MANAGING, STEERING, SignedInRequest, allow
from attendance.forms import CpfForm
from attendance.models import AttendanceRecord, Impediment
from attendance.querysets import AttendanceRecordQuerySet
from attendance.services import note_cpf, resend_record, retry_visit
from attendance.services import queue as reading
from attendance.services.reference import solution_types


@require_GET
@allow(STEERING)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, what needs somebody and who."""
    user, now = request.user, timezone.now()
    zone = user.unit.timezone if user.is_authenticated and user.unit else None
    local = now.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(now)
    day_began_at = local.replace(hour=0, minute=0, second=0, microsecond=0)
    context = {
        "queue": reading.queue_of(user, now=now, day_began_at=day_began_at),
        "zone": zone,
        "place": user.region or user.unit if user.is_authenticated else None,
        "may_act": user.is_authenticated and user.role in MANAGING.roles,
    }
    return render(request, "attendance/queue.html", context)


@require_GET
@allow(MANAGING)
def record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One attendance record: what it says, why, and every exchange with SAS."""
    found = get_object_or_404(_records(request), pk=pk)
    context = {
        "record": found,
        "type_name": solution_types().get(found.solution_type, found.solution_type),
        "exchanges": reading.exchanges_of(found),
        "job": reading.job_of(found.pk),
        "can_resend": reading.can_resend(found),
    }
    return render(request, "attendance/record.html", context)


@require_POST
@allow(MANAGING)
def resend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a record again, under the same reference."""
    found = get_object_or_404(_records(request), pk=pk)
    if resend_record(found, by=request.user if request.user.is_authenticated else None):
        messages.success(request, f"O registro de {found.visit.business} voltou para a fila e segue sozinho.")
    else:
        messages.info(request, "Este atendimento já está registrado no SAS.")
    return redirect("attendance:queue")


@require_POST
@allow(MANAGING)
def retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Decide again on a visit whose record could not be made."""
    visible = Impediment.objects.visible_to(request.user).select_related("visit__business")
    found = get_object_or_404(visible, pk=pk)
    retry_visit(found, by=request.user if request.user.is_authenticated else None)
    messages.success(request, f"A visita a {found.visit.business} voltou para a fila e será conferida de novo.")
    return redirect("attendance:queue")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(MANAGING)
def cpf(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down the CPF that was missing, or say why that cannot be done."""
    visible = Impediment.objects.visible_to(request.user).select_related("visit__business", "visit__person")
    found = get_object_or_404(visible, pk=pk)
    form = CpfForm(request.POST if request.method == "POST" else None, person=found.visit.person)
    if found.visit.person and request.method == "POST" and form.is_valid():
        was_known = note_cpf(found, cpf=form.cleaned_data["cpf"], by=request.user)
        known = " Este CPF já estava no cadastro: a visita ficou ligada a essa mesma pessoa." if was_known else ""
        messages.success(request, f"CPF anotado.{known} A visita a {found.visit.business} vai agora para o SAS.")
        return redirect("attendance:queue")
    context = {"impediment": found, "visit": found.visit, "form": form}
    return render(request, "attendance/cpf.html", context, status=422 if request.method == "POST" else 200)


def _records(request: HttpRequest) -> AttendanceRecordQuerySet:
    related = "visit__business__municipality", "visit__agent", "visit__region__unit", "person", "action", "business"
    return AttendanceRecord.objects.visible_to(request.user).select_related(*related)
