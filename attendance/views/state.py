"""Pages and answers for those who run the product."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from prometheus_client import CONTENT_TYPE_LATEST

from agents.perms import PUBLIC, UNIT_ADMIN, SignedInRequest, allow
from attendance.services import gate
from attendance.services.figures import figures
from attendance.services.metrics import exposition
from common import audit


@require_GET
@allow(UNIT_ADMIN)
def state(request: SignedInRequest) -> HttpResponse:
    """How much waits, how long, and how SAS behaves."""
    return render(request, "attendance/state.html", {"figures": figures()})


@require_POST
@allow(UNIT_ADMIN)
def try_now(request: SignedInRequest) -> HttpResponse:
    """Somebody knows that SAS is back: close the breaker without waiting for its next probe."""
    destination = gate.reset()
    audit.record("sas tried at once", destination, by=request.user)
    messages.success(request, "A pausa acabou: os registros seguem agora. Se o SAS falhar de novo, voltam a esperar.")
    return redirect("attendance:state")


@require_GET
@allow(PUBLIC)
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures, for whoever holds METRICS_TOKEN; without one in the settings there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    said = request.headers.get("Authorization", "")
    if not secrets.compare_digest(said.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
