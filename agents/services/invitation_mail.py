"""The mail that carries an invitation: written by a job, from the invitation alone."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from agents.models import Invitation
from agents.services.accounts import INVITATION_MAIL, secret_of
from common.jobs import Attention, Done, Outcome, Retry, handles

GIVE_UP_AFTER = 10


def invitation_url(invitation: Invitation) -> str:
    """The address that the invited person opens."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("agents:accept_invitation", args=[secret_of(invitation)])


@handles(INVITATION_MAIL)
def send_invitation(invitation_id: uuid.UUID, attempt: int) -> Outcome:
    """Send it; nothing to do for one that was accepted, replaced or grew too old. A second mail does no harm."""
    invitation = Invitation.objects.open(timezone.now()).select_related("invited_by", "region").filter(pk=invitation_id)
    found = invitation.first()
    if found is None:
        return Done()
    context = {"invitation": found, "url": invitation_url(found)}
    try:
        send_mail(
            "Seu acesso ao Rota Ativa", render_to_string("agents/invitation_mail.txt", context), None, [found.email]
        )
    except OSError as error:  # SMTP's errors are OSErrors
        if attempt >= GIVE_UP_AFTER:
            return Attention("O e-mail do convite não saiu. Confira o endereço e convide de novo.")
        return Retry(timedelta(seconds=min(30 * 2**attempt, 3600)), type(error).__name__)
    return Done()
