"""What happens around every request."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from agents.models import Unit, User
from agents.services.recognition import recognise, remember
from common import sql
from common.remember import remembered
from sync.views import phone

WITHOUT_HOURS = ("/api/", "/static/", "/visita/", "/sw.js", "/manifest.webmanifest")  # phones do their own reckoning
FOR_MACHINES = ("/healthz", "/readyz", "/metrics")


@remembered(seconds=300)
def zone_of(unit_id: uuid.UUID) -> ZoneInfo | None:
    """The time zone of a unit."""
    name = Unit.objects.filter(pk=unit_id).values_list("timezone", flat=True).first()
    return ZoneInfo(name) if name else None


def recognise_phones(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Know a phone that sends one visit after another without signing it in anew each time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/visits/"):
            return get_response(request)
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        # No asking first whether the database is there: if it is not, the phone is told to try again.
        connection.health_check_done = True  # type: ignore[attr-defined]
        try:
            request.user = recognise(key, now=timezone.now()) or request.user
        except sql.AWAY:  # the view will find out too, and knows what to answer
            return get_response(request)
        response = get_response(request)
        signed_in = getattr(request, "_cached_user", None)  # looked up in the usual way just now
        if response.status_code < 300 and isinstance(signed_in, User):
            remember(key, signed_in)
        return response

    return middleware


def send_out_revoked_phones(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Pages are not for phones that were revoked; what they may still send goes through /api/, which decides itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path
        open_to_all = path.startswith((*WITHOUT_HOURS, *FOR_MACHINES, reverse("account_login")))
        if open_to_all or not (request.user.is_authenticated and phone.is_revoked(request)):
            return get_response(request)
        logout(request)
        messages.error(request, "Este aparelho foi desligado pela gestão. O que ele tinha para enviar não se perdeu.")
        return redirect("account_login")

    return middleware


def unit_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Show hours as the reader's unit counts them; a visit's page says the hours of its own place."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_HOURS):
            return get_response(request)
        user = request.user
        zone = zone_of(user.unit_id) if user.is_authenticated and user.unit_id else None
        if zone is None:
            return get_response(request)
        with timezone.override(zone):
            return get_response(request)

    return middleware
