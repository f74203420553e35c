"""Credit needs, from alignment to the agent who takes them; and the client's result as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.perms import CREDIT, MANAGING, SECOND_LEVEL, SignedInRequest, allow
from deliveries.enums import OPEN_REFERRALS, ReferralState
from deliveries.forms.referrals import AlignmentForm, DeclineForm
from deliveries.models import Referral, ResultSheet
from deliveries.perms import can_align, can_decline, can_take
from deliveries.services import referrals as verbs
from deliveries.services.result_sheet import ask_for_sheet, sheet_state
from visits.models import Visit

PER_PAGE = 30


@require_GET
@allow(CREDIT)
def referrals(request: SignedInRequest) -> HttpResponse:
    """The region's credit needs by state, what waits for a person first."""
    chosen = request.GET.get("situacao", "")
    state = chosen if chosen in ReferralState.values else ""
    visible = Referral.objects.visible_to(request.user)
    counts = visible.count_by_state()
    tabs = [("", "Em aberto", sum(counts.get(one, 0) for one in OPEN_REFERRALS))]
    tabs += [(key, name, counts[key]) for key, name in ReferralState.choices if key in counts]
    page = Paginator(visible.in_state(state).for_list(), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"page": page, "state": state, "tabs": tabs}
    template = "deliveries/referrals.html#list" if request.htmx else "deliveries/referrals.html"
    return render(request, template, context)


@require_GET
@allow(CREDIT)
def referral(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One need: the client's words, what has happened, what comes next."""
    found = get_object_or_404(Referral.objects.visible_to(request.user).for_list(), pk=pk)
    return _page(request, found, AlignmentForm(), DeclineForm())


def _page(
    request: SignedInRequest, found: Referral, alignment: forms.Form, decline: forms.Form, status: int = 200
) -> HttpResponse:
    context = {
        "referral": found,
        "alignment": alignment if can_align(request.user, found) else None,
        "decline": decline if can_decline(request.user, found) else None,
        "can_take": can_take(request.user, found),
    }
    return render(request, "deliveries/referral.html", context, status=status)


@require_POST
@allow(MANAGING)
def alignment(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The local management agrees to call the second level."""
    found = get_object_or_404(Referral.objects.visible_to(request.user).for_list(), pk=pk)
    form = AlignmentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, DeclineForm(), status=422)
    return _move(
        request,
        found,
        lambda: verbs.align(found, by=request.user, note=form.cleaned_data["note"]),
        "Alinhado. Os agentes de crédito da regional já veem este caso.",
    )


@require_POST
@allow(SECOND_LEVEL)
def taking(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A credit agent takes the case."""
    found = get_object_or_404(Referral.objects.visible_to(request.user).for_list(), pk=pk)
    return _move(
        request,
        found,
        lambda: verbs.take(found, by=request.user),
        "O caso é seu. Combine a primeira conversa com o cliente.",
    )


@require_POST
@allow(MANAGING)
def declining(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The local management closes the need."""
    found = get_object_or_404(Referral.objects.visible_to(request.user).for_list(), pk=pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, AlignmentForm(), form, status=422)
    return _move(
        request,
        found,
        lambda: verbs.decline(found, by=request.user, because=form.cleaned_data["because"]),
        "Encerrado. O motivo fica guardado.",
    )


def _move(request: SignedInRequest, found: Referral, verb: Callable[[], Referral], done: str) -> HttpResponse:
    """Do it and say so, or say who was faster."""
    try:
        verb()
    except PermissionDenied as reason:
        messages.error(request, str(reason))
        return redirect("deliveries:referrals")
    messages.success(request, done)
    return redirect("deliveries:referral", pk=found.pk)


@require_GET
@allow(MANAGING)
def result_sheet(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Where the PDF of a visit's result stands; the visit's page asks again until it is ready."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=pk)
    if not request.htmx:
        return redirect("dashboard:visit", pk=pk)
    context = {"visit": visit, "state": sheet_state(visit)}
    return render(request, "deliveries/_result_sheet_state.html", context)


@require_POST
@allow(MANAGING)
def result_sheet_request(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Have the PDF made."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=pk)
    ask_for_sheet(visit, by=request.user)
    return redirect("deliveries:result_sheet", pk=pk)


@require_GET
@allow(MANAGING)  # type: ignore[arg-type]  # a streamed answer
def result_sheet_file(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The PDF itself, never kept by a cache on the way."""
    sheet = get_object_or_404(ResultSheet.objects.visible_to(request.user), visit_id=pk)
    response = FileResponse(sheet.file.open(), content_type="application/pdf", filename="resultado-da-visita.pdf")
    response["Cache-Control"] = "private, no-store"
    return response
