"""A code of six digits for whoever gave us no CPF: sent to where the person said they can be reached.

Digits of a telephone prove nothing: whoever got the link by WhatsApp sees the number, and agents know it. A code proves
that somebody reads what reaches the person (ADR 30). A code lives ten minutes and five tries; the newest one counts.
"""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.module_loading import import_string

from clients.models import Person
from common import audit, jobs
from portal.enums import CodeWay
from portal.models import Code
from portal.services.lately import asked_lately
from privacy.services import chain
from visits.models import Visit

KIND = "portal.code"
LIVES = timedelta(minutes=10)
TRIES = 5  # of one code: with three codes an hour, fewer than twenty guesses of a million
GIVE_UP_AFTER = 4
KEPT_FOR = timedelta(days=1)
TEXT = (
    "Rota Ativa: o código para ver os seus dados é {digits}. Vale por 10 minutos. "
    "Não passe este código a ninguém, nem a quem visitou você. Se não foi você que pediu, não precisa fazer nada."
)


@dataclass(frozen=True)
class Way:
    """How a code can reach the person, and where, as far as a link may tell."""

    key: str
    name: str
    where: str


def ways_to(person: Person | None) -> list[Way]:
    """Where a code can be sent: the e-mail that was given, and the telephone if somebody sends messages for us."""
    if person is None:
        return []
    found = []
    if person.email:
        found.append(Way(CodeWay.EMAIL, CodeWay.EMAIL.label, _hidden_email(person.email)))
    number = re.sub(r"\D", "", person.phone)
    if settings.SMS_SENDER and len(number) >= 10:
        found.append(Way(CodeWay.SMS, CodeWay.SMS.label, f"final {number[-2:]}"))
    return found


def _hidden_email(email: str) -> str:
    name, _, domain = email.partition("@")
    return f"{name[:1]}•••@{domain[:1]}•••{domain[domain.rfind('.') :]}"


@transaction.atomic
def ask_for_code(visit: Visit, way: str, *, now: datetime) -> Code:
    """Have a code sent; asking again within a minute sends no second one."""
    code = asked_lately(Code.objects.filter(way=way), visit, now=now)
    if code is None:
        code = Code.objects.create(visit=visit, way=way, asked_at=now)
        jobs.enqueue(KIND, code.pk)
        audit.record("code asked for", code, by=None, way=way)
    return code


@jobs.handles(KIND)
def send_code(code_id: uuid.UUID, attempt: int) -> jobs.Outcome:
    """Make the digits and send them; only their keyed hash is kept. One that came too late is not sent."""
    code = Code.objects.select_related("visit").filter(pk=code_id, sent_at=None).first()
    consent = chain.consent_of(code.visit) if code else None
    person = consent.person if consent else None
    if code is None or person is None or timezone.now() > code.asked_at + LIVES:
        return jobs.Done()
    digits = f"{secrets.randbelow(10**6):06d}"
    Code.objects.filter(pk=code.pk).update(digest=_digest(code, digits))
    try:
        if code.way == CodeWay.SMS:
            import_string(settings.SMS_SENDER)(person.phone, TEXT.format(digits=digits))
        else:
            send_mail("Rota Ativa: o seu código", TEXT.format(digits=digits), None, [person.email])
    except OSError as error:  # SMTP's and HTTP clients' errors are OSErrors
        if attempt >= GIVE_UP_AFTER:
            return jobs.Attention("O código não saiu. Confira o serviço de e-mail ou de mensagens.")
        return jobs.Retry(timedelta(seconds=5 * 2**attempt), type(error).__name__)
    Code.objects.filter(pk=code.pk).update(sent_at=timezone.now())
    return jobs.Done()


def waiting_code(visit: Visit, *, now: datetime) -> Code | None:
    """The newest code that could still be typed."""
    newest = Code.objects.filter(visit=visit).order_by("asked_at").last()
    is_good = newest and newest.used_at is None and newest.tries < TRIES and now <= newest.asked_at + LIVES
    return newest if is_good else None


@transaction.atomic
def verify(visit: Visit, digits: str, *, now: datetime) -> bool:
    """Whether these are the newest code's digits. Each call is one of its tries, and the right digits use it up."""
    waiting = waiting_code(visit, now=now)
    code = Code.objects.select_for_update().get(pk=waiting.pk) if waiting else None
    if code is None or not code.digest or code.tries >= TRIES or code.used_at:
        return False
    fits = constant_time_compare(code.digest, _digest(code, digits))
    code.tries, code.used_at = code.tries + 1, now if fits else None
    code.save(update_fields=["tries", "used_at"])
    return fits


def _digest(code: Code, digits: str) -> str:
    return salted_hmac(f"portal.code:{code.pk}", digits, algorithm="sha256").hexdigest()


def drop_old_codes(*, now: datetime) -> int:
    """Codes go after a day (nightly)."""
    return Code.objects.filter(asked_at__lt=now - KEPT_FOR).delete()[0]
