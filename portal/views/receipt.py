"""The receipt: what was agreed to, taking it back as easily, the text that was shown."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agents.perms import PUBLIC, allow
from common.problems import RefusedError
from portal.forms import ChoiceForm
from portal.services.receipt import receipt_context, receipt_json
from portal.views.link import Opened, by_link, is_known
from privacy.enums import EventChannel
from privacy.services import chain
from privacy.services.requests import deletion_of


@require_GET
@allow(PUBLIC)
@by_link
def receipt(request: HttpRequest, link: Opened) -> HttpResponse:
    """What the person said to each purpose, with one button to take each back."""
    return render(request, "portal/receipt.html", _context(request, link))


@require_GET
@allow(PUBLIC)
@by_link
def notice(request: HttpRequest, link: Opened) -> HttpResponse:
    """The text exactly as it was shown."""
    return render(request, "portal/notice.html", {"link": link, "notice": link.consent.notice})


@require_GET
@allow(PUBLIC)
@by_link
def receipt_file(request: HttpRequest, link: Opened) -> HttpResponse:
    """The receipt for machines (ISO/IEC TS 27560)."""
    content = receipt_json(link.consent, request.build_absolute_uri(link.to("devolutiva")))
    return as_file(content, "recibo.json")


def as_file(content: object, name: str) -> HttpResponse:
    """JSON that a browser saves."""
    response = HttpResponse(json.dumps(content, ensure_ascii=False, indent=2), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@allow(PUBLIC)
@by_link
def choices(request: HttpRequest, link: Opened) -> HttpResponse:
    """Take back one yes or all of them: one tap, no question asked (LGPD art. 8 §5).

    Saying yes again is for the person only: a link may have been passed on, and the proof is ours (§2).
    """
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Não entendemos o pedido. Toque de novo.")
        return redirect(link.to("receipt"))
    purpose, now = form.cleaned_data["purpose"], timezone.now()
    if form.cleaned_data["state"] == "given" and not is_known(request, link):
        return link.ask_who("receipt")
    if form.cleaned_data["state"] == "given":
        _give(request, link, purpose)
        return redirect(link.to("receipt"))
    asked = [purpose] if purpose else [each.key for each in chain.standings(link.consent)]
    taken = chain.withdraw(consent=link.consent, purposes=asked, channel=EventChannel.LINK, now=now)
    messages.success(request, "Retirado. Vale a partir de agora." if taken else "Isto já estava retirado.")
    return redirect(link.to("receipt"))


def _give(request: HttpRequest, link: Opened, purpose: str) -> None:
    try:
        chain.give(consent=link.consent, purpose=purpose, channel=EventChannel.LINK, now=timezone.now())
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Aceito de novo. Retire quando quiser.")


def _context(request: HttpRequest, link: Opened) -> dict[str, Any]:
    context = receipt_context(link.consent, request.build_absolute_uri(link.to("devolutiva")))
    asked = [each for each in context["asked"] if each.needs_consent]
    return context | {
        "link": link,
        "asked": asked,
        "others": [each for each in context["asked"] if not each.needs_consent],
        "erased": deletion_of(link.visit) if link.consent.person is None else None,
        "any_given": any(each.is_given for each in asked),
    }
