"""What LGPD art. 18 lets a person do from the link: see everything, take a copy, ask for corrections or deletion."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from agents.perms import PUBLIC, allow
from portal.forms import RequestForm
from portal.services.held import copy_json, held_about
from portal.services.limits import is_too_often
from portal.views.link import Opened, by_link, by_who_knows, is_known, too_often
from portal.views.receipt import as_file
from privacy.enums import EventChannel
from privacy.models import SubjectRequest
from privacy.services.requests import ask

REQUESTS_A_DAY = 10  # each is somebody's work, with a legal term


@require_GET
@allow(PUBLIC)
@by_link
@by_who_knows
def held(request: HttpRequest, link: Opened) -> HttpResponse:
    """Everything that is held about the person, at once (art. 19, I)."""
    return render(request, "portal/held.html", {"link": link, "sections": held_about(link.consent)})


@require_GET
@allow(PUBLIC)
@by_link
@by_who_knows
def copy_file(request: HttpRequest, link: Opened) -> HttpResponse:
    """The same, for another programme to read (art. 18, V)."""
    return as_file(copy_json(link.consent), "meus-dados.json")


@require_http_methods(["GET", "POST"])
@allow(PUBLIC)
@by_link
def requests(request: HttpRequest, link: Opened) -> HttpResponse:
    """Ask a person of the programme to correct or delete, and see what became of it."""
    if not is_known(request, link):
        return _unsent(request, link) if request.method == "POST" else link.ask_who("requests")
    form = RequestForm(request.POST or None, person=link.consent.person)
    if request.method == "POST" and form.is_valid():
        if is_too_often(f"ask:{link.consent.person_id}", most=REQUESTS_A_DAY, within=timedelta(days=1)):
            return too_often(request)
        ask(
            visit=link.visit, kind=form.cleaned_data["kind"], channel=EventChannel.LINK, now=timezone.now(),
            message=form.cleaned_data["message"], corrections=form.corrections,
        )  # fmt: skip
        messages.success(request, "Pedido recebido. Uma pessoa do programa responde aqui em até 15 dias.")
        return redirect(link.to("requests"))
    mine = SubjectRequest.objects.filter(person=link.consent.person).order_by("-asked_at")
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/requests.html", {"link": link, "form": form, "mine": mine}, status=status)


def _unsent(request: HttpRequest, link: Opened) -> HttpResponse:
    """Whoever writes for longer than the confirmation holds finds what they typed; of what is held they see nothing."""
    form = RequestForm(initial=request.POST.dict(), person=None)
    return render(request, "portal/requests.html", {"link": link, "form": form, "has_lapsed": True}, status=403)
