"""Managers' pages of the documents that did not become a visit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.perms import MANAGING, SignedInRequest, allow
from sync.enums import SubmissionState
from sync.forms import SettlementForm
from sync.models import Submission
from sync.services import kept as keeping

SAID = {
    "accepted": (
        messages.SUCCESS,
        "A visita foi recebida e segue para o SAS. No celular, ela aparece como Recebido depois de Tentar de novo.",
    ),
    "refused": (messages.ERROR, "Ainda não deu. A visita continua guardada; veja abaixo o que falta."),
    "conflict": (messages.ERROR, "Já havia outra visita com este número. Compare as duas."),
    "closed": (messages.INFO, "Este documento já não espera uma nova leitura."),
}


@require_GET
@allow(MANAGING)
def kept(request: SignedInRequest) -> HttpResponse:
    """What phones sent and did not become a visit, newest first."""
    visible = Submission.objects.visible_to(request.user)
    is_settled = request.GET.get("situacao") == "resolvidos"
    found = visible.settled() if is_settled else visible.waiting()
    page, rows = keeping.page_of(found, number=request.GET.get("pagina", ""), user=request.user)
    context = {
        "page": page,
        "rows": rows,
        "is_settled": is_settled,
        "waiting_count": page.paginator.count if not is_settled else visible.waiting().count(),
    }
    return render(request, "sync/kept.html", context)


@require_GET
@allow(MANAGING)
def kept_document(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One kept document: what happened, what it says, what to do."""
    found = _found(request, pk)
    if found.state == SubmissionState.ACCEPTED:
        return redirect("dashboard:visit", pk=found.visit_id)
    return _page(request, found, SettlementForm())


@require_POST
@allow(MANAGING)
def kept_retry(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Read it again, as if it arrived now."""
    found = _found(request, pk)
    outcome = keeping.retry(found, by=request.user)
    messages.add_message(request, *SAID[outcome])
    return redirect("sync:kept") if outcome == "accepted" else redirect("sync:kept_document", pk=found.pk)


@require_POST
@allow(MANAGING)
def kept_settlement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A person has decided about it."""
    found = _found(request, pk)
    form = SettlementForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    if keeping.settle(found, note=form.cleaned_data["note"], by=request.user):
        messages.success(request, "Resolvido. O documento continua guardado, com o que foi decidido.")
    else:
        messages.info(request, "Alguém já tinha resolvido este documento.")
    return redirect("sync:kept")


def _found(request: SignedInRequest, pk: UUID) -> Submission:
    related = "sent_by__region", "settled_by"
    return get_object_or_404(Submission.objects.visible_to(request.user).select_related(*related), pk=pk)


def _page(request: SignedInRequest, found: Submission, form: SettlementForm, status: int = 200) -> HttpResponse:
    context = {"kept": found, "look": keeping.look_at(found, user=request.user), "form": form}
    return render(request, "sync/kept_document.html", context, status=status)
