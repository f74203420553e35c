"""Route planning: the day's agents, one route opened, and what a manager may do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.models import Region
from agents.perms import MANAGING, SignedInRequest, allow
from clients.models import Business
from common.ids import as_id
from common.problems import RefusedError
from visits.forms import RouteForm
from visits.models import Photo, Route, Stop
from visits.services import plan
from visits.services.day import day_plan, sheet
from visits.services.search import addable, promises_without_route


@require_GET
@allow(MANAGING)
def routes(request: SignedInRequest) -> HttpResponse:
    """The routes of a day; the first one is opened."""
    on, region = _day(request), _region(request, request.GET)
    first = Route.objects.visible_to(request.user).on(on).of_region(region).order_by("agent__name").first()
    return _show(request, on, region, first)


@require_GET
@allow(MANAGING)
def route(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One route among the others of its day."""
    opened = get_object_or_404(Route.objects.visible_to(request.user).with_who_and_where(), pk=pk)
    return _show(request, opened.scheduled_on, opened.territory.region, opened)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(MANAGING)
def new_route(request: SignedInRequest) -> HttpResponse:
    """A new route from a territory, an agent, a day and a number of visits."""
    initial = {"on": _day(request), "assignment": request.GET.get("alocacao")}
    form = RouteForm(request.POST or None, initial=initial, user=request.user, today=request.user.today())
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        assignment = given.pop("assignment")
        try:
            made = plan.plan_route(by=request.user, agent=assignment.agent, territory=assignment.territory, **given)
        except RefusedError as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("visits:route", pk=made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "visits/new_route.html", {"form": form, "on": initial["on"]}, status=status)


@require_POST
@allow(MANAGING)
def order(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Calculate the order of a route anew."""
    opened = get_object_or_404(Route.objects.visible_to(request.user), pk=pk)
    return _after(request, opened, lambda: plan.reorder(by=request.user, route=opened))


@require_POST
@allow(MANAGING)
def position(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Move a stop one place up (`passo` = -1) or down (1)."""
    stop = get_object_or_404(Stop.objects.visible_to(request.user), pk=pk)
    step = -1 if request.POST.get("passo") == "-1" else 1
    return _after(request, stop.route, lambda: plan.move_stop(by=request.user, stop=stop, step=step))


@require_POST
@allow(MANAGING)
def removal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a stop off; the page that follows offers to undo it."""
    stop = get_object_or_404(Stop.objects.visible_to(request.user), pk=pk)
    undo = {"tirada": stop.business_id, "lugar": stop.position}
    return _after(request, stop.route, lambda: plan.remove_stop(by=request.user, stop=stop), undo)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(MANAGING)
def stops(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Look for a business of the territory to add (GET); add it (POST)."""
    opened = get_object_or_404(Route.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        business = get_object_or_404(Business.objects.visible_to(request.user), pk=as_id(request.POST.get("business")))
        place = request.POST.get("position", "")
        wanted = int(place) if place.isdecimal() and len(place) < 4 else None
        add = partial(plan.add_stop, by=request.user, route=opened, business=business, position=wanted)
        return _after(request, opened, add)
    text = request.GET.get("q", "").strip()[:80]
    context = {"route": opened, "q": text, "found": addable(opened, text), "on": opened.scheduled_on}
    return _page(request, "visits/stops.html", "found", context)


@require_POST
@allow(MANAGING)
def publication(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Publish a route: the agent's phone may see it."""
    opened = get_object_or_404(Route.objects.visible_to(request.user), pk=pk)
    return _after(request, opened, lambda: plan.publish(by=request.user, route=opened))


@require_POST
@allow(MANAGING)
def withdrawal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a published route back while the agent has not begun it."""
    opened = get_object_or_404(Route.objects.visible_to(request.user), pk=pk)
    return _after(request, opened, lambda: plan.unpublish(by=request.user, route=opened))


@require_POST
@allow(MANAGING)
def disposal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    opened = get_object_or_404(Route.objects.visible_to(request.user), pk=pk)
    try:
        plan.discard(by=request.user, route=opened)
    except RefusedError as refused:
        messages.error(request, refused.message)
        return redirect("visits:route", pk=pk)
    messages.success(request, f"A rota de {opened.agent} foi apagada.")
    return redirect(_day_url(opened.scheduled_on))


@require_POST
@allow(MANAGING)
def publications(request: SignedInRequest) -> HttpResponse:
    """Publish every draft of a day; those that cannot be are named."""
    on = _date_in(request.POST.get("dia", "")) or request.user.today()
    published = 0
    region = _region(request, request.POST)
    for draft in Route.objects.visible_to(request.user).on(on).of_region(region).drafts():
        try:
            plan.publish(by=request.user, route=draft)
            published += 1
        except RefusedError as refused:
            messages.error(request, f"{draft.agent}: {refused.message}")
    if published:
        plural = "rotas publicadas" if published > 1 else "rota publicada"
        messages.success(request, f"{published} {plural}. Os agentes recebem quando o celular tiver internet.")
    return redirect(_day_url(on, region))


@require_GET
@allow(MANAGING)
def promises(request: SignedInRequest) -> HttpResponse:
    """Promises that are on no route yet, soonest first."""
    on = _day(request)
    found = promises_without_route(request.user, on)
    routes_by_agent = {each.agent_id: each for each in Route.objects.visible_to(request.user).on(on)}
    rows = [(promise, routes_by_agent.get(promise.agent_id)) for promise in found.rows]
    return render(request, "visits/promises.html", {"on": on, "found": found, "rows": rows})


# --- what the views share


def picture(photo: Photo) -> HttpResponse:
    """A photo's file for whoever the caller has let see it: never kept, never taken for a page.

    Files rest outside the database: one that a broken disk or an older copy of it lacks is not found, and no error.
    """
    try:
        content = photo.file.open()
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type="image/jpeg", filename=f"foto-{photo.position}.jpg")
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]  # a streamed answer


def _show(request: SignedInRequest, on: date, region: Region | None, opened: Route | None) -> HttpResponse:
    """The whole plan, or only its changing part for htmx."""
    gone = Business.objects.visible_to(request.user).filter(pk=as_id(request.GET.get("tirada"))).first()
    context = {
        "day": day_plan(request.user, on, region),
        "sheet": sheet(opened) if opened else None,
        "today": request.user.today(),
        "regions": Region.objects.visible_to(request.user).order_by("name"),
        "region": region,
        "removed": gone,
        "removed_from": request.GET.get("lugar", ""),
    }
    return _page(request, "visits/routes.html", "plan", context)


def _page(request: SignedInRequest, template: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """A page, or its named part when htmx asks for it; a reload always gives the same."""
    wants_part = request.htmx and not request.htmx.history_restore_request
    response = render(request, f"{template}#{part}" if wants_part else template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _after(
    request: SignedInRequest, opened: Route, change: Callable[[], object], query: dict[str, Any] | None = None
) -> HttpResponse:
    """Make a change and go back to the route; a refusal is said there."""
    try:
        change()
    except RefusedError as refused:
        messages.error(request, refused.message)
        query = None
    url = reverse("visits:route", args=[opened.pk])
    return redirect(f"{url}?{urlencode(query)}" if query else url)


def _day(request: SignedInRequest) -> date:
    """The day in the address (`dia`), today when there is none or it is no date."""
    return _date_in(request.GET.get("dia", "")) or request.user.today()


def _day_url(on: date, region: Region | None = None) -> str:
    query = {"dia": on.isoformat()} | ({"regional": str(region.pk)} if region else {})
    return f"{reverse('visits:routes')}?{urlencode(query)}"


def _region(request: SignedInRequest, answers: Mapping[str, Any]) -> Region | None:
    """The region that the page is narrowed to (`regional`); None is every region that the person steers."""
    return Region.objects.visible_to(request.user).filter(pk=as_id(answers.get("regional"))).first()


def _date_in(text: str) -> date | None:
    """A date of the form 2026-11-25, or None for anything else, the ends of the calendar among it."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and 2000 <= found.year <= 2999 else None
