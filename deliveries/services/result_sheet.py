"""The client's result on paper: a tagged PDF (PDF/UA-1) made by a worker when somebody asks for it."""

from __future__ import annotations

import uuid

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string

from agents.models import User
from common import audit, jobs
from common.enums import JobState
from common.models import Job
from deliveries.models import ResultSheet
from visits.models import Visit

KIND = "deliveries.result_sheet"
NOT_ASKED, WAITING, READY, FAILED = "not asked", "waiting", "ready", "failed"
BLOCKS = 4  # a level is drawn as one to four growing blocks


@transaction.atomic
def ask_for_sheet(visit: Visit, *, by: User) -> None:
    """Have the PDF of a visit's result made; asking twice changes nothing."""
    jobs.enqueue(KIND, visit.pk)
    audit.record("result sheet asked for", visit, by=by)


def sheet_state(visit: Visit) -> str:
    """Where the PDF of a visit stands: not asked for, in the making, ready, or in need of a person."""
    if ResultSheet.objects.filter(visit=visit).exists():
        return READY
    job = Job.objects.filter(kind=KIND, subject_id=visit.pk).first()
    if job is None:
        return NOT_ASKED
    return FAILED if job.state == JobState.ATTENTION else WAITING


@jobs.handles(KIND)
def make_sheet(visit_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Render the PDF and keep it; a second run replaces nothing that is already there."""
    visit = Visit.objects.select_related("agent", "business", "diagnosis__version").get(pk=visit_id)
    if not hasattr(visit, "diagnosis"):
        return jobs.Attention("Esta visita não tem resultado para imprimir.")
    if not ResultSheet.objects.filter(visit=visit).exists():
        content = ContentFile(render_sheet(visit), name=f"{visit.pk}.pdf")
        ResultSheet.objects.create(visit=visit, file=content)
    return jobs.Done()


def render_sheet(visit: Visit) -> bytes:
    """The PDF's bytes. WeasyPrint is imported here because only workers should pay for it (2 s, 60 MB)."""
    from weasyprint import CSS, HTML

    html = render_to_string("deliveries/result_sheet.html", sheet_context(visit))
    style = CSS(filename=finders.find("css/result_sheet.css"))
    return HTML(string=html).write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")


def sheet_context(visit: Visit) -> dict[str, object]:
    """What the sheet says: levels by theme, the gaps in the client's words, the tools and what was agreed."""
    definition = visit.diagnosis.version.definition
    names = {theme["key"]: theme["name"] for theme in definition["themes"]}
    levels = [level["name"] for level in definition["levels"]]
    themes = [
        theme | {"name": names.get(theme["theme"], theme["theme"]), "blocks": _blocks(theme["level"], levels)}
        for theme in visit.diagnosis.themes
        if theme["score"] is not None
    ]
    return {
        "visit": visit,
        "themes": themes,
        "findings": visit.diagnosis.findings.all()[:3],
        "deliveries": visit.deliveries.select_related("tool"),
        "promise": visit.promises.first(),
    }


def _blocks(level: str, levels: list[str]) -> list[dict[str, object]]:
    """The four growing blocks of a level, as coordinates for SVG."""
    reached = levels.index(level) + 1
    return [
        {"x": 1 + 14 * index, "y": 16 - 5 * index, "height": 8 + 5 * index, "on": index < reached}
        for index in range(BLOCKS)
    ]
