"""Handing the devolutiva over: what the team's page offers, and the mail with the link that a client asked for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from agents.models import User
from clients.models import Person
from common import audit, jobs
from common.dates import today_in
from common.problems import Problem, RefusedError
from portal.enums import PaperKind
from portal.models import Paper, SentLink
from portal.services.devolutiva import Devolutiva, devolutiva_of
from portal.services.lately import asked_lately
from portal.services.papers import paper_state
from privacy.services import chain
from privacy.services.links import current_address, whatsapp_with
from visits.models import Visit

KIND = "portal.mail"
SUBJECT = "O resultado da visita ao seu negócio"
GIVE_UP_AFTER = 6


@dataclass(frozen=True)
class Handover:
    """What the team's page shows: the devolutiva, its link, and by which ways it may go."""

    page: Devolutiva
    address: str
    whatsapp: str  # empty: the client did not allow it
    has_email: bool
    sent: tuple[SentLink, ...]


def handover_of(visit: Visit, *, now: datetime) -> Handover | None:
    """Lay it out; nothing where nobody answered the notice, since there is no link then."""
    consent = chain.consent_of(visit)
    if consent is None:
        return None
    address = current_address(visit, now=now)
    may_write = chain.may(consent.person, chain.WHATSAPP, on=today_in(visit.timezone, now))
    return Handover(
        page=devolutiva_of(consent, is_whole=True),
        address=address,
        whatsapp=whatsapp_with(address) if may_write else "",
        has_email=bool(consent.person and consent.person.email),
        sent=tuple(SentLink.objects.filter(visit=visit).select_related("asked_by").order_by("-asked_at")[:3]),
    )


def sheet_of(visit: Visit) -> tuple[Paper | None, str]:
    """The newest PDF that the team asked for, and where it stands."""
    paper = Paper.objects.filter(visit=visit, kind=PaperKind.WHOLE).order_by("asked_at").last()
    return paper, paper_state(paper) if paper else ""


@transaction.atomic
def send_by_mail(visit: Visit, *, by: User, now: datetime) -> SentLink:
    """Have the link sent to the e-mail that the client gave, because the client asked for it."""
    consent = chain.consent_of(visit)
    if because := _why_not(consent.person if consent else None, since=now):
        raise RefusedError(Problem("no_mail", because, "email"))
    lately = asked_lately(SentLink.objects.all(), visit, now=now)
    if lately is not None:
        return lately
    sent = SentLink.objects.create(visit=visit, asked_at=now, asked_by=by)
    jobs.enqueue(KIND, sent.pk)
    audit.record("link asked for by mail", sent, by=by)
    return sent


def _why_not(person: Person | None, *, since: datetime) -> str:
    """What keeps the mail back: the person is gone, or took a yes back after asking (LGPD art. 8 §5)."""
    if person is None:
        return "Não guardamos os dados desta pessoa."
    if not person.email:
        return "Não há e-mail: a pessoa não deu um, ou retirou os aceites."
    if chain.WHATSAPP in chain.withdrawn_since(person.pk, since):
        return "A pessoa retirou o aceite de receber o resultado."
    return ""


@jobs.handles(KIND)
def mail_link(sent_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Send it, unless the client took something back meanwhile. The mail holds a first name and the link, no result."""
    sent = SentLink.objects.select_related("visit").filter(pk=sent_id, sent_at=None, dropped_because="").first()
    if sent is None:
        return jobs.Done()
    consent = chain.consent_of(sent.visit)
    person = consent.person if consent else None
    because = _why_not(person, since=sent.asked_at)
    if person is None or because:
        SentLink.objects.filter(pk=sent.pk).update(dropped_because=because)
        return jobs.Done()
    context = {"visit": sent.visit, "person": person, "address": current_address(sent.visit, now=timezone.now())}
    try:
        send_mail(SUBJECT, render_to_string("portal/link_mail.txt", context), None, [person.email])
    except OSError as error:  # SMTP's errors are OSErrors
        if attempt >= GIVE_UP_AFTER:
            return jobs.Attention("O e-mail com o link não saiu. Confira o serviço de e-mail.")
        return jobs.Retry(timedelta(seconds=10 * 2**attempt), type(error).__name__)
    SentLink.objects.filter(pk=sent.pk).update(sent_at=timezone.now())
    return jobs.Done()
