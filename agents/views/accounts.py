"""The team: who is in it, invitations, one person's page, accepting an invitation."""

from __future__ import annotations

import uuid

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.enums import Role
from agents.forms import AcceptanceForm, AssignmentForm, EndForm, InvitationForm
from agents.models import Assignment, Invitation, User
from agents.perms import MANAGING, PUBLIC, SignedInRequest, allow, can_manage
from agents.services import accounts
from common.problems import RefusedError


@require_GET
@allow(MANAGING)
def team(request: SignedInRequest) -> HttpResponse:
    """Everybody the manager answers for, by role, and the invitations still on their way."""
    role = request.GET.get("papel", "")
    people = User.objects.visible_to(request.user)
    context = {
        "people": people.in_role(role).for_team_list(request.user.today()),
        "invitations": Invitation.objects.visible_to(request.user).open(timezone.now()).select_related("region"),
        "role": role,
        "roles": people.count_by_role(),
        "today": request.user.today(),
        "shows_region": request.user.role == Role.STATE_ADMIN,
    }
    template = "agents/team.html#people" if request.htmx else "agents/team.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@allow(MANAGING)
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody; the mail goes out after this answer."""
    form = InvitationForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        invitation = accounts.invite(by=request.user, **form.cleaned_data)
        ended = f" O convite anterior, para {form.replaced.region}, deixou de valer." if form.replaced else ""
        messages.success(request, f"Convite enviado para {invitation.email}. Vale por 7 dias.{ended}")
        return redirect("agents:team")
    status = 422 if form.is_bound else 200
    return render(request, "agents/invite.html", {"form": form}, status=status)


@require_POST
@allow(MANAGING)
def invite_again(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a fresh link for an invitation that nobody accepted."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).open(timezone.now()), pk=pk)
    try:
        accounts.invite_again(by=request.user, invitation=invitation)
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Outro convite foi para {invitation.email}. O endereço antigo não vale mais.")
    return redirect("agents:team")


@require_GET
@allow(MANAGING)
def person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One person: access, and the territories with their dates."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return _person_page(request, found, AssignmentForm(person=found, initial={"starts_on": found.today()}))


def _person_page(request: SignedInRequest, found: User, form: AssignmentForm) -> HttpResponse:
    context = {
        "person": found,
        "form": form,
        "assignments": found.assignments.select_related("territory"),
        "can_manage": can_manage(request.user, found),
        "is_agent": found.role == Role.AGENT,
        "today": found.today(),
    }
    return render(request, "agents/person.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(MANAGING)
def assignments(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the person a territory."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = AssignmentForm(request.POST, person=found)
    if not form.is_valid():
        return _person_page(request, found, form)
    say_assigned(request, accounts.assign(by=request.user, person=found, **form.cleaned_data))
    return redirect("agents:person", pk=found.pk)


def say_assigned(request: SignedInRequest, made: Assignment) -> None:
    """Say who works where from when on; the territory's page does the same."""
    messages.success(request, f"{made.agent} trabalha em {made.territory} a partir de {made.starts_on:%d/%m/%Y}.")


@require_POST
@allow(MANAGING)
def assignment_end(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Set the last day of somebody in a territory, from the person's page."""
    return redirect("agents:person", pk=end_assignment(request, pk).agent_id)


def end_assignment(request: SignedInRequest, pk: uuid.UUID) -> Assignment:
    """Set the last day that a form says, and say so; the territory's page does the same."""
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user), pk=pk)
    form = EndForm(request.POST)
    if form.is_valid():
        last = form.cleaned_data["on"]
        accounts.end_assignment(by=request.user, assignment=assignment, on=last)
        messages.success(request, f"Último dia de {assignment.agent} em {assignment.territory}: {last:%d/%m/%Y}.")
    else:
        messages.error(request, "Escreva o último dia assim: 24/11/2026.")
    return assignment


@require_POST
@allow(MANAGING)
def deactivation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Switch the person's access off; the page then offers the way back."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    accounts.deactivate(by=request.user, person=found)
    return redirect("agents:person", pk=found.pk)


@require_POST
@allow(MANAGING)
def reactivation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Switch it on again."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    accounts.reactivate(by=request.user, person=found)
    messages.success(request, f"O acesso de {found.name} está ligado.")
    return redirect("agents:person", pk=found.pk)


@sensitive_post_parameters("password", "password_again")
@never_cache
@require_http_methods(["GET", "POST"])
@allow(PUBLIC)
def accept_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Name and password of the invited person, who is then signed in."""
    invitation = accounts.open_invitation(secret)
    if invitation is None:
        return render(request, "agents/invitation_closed.html", status=404)
    form = AcceptanceForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        user = accounts.accept_invitation(secret=secret, name=answers["name"], password=answers["password"])
        if user is None:
            return render(request, "agents/invitation_closed.html", status=404)
        get_adapter().login(request, user)
        return redirect("home")
    context = {"form": form, "invitation": invitation}
    return render(request, "agents/accept_invitation.html", context, status=422 if form.is_bound else 200)
