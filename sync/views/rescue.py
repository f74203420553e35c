"""The page where a manager hands in the copy that a failing phone saved."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from agents.perms import MANAGING, SignedInRequest, allow
from sync.forms import RescueForm
from sync.services.rescue import Imported, bring_in


@require_http_methods(["GET", "HEAD", "POST"])
@allow(MANAGING)
def rescue(request: SignedInRequest) -> HttpResponse:
    """Take a copy in and say what became of each visit; handing it in again does no harm."""
    form = RescueForm(request.POST, request.FILES) if request.method == "POST" else RescueForm()
    imported: Imported | None = None
    if form.is_bound and form.is_valid():
        imported = bring_in(form.cleaned_data["copy"], by=request.user)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "sync/rescue.html", {"form": form, "imported": imported}, status=status)
