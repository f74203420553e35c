"""Notices of a unit: what is in force, the draft with its preview, publishing the next version."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.perms import MANAGING, UNIT_ADMIN, SignedInRequest, allow
from common.problems import RefusedError
from privacy.forms import NoticeForm, PurposeForm, PurposeSet, SectionSet
from privacy.models import Notice
from privacy.rules import reading_seconds
from privacy.services.notices import content_problems, draft_of, publish_draft, save_draft


@require_GET
@allow(MANAGING)
def notices(request: SignedInRequest) -> HttpResponse:
    """Every version of the unit's text and of the national one, the one in force first."""
    rows = list(Notice.objects.of_unit(request.user.unit_id).select_related("published_by"))
    context = {"rows": rows, "in_force": rows[0] if rows else None, "may_write": request.user.role in UNIT_ADMIN.roles}
    return render(request, "privacy/notices.html", context)


@require_GET
@allow(MANAGING)
def notice(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One version, as clients see it."""
    found = get_object_or_404(Notice.objects.of_unit(request.user.unit_id), pk=pk)
    return render(request, "privacy/notice.html", {"notice": found, "seconds": reading_seconds(found.content)})


@require_http_methods(["GET", "POST"])
@allow(UNIT_ADMIN)
def notice_draft(request: SignedInRequest) -> HttpResponse:
    """Write the next version; what is saved is shown beside, as on the phone."""
    draft = draft_of(request.user)
    forms = _forms(request.POST if request.method == "POST" else None, draft)
    status = 200
    if request.method == "POST":
        if all(form.is_valid() for form in forms.values()):
            save_draft(by=request.user, content=_content(forms))
            messages.success(request, "Rascunho guardado. Confira ao lado como fica.")
            return redirect("privacy:notice_draft")
        status = 422
    context = forms | {"draft": draft, "problems": content_problems(draft), "seconds": reading_seconds(draft)}
    return render(request, "privacy/notice_draft.html", context, status=status)


def _forms(post: Any, draft: dict[str, Any]) -> dict[str, Any]:
    purposes = [PurposeForm.initial_of(purpose) for purpose in draft.get("purposes", ())]
    return {
        "form": NoticeForm(post, initial=NoticeForm.initial_of(draft)),
        "purposes": PurposeSet(post, initial=purposes, prefix="p"),
        "sections": SectionSet(post, initial=list(draft.get("full", ())), prefix="s"),
    }


def _content(forms: dict[str, Any]) -> dict[str, Any]:
    """The whole text as it would be published."""
    purposes = [form.as_content() for form in forms["purposes"]]
    sections = [form.cleaned_data for form in forms["sections"] if form.cleaned_data.get("text")]
    return forms["form"].as_content() | {"purposes": [one for one in purposes if one], "full": sections}


@require_POST
@allow(UNIT_ADMIN)
def notice_publication(request: SignedInRequest) -> HttpResponse:
    """Publish the draft as the unit's next version; from then on nobody changes it."""
    try:
        published = publish_draft(by=request.user)
    except RefusedError as refused:
        messages.error(request, refused.message)
        return redirect("privacy:notice_draft")
    messages.success(
        request, f"Versão {published.version} publicada. Os celulares a mostram a partir do próximo contato."
    )
    return redirect("privacy:notice", pk=published.pk)
