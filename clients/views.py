"""Territories: which there are, how each is drawn, who works there."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.forms import show
from agents.models import Region, Territory
from agents.perms import MANAGING, SignedInRequest, allow
from agents.services import accounts
from agents.views.accounts import end_assignment, say_assigned
from clients.forms import TerritoryForm, WorkerForm
from clients.services.territories import Inside, area_of, count_inside, shape_territory, territory_list
from common.ids import as_id
from common.problems import RefusedError


@require_GET
@allow(MANAGING)
def territories(request: SignedInRequest) -> HttpResponse:
    """The territories that the manager steers, with their businesses and the agents of today."""
    rows = territory_list(Territory.objects.visible_to(request.user), on=request.user.today())
    regions = Region.objects.visible_to(request.user).order_by("name")
    context = {"rows": rows, "territories": [row.territory for row in rows], "regions": regions}
    return render(request, "clients/territories.html", context | {"today": request.user.today()})


@require_GET
@allow(MANAGING)
def territory(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One territory: what is inside and who works there."""
    found = get_object_or_404(Territory.objects.visible_to(request.user), pk=pk)
    return _territory_page(request, found, WorkerForm(territory=found, initial={"starts_on": request.user.today()}))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(MANAGING)
def new_territory(request: SignedInRequest, region: UUID) -> HttpResponse:
    """Draw a new territory of a region."""
    place = get_object_or_404(Region.objects.visible_to(request.user), pk=region)
    form = TerritoryForm(request.POST or None, request.FILES or None, region=place)
    return _saved(request, form) or _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(MANAGING)
def edit_territory(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Draw a territory anew."""
    found = get_object_or_404(Territory.objects.visible_to(request.user), pk=pk)
    initial = {
        "name": found.name,
        "municipalities": list(found.municipalities.all()),
        "bairros": found.bairros,
        "cep_prefixes": found.cep_prefixes,
        "cnae_prefixes": found.cnae_prefixes,
        "polygon": json.dumps(found.polygon) if found.polygon else "",
    }
    answers, files = request.POST or None, request.FILES or None
    form = TerritoryForm(answers, files, region=found.region, territory=found, initial=initial)
    return _saved(request, form) or _form_page(request, form)


@require_POST
@allow(MANAGING)
def count(request: SignedInRequest, region: UUID) -> HttpResponse:
    """How many businesses a drawing would hold, without keeping it: the form again, with its count."""
    place = get_object_or_404(Region.objects.visible_to(request.user), pk=region)
    found = None
    if "territory" in request.POST:
        found = get_object_or_404(place.territories, pk=as_id(request.POST["territory"]))
    return _form_page(request, TerritoryForm(request.POST, request.FILES, region=place, territory=found), status=200)


@require_POST
@allow(MANAGING)
def workers(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let an agent work in the territory from a day on."""
    found = get_object_or_404(Territory.objects.visible_to(request.user), pk=pk)
    form = WorkerForm(request.POST, territory=found)
    if not form.is_valid():
        return _territory_page(request, found, form)
    say_assigned(request, accounts.assign(by=request.user, territory=found, **form.cleaned_data))
    return redirect("clients:territory", pk=found.pk)


@require_POST
@allow(MANAGING)
def worker_end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Set an agent's last day in the territory."""
    return redirect("clients:territory", pk=end_assignment(request, pk).territory_id)


# --- what the views share


def _saved(request: SignedInRequest, form: TerritoryForm) -> HttpResponse | None:
    """Save a good answer; None when the form is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        saved = shape_territory(by=request.user, territory=form.territory, **form.definition)
    except RefusedError as refused:
        show(form, refused.problems)
        return None
    inside = Inside(count_inside(area_of(saved)))
    messages.success(request, f"{saved} guardado, com {inside.total} negócios ativos dentro.")
    return redirect("clients:territory", pk=saved.pk)


def _form_page(request: SignedInRequest, form: TerritoryForm, status: int | None = None) -> HttpResponse:
    """The form with the count of what is inside now."""
    area = form.area if form.is_bound else area_of(form.territory) if form.territory else None
    context: dict[str, Any] = {"form": form, "region": form.region, "territory": form.territory}
    context["inside"] = Inside(count_inside(area)) if area else None
    return render(request, "clients/territory_form.html", context, status=status or (422 if form.is_bound else 200))


def _territory_page(request: SignedInRequest, found: Territory, form: WorkerForm) -> HttpResponse:
    """A territory's page around the form that brings an agent in."""
    rows = territory_list(Territory.objects.filter(pk=found.pk), on=request.user.today())
    assignments = found.assignments.not_over(request.user.today()).select_related("agent").order_by("starts_on")
    context = {"row": rows[0], "territory": found, "territories": [found], "assignments": assignments}
    context |= {"form": form, "today": request.user.today()}
    return render(request, "clients/territory.html", context, status=422 if form.is_bound else 200)
