"""The catalogue of tools, for everybody to read: the list, one tool, and which finding leads to which tool."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agents.perms import ANYONE_SIGNED_IN, UNIT_ADMIN, SignedInRequest, allow
from deliveries.enums import LinkState
from deliveries.forms.tools import TryForm
from deliveries.models import Tool
from deliveries.services import findings
from deliveries.services.shelf import WHICH, shelf


@require_GET
@allow(ANYONE_SIGNED_IN)
def catalogue(request: SignedInRequest) -> HttpResponse:
    """The tools in the order in which they are proposed."""
    theme, which = request.GET.get("tema", ""), request.GET.get("quais", "")
    context = shelf(request.user, theme=theme, which=which) | {
        "theme": theme, "which": which if which in WHICH else "", "may_change": _may_change(request),
    }  # fmt: skip
    template = "deliveries/catalogue.html#tools" if request.htmx else "deliveries/catalogue.html"
    return render(request, template, context)


@require_GET
@allow(ANYONE_SIGNED_IN)
def tool(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One tool: what it is, how to begin, which findings it answers and why."""
    found = get_object_or_404(Tool.objects.visible_to(request.user).select_related("unit"), pk=pk)
    texts = {each.code: each for each in findings.known_findings(request.user.unit_id)}
    answers = [(texts.get(answer["finding"]), answer["why"]) for answer in found.answers]
    context: dict[str, Any] = {
        "tool": found, "answers": [each for each in answers if each[0]],
        "unused": sum(each[0] is None for each in answers),
        "is_dead": found.link_state == LinkState.BROKEN, "may_change": _may_change(request),
    }  # fmt: skip
    return render(request, "deliveries/tool.html", context)


@require_GET
@allow(ANYONE_SIGNED_IN)
def matching(request: SignedInRequest) -> HttpResponse:
    """Finding → tool → why, and a place to try it."""
    unit_id = request.user.unit_id
    table = findings.matching_table(unit_id)
    form = TryForm(request.GET or None, findings=[row.finding for row in table])
    codes = form.codes() if form.is_bound else []
    context = {
        "table": table, "form": form, "codes": codes, "proposed": findings.proposals(codes, unit_id),
        "unanswered": sum(not row.tools for row in table), "may_change": _may_change(request),
    }  # fmt: skip
    return render(request, "deliveries/matching.html", context)


def _may_change(request: SignedInRequest) -> bool:
    return request.user.role in UNIT_ADMIN.roles
