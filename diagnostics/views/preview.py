"""A conversation as the phone asks it: one question after another, and the result at the end. Nothing is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agents.perms import UNIT_ADMIN, SignedInRequest, allow
from diagnostics.models import InstrumentDraft, InstrumentVersion
from diagnostics.services.reading import ask


@require_http_methods(["GET", "HEAD", "POST"])
@allow(UNIT_ADMIN)
def version_preview(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Walk through a published version."""
    found = get_object_or_404(InstrumentVersion.objects.visible_to(request.user), pk=pk)
    return _preview(request, found.definition, reverse("diagnostics:version", args=[found.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(UNIT_ADMIN)
def draft_preview(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Walk through a draft."""
    found = get_object_or_404(InstrumentDraft.objects.visible_to(request.user), pk=pk)
    return _preview(request, found.definition, reverse("diagnostics:draft", args=[found.pk]))


def _preview(request: SignedInRequest, definition: dict[str, Any], back: str) -> HttpResponse:
    given = {name: request.POST.getlist(name) for name in request.POST if name.startswith("q.")}
    asked = request.POST.get("asked", "")
    context = {"page": ask(definition, given, asked), "title": definition["title"], "back": back}
    return render(request, "diagnostics/preview.html", context)
