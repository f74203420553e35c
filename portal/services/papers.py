"""PDFs for a client, made by a worker when the link asks for them (tagged, PDF/UA-1); kept for a day."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from common import audit, jobs
from common.dates import known_zone
from common.enums import JobState
from common.models import Job
from portal.enums import PaperKind
from portal.models import Paper
from portal.services.held import held_about
from portal.services.receipt import receipt_context
from privacy.services import chain
from privacy.services.links import current_address
from visits.models import Visit

KIND = "portal.paper"
TEMPLATES = {PaperKind.RECEIPT: "portal/receipt_paper.html", PaperKind.COPY: "portal/copy_paper.html"}
KEPT_FOR = timedelta(days=1)
WAITING, READY, FAILED = "waiting", "ready", "failed"


@transaction.atomic
def ask_for_paper(visit: Visit, kind: PaperKind, *, now: datetime) -> Paper:
    """Have a PDF made; asking again within a minute gives the one that is on its way."""
    lately = Paper.objects.filter(visit=visit, kind=kind, asked_at__gt=now - timedelta(minutes=1))
    paper = lately.order_by("asked_at").last()
    if paper is None:
        paper = Paper.objects.create(visit=visit, kind=kind, asked_at=now)
        jobs.enqueue(KIND, paper.pk)
        audit.record("paper asked for", paper, by=None, kind=str(kind))
    return paper


def paper_state(paper: Paper) -> str:
    """Where a PDF stands: in the making, ready, or in need of a person."""
    if paper.made_at:
        return READY
    stuck = Job.objects.filter(kind=KIND, subject_id=paper.pk, state=JobState.ATTENTION).exists()
    return FAILED if stuck else WAITING


@jobs.handles(KIND)
def make_paper(paper_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Render the PDF and keep it; one that was made, or dropped meanwhile, stays as it is."""
    paper = Paper.objects.select_related("visit").filter(pk=paper_id, made_at=None).first()
    if paper is None:
        return jobs.Done()
    consent = chain.consents_of(paper.visit)
    if consent is None:
        return jobs.Attention("Esta visita não tem aceite para pôr no papel.")
    zone = known_zone(paper.visit.timezone)
    with timezone.override(zone):
        context = receipt_context(consent, current_address(paper.visit, now=timezone.now()))
        if paper.kind == PaperKind.COPY:
            context["sections"] = held_about(consent)
        content = _pdf(TEMPLATES[PaperKind(paper.kind)], context)
    paper.file.save(f"{uuid.uuid4().hex}.pdf", ContentFile(content), save=False)
    paper.made_at = timezone.now()
    paper.save(update_fields=["file", "made_at"])
    return jobs.Done()


def _pdf(template: str, context: dict[str, object]) -> bytes:
    """The PDF's bytes. WeasyPrint is imported here because only workers should pay for it (2 s, 60 MB)."""
    from weasyprint import CSS, HTML

    style = CSS(filename=finders.find("css/result_sheet.css"))
    return HTML(string=render_to_string(template, context)).write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")


def drop_old_papers(*, now: datetime) -> int:
    """Forget PDFs that had their day (nightly); the link makes them again."""
    old = Paper.objects.filter(asked_at__lt=now - KEPT_FOR)
    for paper in old:
        if paper.file:
            paper.file.delete(save=False)
    return old.delete()[0]
