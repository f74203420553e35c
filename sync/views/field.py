"""What a phone asks of its territory, and what it tells of the day as it is walked."""

from __future__ import annotations

import hashlib
from typing import Annotated
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods

from agents.perms import AGENT, allow
from sync.services.document import Moment, Part
from sync.services.territory import build_territory, stamped
from sync.views import phone
from sync.views.api import agent_of, answer, body_as, encode, for_phones, invalid
from visits.enums import SkipReason
from visits.models import Route
from visits.services.walked import Skip, walk


@require_GET
@gzip_page
@for_phones
@allow(AGENT)
@phone.for_readable_phones
def territory(request: HttpRequest) -> HttpResponse:
    """Every business that the agent may visit; 304 when the phone has it already."""
    content = build_territory(by=agent_of(request))
    tag = hashlib.sha256(encode(content)).hexdigest()[:32]
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = answer(stamped(content, at=timezone.now()))
    response["ETag"] = f'"{tag}"'
    return response


class Skipped(Part):
    """A stop that was left out."""

    stop: UUID
    reason: SkipReason
    at: Moment


class WalkedDay(Part):
    """The whole day as the phone has it."""

    order: Annotated[list[UUID], msgspec.Meta(max_length=400)]
    skipped: Annotated[list[Skipped], msgspec.Meta(max_length=400)]
    changed_at: Moment


@require_http_methods(["PUT"])
@for_phones
@allow(AGENT)
def route_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take note of the agent's own order and of what was left out; the same twice is once."""
    agent = agent_of(request)
    route = get_object_or_404(Route.objects.visible_to(agent).filter(agent=agent), pk=pk)
    day = body_as(WalkedDay, request)
    if day is None:
        return invalid("A ordem do dia não pôde ser lida.")
    skipped = {one.stop: Skip(one.reason, one.at) for one in day.skipped}
    counts = walk(route, order=day.order, skipped=skipped, changed_at=day.changed_at, at=timezone.now(), by=agent)
    return answer({"ok": True, "changed_at": counts})
