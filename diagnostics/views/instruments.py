"""Which conversations there are, what is in each version, and which of them the unit's phones carry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.perms import UNIT_ADMIN, SignedInRequest, allow, unit_of
from common.problems import RefusedError
from diagnostics.models import Instrument, InstrumentDraft, InstrumentVersion
from diagnostics.services import drafts
from diagnostics.services import use as uses
from diagnostics.services.reading import parts_of
from diagnostics.services.xlsform_out import write_form

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@allow(UNIT_ADMIN)
def instruments(request: SignedInRequest) -> HttpResponse:
    """What phones carry, what is switched off, and what is being written."""
    rows = uses.offered_in(request.user.unit_id)
    written = InstrumentDraft.objects.visible_to(request.user).select_related("instrument", "changed_by")
    return render(request, "diagnostics/instruments.html", {"rows": rows, "drafts": written})


@require_GET
@allow(UNIT_ADMIN)
def version(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One published version: its questions, and the other versions."""
    found = get_object_or_404(InstrumentVersion.objects.visible_to(request.user).select_related("instrument"), pk=pk)
    others = found.instrument.versions.defer("definition")
    context: dict[str, Any] = {"version": found, "others": others, "parts": parts_of(found.definition)}
    return render(request, "diagnostics/version.html", context)


@require_GET
@allow(UNIT_ADMIN)
def version_file(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A version as a spreadsheet."""
    found = get_object_or_404(InstrumentVersion.objects.visible_to(request.user), pk=pk)
    return spreadsheet(found.definition)


@require_POST
@allow(UNIT_ADMIN)
def copying(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Begin a draft from a version: the next one of the unit's own, or a conversation of the unit."""
    found = get_object_or_404(InstrumentVersion.objects.visible_to(request.user), pk=pk)
    try:
        made = drafts.draft_from(found.definition, unit=unit_of(request), by=request.user)
    except RefusedError as refused:
        messages.error(request, refused.message)
        return redirect("diagnostics:version", pk=found.pk)
    return redirect("diagnostics:draft", pk=made.pk)


@require_POST
@allow(UNIT_ADMIN)
def use(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Switch an instrument on or off for the unit."""
    found = get_object_or_404(Instrument.objects.visible_to(request.user), pk=pk)
    on = request.POST.get("on") == "1"
    try:
        uses.switch(found, unit=unit_of(request), on=on, by=request.user)
        after = "Os celulares recebem a mudança com o próximo dia."
        messages.success(request, f"{found} {'ligada' if on else 'desligada'}. {after}")
    except RefusedError as refused:
        messages.error(request, refused.message)
    return redirect("diagnostics:instruments")


@require_POST
@allow(UNIT_ADMIN)
def beginning(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Begin the unit's visits with an instrument."""
    found = get_object_or_404(Instrument.objects.visible_to(request.user), pk=pk)
    uses.begin_with(found, unit=unit_of(request), by=request.user)
    messages.success(request, f"As visitas da unidade começam agora por {found}. O agente ainda pode trocar na porta.")
    return redirect("diagnostics:instruments")


def spreadsheet(definition: dict[str, Any]) -> HttpResponse:
    """A conversation to download."""
    answer = HttpResponse(write_form(definition), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{definition["key"]}.xlsx"'
    return answer
