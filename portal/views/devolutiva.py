"""What a link opens first: the result in pictures and words, what was left, what was agreed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agents.perms import PUBLIC, allow
from portal.services.calendar_file import calendar_file
from portal.services.devolutiva import devolutiva_of
from portal.services.receipt import programme_of
from portal.views.link import Opened, by_link, is_known


@require_GET
@allow(PUBLIC)
@by_link
def devolutiva(request: HttpRequest, link: Opened) -> HttpResponse:
    """The devolutiva; what was typed in the visit only for whoever has just shown to be the person."""
    page = devolutiva_of(link.consent, is_whole=is_known(request, link))
    context = {"link": link, "page": page, "consent": link.consent, "visit": link.visit}
    return render(request, "portal/devolutiva.html", context | programme_of(link.consent))


@require_GET
@allow(PUBLIC)
@by_link
def calendar(request: HttpRequest, link: Opened) -> HttpResponse:
    """The promise for the client's own calendar."""
    promise = devolutiva_of(link.consent, is_whole=False).promise
    if promise is None or promise.is_past:
        raise Http404
    content = calendar_file(
        uid=f"{promise.pk}@rota-ativa",
        starts_at=promise.at,
        summary=promise.what,
        details="Combinado na visita da Rota Ativa.",
        stamped_at=link.visit.received_at,
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="combinado.ics"'
    return response
