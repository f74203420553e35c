"""A unit's dated actions: for whoever administrates the unit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.forms import EndForm
from agents.perms import UNIT_ADMIN, SignedInRequest, allow, unit_of
from attendance.enums import AgentKind
from attendance.forms.actions import ChangeForm, NewActionForm
from attendance.models import Action
from attendance.services import actions as verbs
from attendance.views.attempts import attempt, require_get_or_post


@require_GET
@allow(UNIT_ADMIN)
def actions(request: SignedInRequest) -> HttpResponse:
    """A plan year's actions, those in force first."""
    mine, today = Action.objects.visible_to(request.user), request.user.today()
    years = sorted({*mine.values_list("plan_year", flat=True), today.year}, reverse=True)
    asked = request.GET.get("ano", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else today.year
    rows = mine.filter(plan_year=year).order_by("agent_kind", "name", "starts_on")
    context = {"actions": rows, "years": years, "year": year, "today": today}
    return render(request, "attendance/actions/list.html", context)


@require_get_or_post
@allow(UNIT_ADMIN)
def new_action(request: SignedInRequest) -> HttpResponse:
    """Open an action."""
    form = NewActionForm(request.POST if request.method == "POST" else None, year=request.user.today().year)

    def open_it() -> Action:
        kind, year = AgentKind(form.cleaned_data["agent_kind"]), form.cleaned_data["plan_year"]
        return verbs.open_action(unit_of(request), plan_year=year, kind=kind, terms=form.terms(), by=request.user)

    if made := attempt(form, open_it):
        messages.success(request, "Ação aberta. O que esperava por ela segue sozinho.")
        return redirect("actions:action", pk=made.pk)
    return render(request, "attendance/actions/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_get_or_post
@allow(UNIT_ADMIN)
def action(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What an action says, what it said before, and what it shall say from a day on."""
    found, today = _action(request, pk), request.user.today()
    form = ChangeForm(request.POST if request.method == "POST" else None, action=found, today=today)

    def change_it() -> Action:
        return verbs.change_action(found, terms=form.terms(), from_on=form.cleaned_data["from_on"], by=request.user)

    if made := attempt(form, change_it):
        messages.success(request, f"A mudança vale a partir de {form.cleaned_data['from_on']:%d/%m/%Y}.")
        return redirect("actions:action", pk=made.pk)
    return _page(request, found, form, EndForm(initial={"on": today}))


@require_POST
@allow(UNIT_ADMIN)
def action_end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The last day of an action."""
    found, today = _action(request, pk), request.user.today()
    form = EndForm(request.POST)
    if ended := attempt(form, lambda: verbs.end_action(found, on=form.cleaned_data["on"], by=request.user)):
        messages.success(request, f"A ação vale até {ended.ends_on:%d/%m/%Y}.")
        return redirect("actions:action", pk=ended.pk)
    return _page(request, found, ChangeForm(action=found, today=today), form)


def _page(request: SignedInRequest, found: Action, form: Form, end_form: Form) -> HttpResponse:
    context = {
        "action": found,
        "form": form,
        "end_form": end_form,
        "sent_count": verbs.sent_with(found).count(),
        "successor": Action.objects.filter(replaces=found).first(),
    }
    is_refused = form.is_bound or end_form.is_bound
    return render(request, "attendance/actions/action.html", context, status=422 if is_refused else 200)


def _action(request: SignedInRequest, pk: UUID) -> Action:
    return get_object_or_404(Action.objects.visible_to(request.user).select_related("unit", "replaces"), pk=pk)
