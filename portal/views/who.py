"""A link may have been passed on: whoever wants to see everything shows that they are the person."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agents.perms import PUBLIC, allow
from common import audit
from portal.forms import CodeForm, ConfirmationForm
from portal.services.codes import ask_for_code, waiting_code, ways_to
from portal.services.limits import forget, is_too_often
from portal.views.link import Opened, by_link, remember

NEXT = ("held", "requests", "receipt", "devolutiva")
TRIES, SPAN = 5, timedelta(hours=1)
TRIES_IN_ALL, LONG = 10, timedelta(days=30)  # four digits are 10,000 guesses: an hour's limit alone gives way in weeks
CODES_AN_HOUR = 3  # each is a message that somebody pays for and somebody reads


@require_http_methods(["GET", "POST"])
@allow(PUBLIC)
@by_link
def confirmation(request: HttpRequest, link: Opened) -> HttpResponse:
    """Something that only the person knows: digits of the CPF, or a code that reached them."""
    person = link.consent.person
    has_cpf = bool(person and person.cpf)
    waiting = None if has_cpf else waiting_code(link.visit, now=timezone.now())
    context = {"link": link, "goal": _goal(request), "ways": [] if has_cpf else ways_to(person), "waiting": waiting}
    if not has_cpf and not waiting:
        return render(request, "portal/confirmation.html", context)
    said = request.POST or None
    form = ConfirmationForm(said, person=person) if has_cpf else CodeForm(said, visit=link.visit)
    context["form"] = form
    if request.method == "GET":
        return render(request, "portal/confirmation.html", context)
    who = f"confirm:{link.consent.person_id}"  # whichever of the person's links it is
    if is_too_often(who, most=TRIES, within=SPAN) or is_too_often(f"{who}:long", most=TRIES_IN_ALL, within=LONG):
        return render(request, "portal/confirmation.html", context | {"is_locked": True}, status=429)
    if not form.is_valid():
        return render(request, "portal/confirmation.html", context, status=422)
    forget(f"{who}:long")
    audit.record("client confirmed", link.consent, by=None, by_what="cpf" if has_cpf else "code")
    return remember(request, link, redirect(link.to(_goal(request))))


@require_POST
@allow(PUBLIC)
@by_link
def code(request: HttpRequest, link: Opened) -> HttpResponse:
    """Send a code by the way that was chosen."""
    person = link.consent.person
    ways = [] if person is None or person.cpf else [way.key for way in ways_to(person)]
    if request.POST.get("way") not in ways:
        return link.ask_who(_goal(request))
    if is_too_often(f"code:{link.consent.person_id}", most=CODES_AN_HOUR, within=timedelta(hours=1)):
        context = {"link": link, "goal": _goal(request), "is_locked": True}
        return render(request, "portal/confirmation.html", context, status=429)
    ask_for_code(link.visit, request.POST["way"], now=timezone.now())
    return link.ask_who(_goal(request))


def _goal(request: HttpRequest) -> str:
    asked = request.GET.get("para", "")
    return asked if asked in NEXT else "held"
