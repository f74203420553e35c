"""The daily comparison with SAS: what differs, and putting it right."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.models import User
from agents.perms import UNIT_ADMIN, SignedInRequest, allow, unit_of
from attendance.enums import REPAIRABLE
from attendance.models import Difference, Reconciliation
from attendance.services.gate import loads_files
from attendance.services.reconcile import expect_comparison, plan_comparisons, repair, repair_all
from common.ids import as_id

SHOWN = 31


@require_GET
@allow(UNIT_ADMIN)
def comparisons(request: SignedInRequest) -> HttpResponse:
    """The last days, with how many differences each still has."""
    days = Reconciliation.objects.visible_to(request.user).with_standing()[:SHOWN]
    context = {"days": days, "loads": loads_files(unit_of(request).pk)}
    return render(request, "attendance/comparisons.html", context)


@require_POST
@allow(UNIT_ADMIN)
def compare_now(request: SignedInRequest) -> HttpResponse:
    """Have the last days compared without waiting for the morning."""
    if plan_comparisons(request.user.unit_id):
        messages.success(request, "A conferência dos últimos dias começou. Atualize a página em instantes.")
    else:
        messages.warning(request, "Nada a conferir: a unidade carrega arquivos, e o retorno de cada um confere.")
    return redirect("attendance:comparisons")


@require_GET
@allow(UNIT_ADMIN)
def comparison(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One day: counts per agent and action, and each difference."""
    found = get_object_or_404(Reconciliation.objects.visible_to(request.user).select_related("unit"), pk=pk)
    people = User.objects.visible_to(request.user).filter(pk__in=[as_id(tally["agent"]) for tally in found.tallies])
    names = {str(pk): name for pk, name in people.values_list("pk", "name")}
    for tally in found.tallies:
        tally["name"] = names.get(tally["agent"], "Quem não é desta unidade")
    standing = found.differences.standing().select_related("record__visit__business", "record__contact__business")
    context = {
        "found": found,
        "differences": standing,
        "repaired": found.differences.filter(repaired_at__isnull=False).count(),
        "repairable": standing.filter(kind__in=REPAIRABLE).count(),
        "kinds": REPAIRABLE,
    }
    return render(request, "attendance/comparison.html", context)


@require_POST
@allow(UNIT_ADMIN)
def compare_again(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Compare one day again."""
    found = get_object_or_404(Reconciliation.objects.visible_to(request.user).select_related("unit"), pk=pk)
    expect_comparison(found.unit, found.happened_on, by=request.user)
    messages.success(request, "A conferência começou de novo. Atualize a página em instantes.")
    return redirect("attendance:comparison", found.pk)


@require_POST
@allow(UNIT_ADMIN)
def repair_day(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Put right all of a day that can be put right from here."""
    found = get_object_or_404(Reconciliation.objects.visible_to(request.user), pk=pk)
    done = repair_all(found, by=request.user)
    messages.success(request, f"{done} {'diferença corrigida' if done == 1 else 'diferenças corrigidas'}.")
    return redirect("attendance:comparison", found.pk)


@require_POST
@allow(UNIT_ADMIN)
def repair_one(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Put one difference right."""
    found = get_object_or_404(Difference.objects.visible_to(request.user), pk=pk)
    if repair(found, by=request.user):
        messages.success(request, "Diferença corrigida.")
    else:
        messages.info(request, "Esta diferença já foi resolvida, ou precisa de alguém no próprio SAS.")
    return redirect("attendance:comparison", found.reconciliation_id)
