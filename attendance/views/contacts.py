"""Contacts beyond the visit: the agent's and the credit agent's pages, also read by managers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agents.enums import FIELD_ROLES, MANAGING_ROLES
from agents.perms import FIELD, FIELD_AND_MANAGING, SignedInRequest, allow
from attendance.forms.contacts import ContactForm, fresh
from attendance.services import contacts as verbs
from attendance.services.contacts import KINDS, clients_of
from attendance.views.attempts import attempt
from clients.models import Business
from visits.enums import ContactKind
from visits.models import Contact

PER_PAGE = 30
FOUND = 12


@require_GET
@allow(FIELD_AND_MANAGING)
def contacts(request: SignedInRequest) -> HttpResponse:
    """The latest contacts; for whoever may write one, the way to the next."""
    rows = Contact.objects.visible_to(request.user).select_related("business", "agent")
    may_write = request.user.role in FIELD_ROLES
    text = request.GET.get("q", "").strip()[:80]
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina")),
        "may_write": may_write,
        "q": text,
        "clients": _clients(request, text) if may_write else [],
    }
    return render(request, "attendance/contacts/list.html", context)


def _clients(request: SignedInRequest, text: str) -> list[Business]:
    """Businesses to write about: those of a name, else those visited last."""
    found = clients_of(request.user).select_related("municipality")
    if text:
        return list((found.filter(legal_name__icontains=text) | found.filter(trade_name__icontains=text))[:FOUND])
    return list(found.filter(visits__isnull=False).distinct().order_by("-visits__started_at")[:5])


@require_GET
@allow(FIELD)
def kinds(request: SignedInRequest, business_pk: UUID) -> HttpResponse:
    """What kind of contact it was."""
    business = _business(request, business_pk)
    names = [(kind, ContactKind(kind).label) for kind in KINDS[request.user.role]]
    return render(request, "attendance/contacts/kinds.html", {"business": business, "kinds": names})


@require_GET
@allow(FIELD)
def new_contact(request: SignedInRequest, business_pk: UUID, kind: str) -> HttpResponse:
    """The questions of one kind."""
    business = _business(request, business_pk)
    form = fresh(request.user, _kind(request, kind), business)
    return _form(request, form)


@require_POST
@allow(FIELD)
def preview(request: SignedInRequest, business_pk: UUID, kind: str) -> HttpResponse:
    """How it would be registered, and why; nothing is saved."""
    form = _bound(request, business_pk, kind)
    decision = verbs.preview(form.draft()) if form.is_valid() else None
    return _form(request, form, decision=decision, status=200 if decision else 422)


@require_POST
@allow(FIELD)
def creation(request: SignedInRequest, business_pk: UUID, kind: str) -> HttpResponse:
    """Write it down."""
    form = _bound(request, business_pk, kind)
    if not form.is_valid():
        return _form(request, form, status=422)
    draft = form.draft()
    made = attempt(form, lambda: verbs.record_contact(draft, by=request.user))
    if made is None:
        return _form(request, form, decision=verbs.preview(draft), status=422)
    messages.success(request, "Contato guardado. O registro segue sozinho para o SAS.")
    return redirect("contacts:contact", pk=made.pk)


@require_GET
@allow(FIELD_AND_MANAGING)
def contact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One contact: what happened, how it was registered and why, where it stands."""
    visible = Contact.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("business__municipality", "person", "agent", "region"), pk=pk)
    context = {
        "contact": found,
        "records": found.attendance_records.select_related("action").order_by("sequence"),
        "impediment": getattr(found, "impediment", None),
        "consultation": getattr(found, "consultation", None),
        "may_open": request.user.role in MANAGING_ROLES,  # a record's own page, where it is corrected or cancelled
    }
    with timezone.override(found.timezone):  # the hours of the place, whoever reads them
        return render(request, "attendance/contacts/contact.html", context)


# --- what the views share


def _business(request: SignedInRequest, pk: UUID) -> Business:
    return get_object_or_404(clients_of(request.user).select_related("municipality__region"), pk=pk)


def _kind(request: SignedInRequest, kind: str) -> str:
    if kind not in KINDS[request.user.role]:
        raise Http404
    return kind


def _bound(request: SignedInRequest, business_pk: UUID, kind: str) -> ContactForm:
    return ContactForm(
        request.POST,
        user=request.user,
        kind=_kind(request, kind),
        business=_business(request, business_pk),
        now=timezone.now(),
    )


def _form(request: SignedInRequest, form: ContactForm, decision: Any = None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "business": form.business,
        "kind": form.kind,
        "kind_name": ContactKind(form.kind).label,
        "decision": decision,
        "record": decision.records[0] if decision and decision.records else None,
    }
    return render(request, "attendance/contacts/form.html", context, status=status)
