"""What the client of a visit said, for the agent and the programme's contact: handing the link over, taking back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agents.enums import FIELD_ROLES
from agents.models import User
from agents.perms import FIELD_AND_MANAGING, MANAGING, SignedInRequest, allow
from common.dates import today_in
from privacy.enums import EventChannel
from privacy.forms import SpokenRequestForm, WithdrawalForm
from privacy.services import chain
from privacy.services.links import close_links, current_address, qr_code_of, whatsapp_with
from privacy.services.requests import ask
from visits.models import Visit


@require_GET
@allow(FIELD_AND_MANAGING)
def visit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What stands, the link to hand over, and what may be taken back or asked for on the client's behalf."""
    found = _visit(request, pk)
    return _page(request, found, SpokenRequestForm())


def _visit(request: SignedInRequest, pk: UUID) -> Visit:
    return get_object_or_404(Visit.objects.visible_to(request.user).select_related("business", "person"), pk=pk)


def _channel(user: User) -> EventChannel:
    """Whom the client told it."""
    return EventChannel.AGENT if user.role in FIELD_ROLES else EventChannel.PROGRAMME


def _page(request: SignedInRequest, found: Visit, form: SpokenRequestForm, status: int = 200) -> HttpResponse:
    consent, now = chain.consent_of(found), timezone.now()
    address = current_address(found, now=now) if consent else ""
    asked = [each for each in chain.standings(consent) if each.needs_consent] if consent else []
    may_write = consent and chain.may(consent.person, chain.WHATSAPP, on=today_in(found.timezone, now))
    context = {
        "visit": found,
        "consent": consent,
        "asked": asked,
        "history": chain.history(consent) if consent else [],
        "address": address,
        "whatsapp": whatsapp_with(address) if may_write else "",
        "form": form,
        "is_managing": request.user.role in MANAGING.roles,
    }
    return render(request, "privacy/visit.html", context, status=status)


@require_GET
@allow(FIELD_AND_MANAGING)
def qr(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client's link as a picture for a camera; the phone shows it when the visit was received."""
    found = get_object_or_404(Visit.objects.visible_to(request.user), pk=pk)
    return HttpResponse(qr_code_of(current_address(found, now=timezone.now())), content_type="image/svg+xml")


@require_POST
@allow(FIELD_AND_MANAGING)
def withdrawal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client said so to the agent, or to the programme's contact."""
    found = _visit(request, pk)
    form, consent = WithdrawalForm(request.POST), chain.consent_of(found)
    if form.is_valid() and consent:
        purposes, channel = [form.cleaned_data["purpose"]], _channel(request.user)
        chain.withdraw(consent=consent, purposes=purposes, channel=channel, by=request.user, now=timezone.now())
        messages.success(request, "Retirado. Vale a partir de agora; o celular fica sabendo no próximo contato.")
    return redirect("privacy:visit", pk=pk)


@require_POST
@allow(FIELD_AND_MANAGING)
def visit_request(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down what a client asks by voice; the term runs from now."""
    found = _visit(request, pk)
    form = SpokenRequestForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    ask(visit=found, channel=_channel(request.user), by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, "Pedido anotado. A gestão responde em até 15 dias.")
    return redirect("privacy:visit", pk=pk)


@require_POST
@allow(MANAGING)
def new_link(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A link went astray: it opens nothing any more, and there is a new one."""
    close_links(_visit(request, pk), by=request.user, now=timezone.now())
    messages.success(request, "Os links anteriores não abrem mais. O novo está aqui.")
    return redirect("privacy:visit", pk=pk)
