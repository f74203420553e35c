"""The inbox of people's requests, each with its legal term; and finding somebody who calls."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.perms import MANAGING, SignedInRequest, allow
from common.problems import RefusedError
from privacy.enums import RequestState
from privacy.forms import AnswerForm, SearchForm
from privacy.models import SubjectRequest
from privacy.services import requests as verbs
from privacy.services.erasure import holds_on
from privacy.services.people import find_people

PER_PAGE = 30
CORRECTED = {"name": "Nome", "phone": "Telefone", "email": "E-mail"}


@require_GET
@allow(MANAGING)
def requests(request: SignedInRequest) -> HttpResponse:
    """What waits, the nearest term first."""
    chosen = request.GET.get("situacao", "")
    state = chosen if chosen in RequestState.values else ""
    visible = SubjectRequest.objects.visible_to(request.user)
    today = request.user.today()
    rows = visible.in_state(state).select_related("person", "visit__business", "region")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina")),
        "state": state,
        "waiting": visible.open().count(),
        "overdue": visible.overdue(today).count(),
        "today": today,
        "tabs": [("", "Esperam resposta"), ("done", "Atendidos"), ("refused", "Não atendidos")],
    }
    return render(request, "privacy/requests.html", context)


@require_GET
@allow(MANAGING)
def request_page(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One request: what is asked, what answering does, what stands against it."""
    asked = get_object_or_404(SubjectRequest.objects.visible_to(request.user), pk=pk)
    return _page(request, asked, AnswerForm(does=verbs.verb_of(asked)))


def _page(request: SignedInRequest, asked: SubjectRequest, form: AnswerForm, status: int = 200) -> HttpResponse:
    is_deletion = verbs.verb_of(asked) == "delete" and asked.state == RequestState.OPEN
    context = {
        "asked": asked,
        "form": form,
        "verb": verbs.verb_of(asked),
        "today": request.user.today(),
        "changes": [
            (CORRECTED.get(name, name), getattr(asked.person, name, ""), value)
            for name, value in asked.corrections.items()
        ],
        "holds": holds_on(asked.person) if is_deletion and asked.person else [],
    }
    return render(request, "privacy/request.html", context, status=status)


@require_POST
@allow(MANAGING)
def request_answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Carry out what is asked, or say why not; the person reads the answer under the link."""
    asked = get_object_or_404(SubjectRequest.objects.visible_to(request.user), pk=pk)
    form = AnswerForm(request.POST, does=verbs.verb_of(asked))
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    is_granted = form.cleaned_data["decision"] == RequestState.DONE
    try:
        verbs.decide(asked=asked, is_granted=is_granted, answer=form.cleaned_data["answer"], by=request.user)
    except RefusedError as refused:
        form.add_error("answer", refused.message)
        return _page(request, asked, form, status=422)
    messages.success(request, "Respondido. A pessoa lê a resposta no link dela.")
    return redirect("privacy:request", pk=pk)


@require_http_methods(["GET", "POST"])
@allow(MANAGING)
def people(request: SignedInRequest) -> HttpResponse:
    """Somebody calls: find them by name, CPF or phone. What is typed is never in an address."""
    form = SearchForm(request.POST or None)
    found = find_people(form.cleaned_data["words"], by=request.user) if form.is_bound and form.is_valid() else None
    return render(request, "privacy/people.html", {"form": form, "found": found})
