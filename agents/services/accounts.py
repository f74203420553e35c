"""Bringing people in, switching their access off and on, and saying where they work.

A verb that may not run raises `PermissionDenied` (who asks) or `RefusedError` (what is asked), each with the reason.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import date, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agents.enums import FIELD_ROLES, HiringModel, Role
from agents.models import Assignment, Invitation, Region, Territory, User
from agents.perms import check_can_invite, check_can_manage
from common import audit, jobs
from common.problems import Problem, RefusedError

VALID_FOR = timedelta(days=7)
INVITATION_MAIL = "agents.invitation_mail"


def invitation_problems(*, by: User, email: str, role: str, hiring_model: str) -> list[Problem]:
    """What keeps an invitation from being sent.

    ACT-04, PLN-05: whoever goes to the field has one of the hiring models; a scholarship is not one of them.
    """
    problems = []
    if User.objects.filter(email__iexact=email).exists():
        message = "Este e-mail já tem acesso. Procure a pessoa na lista da equipe."
        problems.append(Problem("known_email", message, "email"))
    invited = Invitation.objects.open(timezone.now()).filter(email__iexact=email)
    if invited.exists() and not invited.visible_to(by).exists():  # another region's; nobody ends it from afar
        message = "Este e-mail já tem um convite aberto de outra regional. Fale com ela, ou espere os 7 dias dele."
        problems.append(Problem("invited_elsewhere", message, "email"))
    if role in FIELD_ROLES and hiring_model not in HiringModel.values:
        message = "Escolha o vínculo. Bolsistas e pesquisadores não atuam no Sebrae na sua Empresa."
        problems.append(Problem("no_hiring_model", message, "hiring_model"))
    return problems


@transaction.atomic
def invite(*, by: User, email: str, name: str, role: str, region: Region, hiring_model: str = "") -> Invitation:
    """Invite somebody; the mail follows by a job. An earlier invitation to the same address stops working."""
    check_can_invite(by, role, region)
    email = email.strip().lower()
    hiring_model = hiring_model if role in FIELD_ROLES else ""
    if problems := invitation_problems(by=by, email=email, role=role, hiring_model=hiring_model):
        raise RefusedError(*problems)
    now = timezone.now()
    Invitation.objects.open(now).filter(email=email).update(expires_at=now)
    invitation = Invitation.objects.create(
        email=email, name=name.strip(), role=role, unit=region.unit, region=region, hiring_model=hiring_model,
        secret_hash=secrets.token_hex(32), invited_by=by, invited_at=now, expires_at=now + VALID_FOR,
    )  # fmt: skip
    audit.record("invite", invitation, by=by, role=role, region=str(region.pk))
    jobs.enqueue(INVITATION_MAIL, invitation.pk)
    return invitation


def invite_again(*, by: User, invitation: Invitation) -> Invitation:
    """Send a new link to somebody who has not accepted; the old one stops working."""
    if invitation.region is None or invitation.accepted_at:
        raise RefusedError(Problem("accepted", "Este convite já foi aceito.", "email"))
    return invite(
        by=by, email=invitation.email, name=invitation.name, role=invitation.role, region=invitation.region,
        hiring_model=invitation.hiring_model,
    )  # fmt: skip


def secret_of(invitation: Invitation) -> str:
    """The secret part of an invitation's address.

    It is a signature with the server's key over the id and a random value of the row: the mail's job can write it
    again at any time, and nobody can write it from a copy of the database.
    """
    return f"{invitation.pk.hex}.{_signer(invitation).signature(invitation.pk.hex)}"


def _signer(invitation: Invitation) -> signing.Signer:
    return signing.Signer(salt=f"agents.invitation:{invitation.secret_hash}", sep=".")


def open_invitation(secret: str) -> Invitation | None:
    """The invitation that a secret opens, or nothing when it is wrong, used or too old."""
    try:
        pk = uuid.UUID(hex=secret.partition(".")[0])
    except ValueError:
        return None
    invitation = Invitation.objects.open(timezone.now()).filter(pk=pk).first()
    if invitation is None:
        return None
    try:
        _signer(invitation).unsign(secret)
    except signing.BadSignature:
        return None
    return invitation


@transaction.atomic
def accept_invitation(*, secret: str, name: str, password: str) -> User | None:
    """Turn an invitation into an account, once. Nothing when the secret does not open one (any more)."""
    invitation = open_invitation(secret)
    if invitation is None:
        return None
    locked = Invitation.objects.select_for_update().open(timezone.now()).filter(pk=invitation.pk).first()
    if locked is None or User.objects.filter(email__iexact=locked.email).exists():
        return None
    fields = locked.fields_for_user() | {"name": name.strip()}
    user = User.objects.create_user(locked.email, password, **fields)
    locked.accepted_at, locked.accepted_by = timezone.now(), user
    locked.save(update_fields=["accepted_at", "accepted_by"])
    audit.record("accept_invitation", locked, by=user, role=user.role)
    return user


@transaction.atomic
def deactivate(*, by: User, person: User) -> None:
    """Switch somebody's access off. Open sessions stop at the next request: every request asks for `is_active`."""
    check_can_manage(by, person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    person.is_active = False
    audit.record("deactivate", person, by=by)


@transaction.atomic
def reactivate(*, by: User, person: User) -> None:
    """Switch it on again (the undo of `deactivate`)."""
    check_can_manage(by, person)
    User.objects.filter(pk=person.pk).update(is_active=True)
    person.is_active = True
    audit.record("reactivate", person, by=by)


def assignment_problems(*, person: User, territory: Territory, starts_on: date, ends_on: date | None) -> list[Problem]:
    """What keeps an agent from being given a territory between two dates (both included)."""
    problems = []
    if person.role != Role.AGENT:
        problems.append(Problem("not_an_agent", "Só agentes de orientação trabalham em territórios.", "territory"))
    if territory.region_id != person.region_id:
        problems.append(Problem("other_region", "Este território é de outra regional.", "territory"))
    if ends_on and ends_on < starts_on:
        problems.append(Problem("ends_before_start", "O fim vem antes do começo. Confira as datas.", "ends_on"))
    same = Assignment.objects.filter(agent=person, territory=territory)
    until = Q(starts_on__lte=ends_on) if ends_on else Q()
    if same.filter(until).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)).exists():
        problems.append(Problem("overlaps", "A pessoa já está neste território nestas datas.", "starts_on"))
    return problems


@transaction.atomic
def assign(*, by: User, person: User, territory: Territory, starts_on: date, ends_on: date | None = None) -> Assignment:
    """Give an agent a territory from a day on."""
    check_can_manage(by, person)
    if problems := assignment_problems(person=person, territory=territory, starts_on=starts_on, ends_on=ends_on):
        raise RefusedError(*problems)
    assignment = Assignment.objects.create(agent=person, territory=territory, starts_on=starts_on, ends_on=ends_on)
    audit.record("assign", assignment, by=by, agent=str(person.pk), territory=str(territory.pk))
    return assignment


@transaction.atomic
def end_assignment(*, by: User, assignment: Assignment, on: date) -> None:
    """The agent's last day in the territory; a start that lies ahead is taken back altogether."""
    check_can_manage(by, assignment.agent)
    audit.record("end_assignment", assignment, by=by, ends_on=on.isoformat())
    if assignment.starts_on > on:
        assignment.delete()
        return
    assignment.ends_on = on
    assignment.save(update_fields=["ends_on"])
