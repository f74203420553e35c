"""What happens around every request."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agents.models import Unit
from common.remember import remembered


@remembered(seconds=300)
def zone_of(unit_id: uuid.UUID) -> ZoneInfo | None:
    """The time zone of a unit."""
    name = Unit.objects.filter(pk=unit_id).values_list("timezone", flat=True).first()
    return ZoneInfo(name) if name else None


def unit_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Show hours as the reader's unit counts them; a visit's page says the hours of its own place."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/api/", "/static/")):  # phones do their own reckoning
            return get_response(request)
        user = request.user
        zone = zone_of(user.unit_id) if user.is_authenticated and user.unit_id else None
        if zone is None:
            return get_response(request)
        with timezone.override(zone):
            return get_response(request)

    return middleware
