"""The portfolio: managers read it with the share of the network's; the unit's administrator keeps the unit's own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.forms import EndForm
from agents.perms import MANAGING, UNIT_ADMIN, SignedInRequest, allow, unit_of
from attendance.forms.portfolio import SolutionChangeForm, SolutionForm
from attendance.models import AttendanceRecord, Solution
from attendance.services import portfolio as verbs
from attendance.services.measures import network_share
from attendance.services.reference import solution_types
from attendance.views.attempts import attempt, require_get_or_post


@require_GET
@allow(MANAGING)
def portfolio(request: SignedInRequest) -> HttpResponse:
    """What can be recorded, with its codes, and how much of the year's attendances is the network's (PRG-14)."""
    today = request.user.today()
    rows = list(Solution.objects.visible_to(request.user).order_by("unit", "name", "starts_on"))
    names = solution_types()
    records = AttendanceRecord.objects.visible_to(request.user).filter(competence__year=today.year)
    context = {
        "solutions": [(row, names.get(row.solution_type, row.solution_type)) for row in rows],
        "share": network_share(records), "today": today, "may_change": request.user.role in UNIT_ADMIN.roles,
        "without_code": sum(not row.sas_code and not row.ends_on for row in rows),
    }  # fmt: skip
    return render(request, "attendance/portfolio/list.html", context)


@require_get_or_post
@allow(UNIT_ADMIN)
def new_solution(request: SignedInRequest) -> HttpResponse:
    """Put a solution in."""
    form = SolutionForm(request.POST if request.method == "POST" else None)

    def add_it() -> Solution:
        kind = form.cleaned_data["solution_type"]
        return verbs.add_solution(unit_of(request), solution_type=kind, terms=form.terms(), by=request.user)

    if made := attempt(form, add_it):
        messages.success(request, f"{made} está no portfólio da unidade.")
        return redirect("portfolio:portfolio")
    return render(request, "attendance/portfolio/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_get_or_post
@allow(UNIT_ADMIN)
def solution(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What a solution says, what it said before, and what it shall say from a day on."""
    found, today = _own(request, pk), request.user.today()
    form = SolutionChangeForm(request.POST if request.method == "POST" else None, solution=found, today=today)

    def change_it() -> Solution:
        return verbs.change_solution(found, terms=form.terms(), from_on=form.cleaned_data["from_on"], by=request.user)

    if made := attempt(form, change_it):
        is_new = made.pk != found.pk
        since = f" A mudança vale a partir de {form.cleaned_data['from_on']:%d/%m/%Y}." if is_new else ""
        messages.success(request, f"{made} guardada.{since}")
        return redirect("portfolio:solution", pk=made.pk)
    return _page(request, found, form, EndForm(initial={"on": today}))


@require_POST
@allow(UNIT_ADMIN)
def solution_end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The last day of a solution."""
    found, today = _own(request, pk), request.user.today()
    form = EndForm(request.POST)
    if ended := attempt(form, lambda: verbs.end_solution(found, on=form.cleaned_data["on"], by=request.user)):
        messages.success(request, f"A solução vale até {ended.ends_on:%d/%m/%Y}.")
        return redirect("portfolio:solution", pk=ended.pk)
    return _page(request, found, SolutionChangeForm(solution=found, today=today), form)


def _page(request: SignedInRequest, found: Solution, form: Form, end_form: Form) -> HttpResponse:
    context = {
        "solution": found, "form": form, "end_form": end_form,
        "kind": solution_types().get(found.solution_type, found.solution_type),
        "used": verbs.used_by(found).count(), "successor": Solution.objects.filter(replaces=found).first(),
    }  # fmt: skip
    is_refused = form.is_bound or end_form.is_bound
    return render(request, "attendance/portfolio/solution.html", context, status=422 if is_refused else 200)


def _own(request: SignedInRequest, pk: UUID) -> Solution:
    return get_object_or_404(Solution.objects.own_of(request.user).select_related("unit", "replaces"), pk=pk)
