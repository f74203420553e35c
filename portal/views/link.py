"""Opening a link: whose receipt it is, and whether the person has shown that they know who they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from common.dates import known_zone
from portal.services.limits import address_of, is_too_often
from privacy.models import Consent
from privacy.services import chain
from privacy.services.links import is_open, read_token
from visits.models import Visit

COOKIE = "rota-quem"
KNOWN_FOR = timedelta(minutes=30)
TRIES = 30  # wrong links from one address within ten minutes
OPENINGS = 240  # of one link within ten minutes


@dataclass(frozen=True)
class Opened:
    """A link that opens something: its visit, the answer to the notice there, its own address, until when it opens."""

    token: str
    visit: Visit
    consent: Consent
    ends_at: datetime

    def to(self, name: str, *arguments: object) -> str:
        """An address under this link."""
        return reverse(f"portal:{name}", args=[self.token, *arguments])

    def ask_who(self, goal: str) -> HttpResponse:
        """To the page that asks who this is; `goal` is the page that the person then gets."""
        return redirect(f"{self.to('confirmation')}?para={goal}")


def _with_headers(response: HttpResponse) -> HttpResponse:
    """Nobody keeps, indexes or passes on what a link opens: its address is the key."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # not "no-referrer": forms would be refused (Origin: null)
    return response


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn the token into what it opens; a wrong, old or closed one gets a page that says where to ask."""

    @wraps(view)
    @sensitive_variables("token")
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        link = read_token(token)
        if link is None:
            span = timedelta(minutes=10)
            too_often = is_too_often(f"wrong:{address_of(request)}", most=TRIES, within=span)
            return _with_headers(_closed(request, 429 if too_often else 404))
        if is_too_often(f"open:{link.visit_id}", most=OPENINGS, within=timedelta(minutes=10)):
            return _with_headers(_closed(request, 429))
        visit = Visit.objects.filter(pk=link.visit_id).first()
        consent = chain.consent_of(visit) if visit and is_open(link, now=timezone.now()) else None
        if consent is None:
            return _with_headers(_closed(request, 410))
        with timezone.override(known_zone(consent.visit.timezone)):
            return _with_headers(view(request, Opened(token, consent.visit, consent, link.expires_at), **kwargs))

    return opened


def _closed(request: HttpRequest, status: int) -> HttpResponse:
    return too_often(request) if status == 429 else render(request, "portal/closed.html", status=status)


def too_often(request: HttpRequest) -> HttpResponse:
    """429, in a client's words."""
    return render(request, "errors/429.html", {"for_client": True}, status=429)


def by_who_knows(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for whoever has just shown to be the person (a link may be passed on); others are asked first."""

    @wraps(view)
    def known(request: HttpRequest, link: Opened, **kwargs: Any) -> HttpResponse:
        if not is_known(request, link):
            return link.ask_who(view.__name__)
        return view(request, link, **kwargs)

    return known


def is_known(request: HttpRequest, link: Opened) -> bool:
    """Whether this browser has confirmed the person lately."""
    said = request.get_signed_cookie(COOKIE, "", salt=_salt(link), max_age=int(KNOWN_FOR.total_seconds()))
    return bool(said) and said == str(link.consent.person_id)


def remember(request: HttpRequest, link: Opened, response: HttpResponse) -> HttpResponse:
    """Let this browser in for half an hour, under this link only."""
    response.set_signed_cookie(
        COOKIE, str(link.consent.person_id), salt=_salt(link), max_age=int(KNOWN_FOR.total_seconds()),
        path=link.to("devolutiva"), httponly=True, secure=request.is_secure(), samesite="Strict",
    )  # fmt: skip
    return response


def _salt(link: Opened) -> str:
    return f"portal.known:{link.visit.pk}"
