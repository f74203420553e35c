"""PDFs under a link: asked for, in the making, there."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agents.perms import PUBLIC, allow
from portal.enums import PaperKind
from portal.models import Paper
from portal.services.papers import FILE_NAMES, ask_for_paper, paper_state
from portal.views.link import Opened, by_link, is_known

PRIVATE = {PaperKind.COPY: "held", PaperKind.WHOLE: "devolutiva"}  # and the page that the person wanted


@require_POST
@allow(PUBLIC)
@by_link
def papers(request: HttpRequest, link: Opened) -> HttpResponse:
    """Have a PDF made; what holds more than the link alone shows, for the person only."""
    asked = request.POST.get("kind", "")
    kind = PaperKind(asked) if asked in PaperKind.values else PaperKind.RECEIPT
    if kind in PRIVATE and not is_known(request, link):
        return link.ask_who(PRIVATE[kind])
    made = ask_for_paper(link.visit, kind, now=timezone.now())
    return redirect(link.to("paper", made.pk))


@require_GET
@allow(PUBLIC)
@by_link
def paper(request: HttpRequest, link: Opened, pk: UUID) -> HttpResponse:
    """Where a PDF stands; the page asks again by itself."""
    asked = get_object_or_404(Paper, pk=pk, visit=link.visit)
    return render(request, "portal/paper.html", {"link": link, "paper": asked, "state": paper_state(asked)})


@require_GET
@allow(PUBLIC)
@by_link
def paper_file(request: HttpRequest, link: Opened, pk: UUID) -> HttpResponse:
    """The PDF itself."""
    ready = get_object_or_404(Paper, pk=pk, visit=link.visit, made_at__isnull=False)
    kind = PaperKind(ready.kind)
    if kind in PRIVATE and not is_known(request, link):
        return link.ask_who(PRIVATE[kind])
    name = FILE_NAMES[kind]
    return FileResponse(ready.file.open(), content_type="application/pdf", as_attachment=True, filename=name)  # type: ignore[return-value]  # a streamed answer
