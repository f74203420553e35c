"""What happens around every request."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from agents.models import Unit
from common.remember import remembered
from sync.views import phone

WITHOUT_HOURS = ("/api/", "/static/", "/visita/", "/sw.js", "/manifest.webmanifest")  # phones do their own reckoning
FOR_MACHINES = ("/healthz", "/readyz", "/metrics")


@remembered(seconds=300)
def zone_of(unit_id: uuid.UUID) -> ZoneInfo | None:
    """The time zone of a unit."""
    name = Unit.objects.filter(pk=unit_id).values_list("timezone", flat=True).first()
    return ZoneInfo(name) if name else None


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
