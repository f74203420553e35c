"""PDFs for a client, made by a worker when the link or the team asks for them (tagged, PDF/UA-1); kept for a day."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from agents.models import User
from common import audit, jobs
from common.dates import known_zone
from common.enums import JobState
from common.models import Job
from portal.enums import PaperKind
from portal.models import Paper
from portal.services.devolutiva import devolutiva_of
from portal.services.held import held_about
from portal.services.lately import asked_lately
from portal.services.pdf import write_pdf
from portal.services.receipt import programme_of, receipt_context
from privacy.models import Consent
from privacy.services import chain
from privacy.services.links import current_address, qr_code_of
from visits.models import Visit

KIND = "portal.paper"
TEMPLATES = {
    PaperKind.RESULT: "portal/devolutiva_paper.html",
    PaperKind.WHOLE: "portal/devolutiva_paper.html",
    PaperKind.RECEIPT: "portal/receipt_paper.html",
    PaperKind.COPY: "portal/copy_paper.html",
}
PAGES = {PaperKind.RESULT: 2, PaperKind.WHOLE: 2}  # one sheet, both sides
FILE_NAMES = {
    PaperKind.RESULT: "resultado-da-visita.pdf",
    PaperKind.WHOLE: "resultado-da-visita.pdf",
    PaperKind.RECEIPT: "recibo-dos-meus-dados.pdf",
    PaperKind.COPY: "copia-dos-meus-dados.pdf",
}
KEPT_FOR = timedelta(days=1)
WAITING, READY, FAILED = "waiting", "ready", "failed"


@transaction.atomic
def ask_for_paper(visit: Visit, kind: PaperKind, *, now: datetime, by: User | None = None) -> Paper:
    """Have a PDF made; asking again within a minute gives the one that is on its way."""
    paper = asked_lately(Paper.objects.filter(kind=kind), visit, now=now)
    if paper is None:
        paper = Paper.objects.create(visit=visit, kind=kind, asked_at=now)
        jobs.enqueue(KIND, paper.pk)
        audit.record("paper asked for", paper, by=by, kind=str(kind))
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
    consent = chain.consent_of(paper.visit)
    if consent is None:
        return jobs.Attention("Esta visita não tem aceite para pôr no papel.")
    with timezone.override(known_zone(paper.visit.timezone)):
        content = render_paper(PaperKind(paper.kind), consent)
    _keep(paper, content)
    return jobs.Done()


def _keep(paper: Paper, content: bytes) -> None:
    """Unless it was dropped (its person erased, say) or made by somebody else while it was drawn: no file is left."""
    paper.file.save(f"{uuid.uuid4().hex}.pdf", ContentFile(content), save=False)
    waiting = Paper.objects.filter(pk=paper.pk, made_at=None)
    if not waiting.update(file=paper.file.name, made_at=timezone.now()):
        paper.file.delete(save=False)


def render_paper(kind: PaperKind, consent: Consent) -> bytes:
    """The PDF's bytes, in the current time zone."""
    address = current_address(consent.visit, now=timezone.now())
    if kind in (PaperKind.RESULT, PaperKind.WHOLE):
        page = devolutiva_of(consent, is_whole=kind == PaperKind.WHOLE)
        context = {"page": page, "visit": consent.visit, "qr": qr_code_of(address), **programme_of(consent)}
    else:
        context = receipt_context(consent, address)
        if kind == PaperKind.COPY:
            context["sections"] = held_about(consent)
    return write_pdf(TEMPLATES[kind], context, at_most=PAGES.get(kind, 0))


def drop_old_papers(*, now: datetime) -> int:
    """Forget PDFs that had their day (nightly); the link makes them again."""
    old = Paper.objects.filter(asked_at__lt=now - KEPT_FOR)
    for paper in old:
        if paper.file:
            paper.file.delete(save=False)
    return old.delete()[0]
