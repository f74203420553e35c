"""The team's page of a devolutiva: what the client reads, and the ways by which it goes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agents.perms import FIELD_AND_MANAGING, MANAGING, SignedInRequest, allow
from common.problems import RefusedError
from portal.enums import PaperKind
from portal.forms import MailForm
from portal.models import Paper
from portal.services.handover import handover_of, send_by_mail, sheet_of
from portal.services.papers import FILE_NAMES, ask_for_paper
from privacy.services import chain
from visits.models import Visit


def _visit(request: SignedInRequest, pk: UUID) -> Visit:
    visits = Visit.objects.visible_to(request.user).select_related("business", "person", "agent")
    return get_object_or_404(visits, pk=pk)


@require_GET
@allow(FIELD_AND_MANAGING)
def handover(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The devolutiva whole, its link as a code, and the ways that the client allowed."""
    return _page(request, _visit(request, pk), MailForm())


def _page(request: SignedInRequest, visit: Visit, form: MailForm, status: int = 200) -> HttpResponse:
    sheet, state = sheet_of(visit)
    context = {
        "visit": visit,
        "handover": handover_of(visit, now=timezone.now()),
        "form": form,
        "sheet": sheet,
        "state": state,
        "is_managing": request.user.role in MANAGING.roles,
    }
    return render(request, "portal/handover.html", context, status=status)


@require_GET
@allow(FIELD_AND_MANAGING)
def sheet_state(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Where the PDF stands; the page asks again until it is ready."""
    visit = _visit(request, pk)
    if not request.htmx:
        return redirect("handover:handover", pk=pk)
    sheet, state = sheet_of(visit)
    return render(request, "portal/_sheet_state.html", {"visit": visit, "sheet": sheet, "state": state})


@require_POST
@allow(FIELD_AND_MANAGING)
def sheet_request(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Have the PDF made, with everything that was said: it is for the client's own hands."""
    visit = _visit(request, pk)
    if chain.consent_of(visit) is not None:
        ask_for_paper(visit, PaperKind.WHOLE, now=timezone.now(), by=request.user)
    return redirect("handover:handover", pk=pk)


@require_GET
@allow(FIELD_AND_MANAGING)  # type: ignore[arg-type]  # a streamed answer
def sheet_file(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The PDF itself, never kept by a cache on the way."""
    made = Paper.objects.filter(visit=_visit(request, pk), kind=PaperKind.WHOLE, made_at__isnull=False)
    paper = get_object_or_404(made.order_by("-made_at")[:1])
    response = FileResponse(paper.file.open(), content_type="application/pdf", filename=FILE_NAMES[PaperKind.WHOLE])
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@allow(FIELD_AND_MANAGING)
def mail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Have the link sent by e-mail; only where the client asked for it."""
    visit, form = _visit(request, pk), MailForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, form, status=422)
    try:
        send_by_mail(visit, by=request.user, now=timezone.now())
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "O e-mail sai em instantes.")
    return redirect("handover:handover", pk=pk)
