"""Credit needs, from alignment to the agent who takes them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.perms import CREDIT, MANAGING, SECOND_LEVEL, SignedInRequest, allow
from deliveries.enums import OPEN_REFERRALS, ReferralState
from deliveries.forms.referrals import AlignmentForm, DeclineForm
from deliveries.models import Referral
from deliveries.perms import can_align, can_decline, can_take
from deliveries.services import referrals as verbs

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
