"""Correct or cancel what SAS already has: managers only."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agents.perms import MANAGING, SignedInRequest, allow
from attendance.forms.corrections import CancellationForm, CorrectionForm
from attendance.models import AttendanceRecord
from attendance.perms import check_can_amend
from attendance.services import corrections as verbs
from attendance.views.attempts import attempt, require_get_or_post


@require_get_or_post
@allow(MANAGING)
def correction(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What is so in truth; the correction goes to SAS as a record of its own."""
    found = _record(request, pk)
    reason = _refusal(request, found)
    if reason:
        return reason
    form = CorrectionForm(request.POST if request.method == "POST" else None, record=found)

    def correct_it() -> AttendanceRecord:
        because = form.cleaned_data["because"]
        return verbs.correct(found, correction=form.correction(), because=because, by=request.user)

    if made := attempt(form, correct_it):
        messages.success(request, "Correção feita. Ela segue para o SAS com referência ao primeiro registro.")
        return redirect("attendance:record", pk=made.pk)
    return _page(request, "attendance/corrections/correction.html", found, form)


@require_get_or_post
@allow(MANAGING)
def cancellation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a record back."""
    found = _record(request, pk)
    reason = _refusal(request, found)
    if reason:
        return reason
    form = CancellationForm(request.POST if request.method == "POST" else None)
    if made := attempt(form, lambda: verbs.cancel(found, because=form.cleaned_data["because"], by=request.user)):
        messages.success(request, "Cancelamento feito. Ele segue para o SAS com referência ao primeiro registro.")
        return redirect("attendance:record", pk=made.pk)
    return _page(request, "attendance/corrections/cancellation.html", found, form)


def _record(request: SignedInRequest, pk: UUID) -> AttendanceRecord:
    related = "visit__business", "contact__business", "visit__person", "contact__person", "region__unit", "person"
    return get_object_or_404(AttendanceRecord.objects.visible_to(request.user).select_related(*related), pk=pk)


def _refusal(request: SignedInRequest, found: AttendanceRecord) -> HttpResponse | None:
    """Back to the record with the reason, when there is nothing to correct."""
    try:
        check_can_amend(request.user, found)
    except PermissionDenied as reason:
        messages.error(request, str(reason))
        return redirect("attendance:record", pk=found.pk)
    return None


def _page(request: SignedInRequest, template: str, found: AttendanceRecord, form: Form) -> HttpResponse:
    return render(request, template, {"record": found, "form": form}, status=422 if form.is_bound else 200)
