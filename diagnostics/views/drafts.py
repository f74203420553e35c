"""Writing a conversation: by spreadsheet or question by question, and publishing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.perms import UNIT_ADMIN, SignedInRequest, allow, unit_of
from common.problems import Problem, RefusedError
from diagnostics.checks import definition_problems
from diagnostics.forms import QuestionForm, SettingsForm, UploadForm, finding_names
from diagnostics.models import InstrumentDraft, InstrumentVersion
from diagnostics.services import drafts
from diagnostics.services import use as uses
from diagnostics.services.reading import parts_of
from diagnostics.services.xlsform import read_form
from diagnostics.views.instruments import spreadsheet

Json = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@allow(UNIT_ADMIN)
def upload(request: SignedInRequest) -> HttpResponse:
    """Read a spreadsheet into a draft, or name each problem by sheet and cell."""
    form = UploadForm(request.POST or None, request.FILES or None)
    read = read_form(form.cleaned_data["file"]) if request.method == "POST" and form.is_valid() else None
    if read and read.definition:
        try:
            made = drafts.draft_from(read.definition, unit=unit_of(request), by=request.user)
        except RefusedError as refused:
            messages.error(request, refused.message)
            return redirect("diagnostics:instruments")
        if read.problems:
            messages.warning(request, _told(read.problems))
        messages.success(request, f"Planilha lida: {len(read.definition['questions'])} perguntas. Confira e publique.")
        return redirect("diagnostics:draft", pk=made.pk)
    example = InstrumentVersion.objects.visible_to(request.user).order_by("instrument__position", "-number").first()
    problems = read.problems if read else []
    wrong = sum(problem.blocks for problem in problems)
    context = {"form": form, "problems": problems, "wrong": wrong, "example": example}
    return render(request, "diagnostics/upload.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(UNIT_ADMIN)
def draft(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A draft with its questions, what keeps it from being published, and its settings."""
    found = _draft(request, pk)
    form = SettingsForm(request.POST or None, definition=found.definition)
    if request.method == "POST" and form.is_valid():
        drafts.change_settings(found, by=request.user, **form.settings)
        messages.success(request, "Guardado no rascunho.")
        return redirect("diagnostics:draft", pk=found.pk)
    problems = definition_problems(found.definition)
    context = {"draft": found, "form": form, "problems": problems, "parts": parts_of(found.definition)}
    return render(request, "diagnostics/draft.html", context, status=422 if form.is_bound else 200)


@require_GET
@allow(UNIT_ADMIN)
def draft_file(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A draft as a spreadsheet."""
    return spreadsheet(_draft(request, pk).definition)


@require_POST
@allow(UNIT_ADMIN)
def publication(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Publish a draft."""
    found = _draft(request, pk)
    try:
        version = drafts.publish(found, by=request.user)
    except RefusedError as refused:
        messages.error(request, f"Ainda não dá para publicar. {refused.problems[0].message}")
        return redirect("diagnostics:draft", pk=found.pk)
    begins = uses.offered_in(found.unit_id)[0].version == version  # what nobody decided begins with the unit's own
    which = "As visitas da unidade começam por esta conversa; em Conversas dá para escolher outra." if begins else ""
    messages.success(request, f"Versão {version.number} publicada. Os celulares recebem com o próximo dia. {which}")
    return redirect("diagnostics:version", pk=version.pk)


@require_POST
@allow(UNIT_ADMIN)
def disposal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    drafts.discard(_draft(request, pk), by=request.user)
    messages.success(request, "Rascunho descartado. O que já foi publicado continua valendo.")
    return redirect("diagnostics:instruments")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(UNIT_ADMIN)
def new_question(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write a new question at the end."""
    return _write(request, _draft(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(UNIT_ADMIN)
def question(request: SignedInRequest, pk: UUID, key: str) -> HttpResponse:
    """Write a question anew."""
    found = _draft(request, pk)
    return _write(request, found, _question(found, key))


@require_POST
@allow(UNIT_ADMIN)
def place(request: SignedInRequest, pk: UUID, key: str) -> HttpResponse:
    """Move a question one place up or down."""
    found = _draft(request, pk)
    _question(found, key)
    drafts.move_question(found, key, up=request.POST.get("to") == "up", by=request.user)
    return redirect("diagnostics:draft", pk=found.pk)


@require_POST
@allow(UNIT_ADMIN)
def removal(request: SignedInRequest, pk: UUID, key: str) -> HttpResponse:
    """Take a question out."""
    found = _draft(request, pk)
    _question(found, key)
    drafts.remove_question(found, key, by=request.user)
    messages.success(request, "Pergunta retirada do rascunho.")
    return redirect("diagnostics:draft", pk=found.pk)


# --- what the views share


def _told(warnings: list[Problem]) -> str:
    """What of a spreadsheet was left out, line by line."""
    lines = [f"{problem.where}: {problem.message}" for problem in warnings]
    return "\n".join(["Ficou de fora, confira se não faz falta:", *lines])


def _draft(request: SignedInRequest, pk: UUID) -> InstrumentDraft:
    return get_object_or_404(InstrumentDraft.objects.visible_to(request.user).select_related("instrument"), pk=pk)


def _question(found: InstrumentDraft, key: str) -> Json:
    asked: Json | None = next((each for each in found.definition["questions"] if each["key"] == key), None)
    if asked is None:
        raise Http404
    return asked


def _write(request: SignedInRequest, found: InstrumentDraft, asked: Json | None) -> HttpResponse:
    """The form of a question; a good answer goes into the draft."""
    versions = InstrumentVersion.objects.visible_to(request.user).values_list("definition", flat=True)
    names = finding_names([found.definition, *versions])
    form = QuestionForm(request.POST or None, definition=found.definition, question=asked, findings=names)
    if request.method == "POST" and form.is_valid():
        drafts.write_question(found, form.written(), instead_of=asked["key"] if asked else "", by=request.user)
        messages.success(request, "Pergunta guardada no rascunho.")
        return redirect("diagnostics:draft", pk=found.pk)
    context = {"draft": found, "form": form, "question": asked}
    return render(request, "diagnostics/question.html", context, status=422 if form.is_bound else 200)
