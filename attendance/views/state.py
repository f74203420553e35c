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
    """How much of the unit waits, how long, and how SAS behaves."""
    return render(request, "attendance/state.html", {"figures": figures(unit_id=request.user.unit_id)})


@require_POST
@allow(UNIT_ADMIN)
def try_now(request: SignedInRequest) -> HttpResponse:
    """Somebody believes that SAS is back: one record goes as a probe, at once. The pause is everybody's, and stays."""
    if gate.probe():
        audit.record("sas tried at once", gate.sas(), by=request.user)
        text = "Um registro vai agora, como teste. Se o SAS responder, os outros seguem sozinhos."
        messages.success(request, text)
    else:
        messages.info(request, "O SAS está respondendo: nada segura os registros.")
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
