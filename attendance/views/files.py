"""Numbered files for units that load in bulk."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.perms import UNIT_ADMIN, SignedInRequest, allow
from attendance.enums import AdapterKind, FileFormat
from attendance.forms.files import ReturnForm, WayForm
from attendance.models import AttendanceRecord, Batch, Destination
from attendance.rules.sheets import Unreadable
from attendance.services import batches
from common import audit

SHOWN = 50
CONTENT_TYPES = {FileFormat.CSV: "text/csv; charset=utf-8", FileFormat.JSONL: "application/jsonl; charset=utf-8"}


@require_GET
@allow(UNIT_ADMIN)
def files(request: SignedInRequest) -> HttpResponse:
    """The unit's way, what waits for its next file, and the files made so far."""
    own = Destination.objects.filter(unit=request.user.unit).first() if request.user.unit else None
    return _page(request, own, WayForm(initial={"file_format": own.file_format if own else ""}))


def _page(request: SignedInRequest, own: Destination | None, form: WayForm) -> HttpResponse:
    made = Batch.objects.visible_to(request.user).with_outcomes().select_related("destination", "made_by")[:SHOWN]
    waiting = AttendanceRecord.objects.for_files_of(own.unit_id).count() if own and own.unit_id else 0
    loads = own is not None and own.adapter == AdapterKind.FILE
    context = {"form": form, "loads": loads, "waiting": waiting, "batches": made, "return_form": ReturnForm()}
    return render(request, "attendance/files.html", context)


@require_POST
@allow(UNIT_ADMIN)
def way(request: SignedInRequest) -> HttpResponse:
    """Choose how the unit's records reach SAS."""
    form = WayForm(request.POST)
    if form.is_valid() and request.user.unit:
        batches.choose_way(request.user.unit, file_format=form.cleaned_data["file_format"], by=request.user)
        messages.success(request, "Guardado. Vale para os registros que ainda não foram.")
    return redirect("attendance:files")


@require_POST
@allow(UNIT_ADMIN)
def make(request: SignedInRequest) -> HttpResponse:
    """Make the next file of all that waits."""
    own = get_object_or_404(Destination, unit_id=request.user.unit_id, adapter=AdapterKind.FILE)
    batch = batches.export(own, by=request.user)
    if batch:
        messages.success(request, f"Arquivo {batch.file_name} pronto. Registros nele: {batch.lines_count}.")
    else:
        messages.info(request, "Nenhum registro espera por um arquivo.")
    return redirect("attendance:files")


@require_POST
@allow(UNIT_ADMIN)
def file(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The file as it was made; that somebody took it is written down."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user).select_related("destination"), pk=pk)
    audit.record("sas file taken", batch, by=request.user, number=batch.number)
    response = HttpResponse(batch.content, content_type=CONTENT_TYPES[FileFormat(batch.file_format)])
    response["Content-Disposition"] = f'attachment; filename="{batch.file_name}"'
    return response


@require_POST
@allow(UNIT_ADMIN)
def take_return(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Read the file that SAS gave back for one of ours."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user).select_related("destination"), pk=pk)
    form = ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(form.errors["returned"][0]))
        return redirect("attendance:files")
    try:
        read = batches.read_back(batch, form.cleaned_data["returned"], by=request.user)
    except Unreadable as error:
        messages.error(request, f"Nada foi lido. {error}")
        return redirect("attendance:files")
    known = f" Já tinham sido lidos antes: {read.known}." if read.known else ""
    messages.success(request, f"Retorno lido. Registrados: {read.accepted}. Recusados: {read.refused}.{known}")
    for problem in read.problems[:5]:
        messages.warning(request, problem)
    return redirect("attendance:files")


@require_POST
@allow(UNIT_ADMIN)
def withdrawal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The file was never loaded: its records go into the next one."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user).select_related("destination"), pk=pk)
    count = batches.withdraw(batch, by=request.user)
    messages.success(request, f"Arquivo {batch.file_name} retirado. Registros à espera do próximo: {count}.")
    return redirect("attendance:files")
