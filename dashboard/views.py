"""Managers' pages: the first page, the lists behind its numbers, one visit. They only read."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from agents.perms import MANAGING, STEERING, SignedInRequest, allow
from dashboard.services import indicators, lists, pills, team
from dashboard.services import overview as first_page
from dashboard.services.deliveries import left_behind
from dashboard.services.filters import Filters, Period
from dashboard.services.registers import record_rows, registers
from dashboard.services.visit import visit_page
from reviews.services import with_evidence
from visits.models import Photo, Visit
from visits.views import picture


@require_GET
@allow(STEERING)
def overview(request: SignedInRequest) -> HttpResponse:
    """The first page: indicators, weeks, decisions and the team of a month."""
    user, today, now = request.user, request.user.today(), timezone.now()
    filters = _of_a_month(request)
    where = pills.places(user)
    rows = team.team(user, filters, now)
    which = request.GET.get("equipe", "")
    columns = first_page.visits_by_week(user, filters, today)
    context = _about(request, filters, where) | {
        "today": today, "now": now, "which": which,
        "pills": pills.overview_pills(filters, where, today),
        "fresh_at": first_page.freshest(user),
        "silent": sum(row.is_silent for row in rows), "silent_url": first_page.team_list(filters, "calados"),
        "indicators": indicators.indicators(user, filters, today),
        "columns": columns, "weeks_text": first_page.describe_weeks(columns),
        "as_table": request.GET.get("semanas") == "tabela",
        "matrix": first_page.outcomes_by_state(user, filters),
        "registers": registers(user, filters),
        "decides": user.role in MANAGING.roles, "decisions": first_page.decisions(user, filters, rows, now),
        "team": team.shown(rows, which), "team_size": len(rows),
        "all_team_url": first_page.team_list(filters, "todos"),
    }  # fmt: skip
    return render(request, "dashboard/overview.html", context)


@require_GET
@allow(STEERING)
def visits(request: SignedInRequest) -> HttpResponse:
    """The visits behind a number."""
    user, today = request.user, request.user.today()
    filters = Filters.read(request.GET, today)
    where = pills.places(user)
    context = _about(request, filters, where) | {
        "pills": pills.visit_pills(filters, where, user, today),
        "page": _page(request, lists.visit_rows(user, filters)), "totals": lists.totals(user, filters),
    }  # fmt: skip
    return render(request, "dashboard/visits.html", context)


@require_GET
@allow(STEERING)  # type: ignore[arg-type]  # a streamed answer
def visits_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """Exactly what the list shows, as a file."""
    filters = Filters.read(request.GET, request.user.today())
    lines = lists.export_visits(request.user, filters)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="visitas-{filters.period.param[1]}.csv"'
    return response


@require_GET
@allow(STEERING)
def deliveries(request: SignedInRequest) -> HttpResponse:
    """What was left with the month's clients."""
    user, today = request.user, request.user.today()
    filters = _of_a_month(request)
    where = pills.places(user)
    context = _about(request, filters, where) | {
        "pills": pills.overview_pills(filters, where, today), "left": left_behind(user, filters),
    }  # fmt: skip
    return render(request, "dashboard/deliveries.html", context)


@require_GET
@allow(MANAGING)
def visit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One visit with everything it left behind."""
    visible = with_evidence(Visit.objects.visible_to(request.user))
    found = get_object_or_404(visible, pk=pk)
    return render(request, "dashboard/visit.html", {"page": visit_page(found, request.user)})


@require_GET
@allow(MANAGING)
def photo(request: SignedInRequest, pk: uuid.UUID, photo_pk: uuid.UUID) -> HttpResponse:
    """A photo of a visit."""
    found = Photo.objects.visible_to(request.user).ready()
    return picture(get_object_or_404(found, pk=photo_pk, visit_id=pk))


@require_GET
@allow(STEERING)
def businesses(request: SignedInRequest) -> HttpResponse:
    """The businesses behind coverage: the register's target public, attended or not."""
    user, today = request.user, request.user.today()
    filters = Filters.read(request.GET, today)
    where = pills.places(user)
    context = _about(request, filters, where) | {
        "pills": pills.business_pills(filters, where, user, today),
        "page": _page(request, lists.business_rows(user, filters)),
    }  # fmt: skip
    return render(request, "dashboard/businesses.html", context)


@require_GET
@allow(STEERING)
def records(request: SignedInRequest) -> HttpResponse:
    """The records behind the numbers of each kind."""
    user, today = request.user, request.user.today()
    filters = Filters.read(request.GET, today)
    where = pills.places(user)
    context = _about(request, filters, where) | {
        "pills": pills.record_pills(filters, where, today), "page": _page(request, record_rows(user, filters)),
    }  # fmt: skip
    return render(request, "dashboard/records.html", context)


def _of_a_month(request: SignedInRequest) -> Filters:
    """What pages keep that add a whole month up: place, size, channel and the month in which the period ends."""
    today = request.user.today()
    filters = Filters.read(request.GET, today).place_only()
    last = min(filters.period.last, today)
    return filters if filters.period.is_month else filters.but(period=Period.month(last.year, last.month))


def _about(request: SignedInRequest, filters: Filters, where: pills.Places) -> dict[str, Any]:
    """What every page with filters says: which they are, of which place, and whether its rows may be opened."""
    place = pills.place_name(request.user, filters, where)
    return {"filters": filters, "place": place, "may_open": request.user.role in MANAGING.roles}


def _page(request: SignedInRequest, rows: Any) -> Any:
    """One page of a list; an address that asks for nonsense gets the nearest page."""
    return Paginator(rows, lists.PER_PAGE).get_page(request.GET.get("pagina"))
