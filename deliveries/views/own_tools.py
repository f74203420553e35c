"""What a unit's administrator does with the catalogue."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agents.perms import UNIT_ADMIN, SignedInRequest, allow, unit_of
from deliveries.forms.tools import PlaceForm, ToolForm
from deliveries.models import Tool
from deliveries.services import toolbox
from deliveries.services.findings import known_findings

NEXT_DAY = "Os celulares recebem a mudança com o próximo dia."


@require_http_methods(["GET", "POST"])
@allow(UNIT_ADMIN)
def new_tool(request: SignedInRequest) -> HttpResponse:
    """A tool of the unit's own."""
    form = ToolForm(request.POST or None, findings=known_findings(request.user.unit_id))
    if request.method == "POST" and form.is_valid():
        made = toolbox.add_tool(unit=unit_of(request), content=form.content(), by=request.user)
        messages.success(request, f"{made} está no catálogo da unidade. {NEXT_DAY}")
        return redirect("deliveries:tool", pk=made.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@allow(UNIT_ADMIN)
def edit_tool(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change a tool of the unit's own."""
    found = get_object_or_404(Tool.objects.own_of(request.user), pk=pk)
    form = ToolForm(request.POST or None, findings=known_findings(request.user.unit_id), tool=found)
    if request.method == "POST" and form.is_valid():
        changed = toolbox.correct_tool(found, content=form.content(), by=request.user)
        messages.success(request, f"{found} guardada. {NEXT_DAY}" if changed else "Nada mudou.")
        return redirect("deliveries:tool", pk=found.pk)
    return _form_page(request, form)


def _form_page(request: SignedInRequest, form: ToolForm) -> HttpResponse:
    themes = sorted(set(Tool.objects.visible_to(request.user).values_list("theme", flat=True)))
    context = {"form": form, "tool": form.tool, "themes": themes}
    return render(request, "deliveries/tool_form.html", context, status=422 if form.errors else 200)


@require_POST
@allow(UNIT_ADMIN)
def tool_copy(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write a tool of the annex in the unit's own words."""
    found = get_object_or_404(Tool.objects.visible_to(request.user).filter(unit__isnull=True), pk=pk)
    made = toolbox.adapt_tool(found, unit=unit_of(request), by=request.user)
    messages.success(
        request,
        f"Esta é a cópia da unidade: mude o que quiser. A do anexo foi desligada e pode ser religada. {NEXT_DAY}",
    )
    return redirect("deliveries:edit_tool", pk=made.pk)


@require_POST
@allow(UNIT_ADMIN)
def tool_use(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Switch a tool on or off for the unit."""
    found = get_object_or_404(Tool.objects.visible_to(request.user), pk=pk)
    on = request.POST.get("on") == "1"
    toolbox.switch_tool(found, unit=unit_of(request), on=on, by=request.user)
    kept = "" if on else " O que já foi entregue continua valendo."
    messages.success(request, f"{found} {'ligada' if on else 'desligada'}. {NEXT_DAY}{kept}")
    return _back(request, found)


@require_POST
@allow(UNIT_ADMIN)
def tool_place(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put a tool before or after another one."""
    tools = Tool.objects.visible_to(request.user)
    found = get_object_or_404(tools, pk=pk)
    form = PlaceForm(request.POST, tools=tools.exclude(pk=pk))
    if not form.is_valid():
        return HttpResponseBadRequest("before, after")
    beside = {side: other for side, other in form.cleaned_data.items() if other}
    place = toolbox.place_tool(found, unit=unit_of(request), by=request.user, **beside)
    messages.success(request, f"{found} é agora a {place}ª que se oferece. {NEXT_DAY}")
    return _back(request, found)


def _back(request: SignedInRequest, tool: Tool) -> HttpResponse:
    """To the list as it was, at the tool; or to the tool's own page."""
    if request.POST.get("from") == "tool":
        return redirect("deliveries:tool", pk=tool.pk)
    chosen = {name: request.POST[name] for name in ("tema", "quais") if request.POST.get(name)}
    query = f"?{urlencode(chosen)}" if chosen else ""
    return redirect(f"{reverse('deliveries:catalogue')}{query}#{tool.key}")
