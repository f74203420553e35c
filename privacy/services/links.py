"""The client's own link: signed, expiring, without a word about anybody in its address.

The address holds the visit's random number, the minute it was written and a signature with the server's key, so
nothing has to be stored for it and the same receipt always carries the same link. A lost link is closed by a row
(`ClosedLink`): what was written before opens nothing any more.
"""

from __future__ import annotations

import base64
import binascii
import io
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import segno
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.safestring import SafeString

from agents.models import User
from common import audit
from privacy.models import ClosedLink
from visits.models import Visit

GREETING = (
    "Aqui estão o resultado da nossa conversa, as ferramentas e o que combinamos, com o recibo dos seus dados. "
    "Você pode ver, corrigir ou retirar o aceite quando quiser: "
)
SOON = 14  # days: a link that ends so soon is not handed over any more
_MINUTES = 4  # bytes: enough until the year 10000
_signer = signing.Signer(salt="privacy.link", sep=".")


@dataclass(frozen=True)
class Link:
    """What a token says: which visit, and when it was written."""

    visit_id: uuid.UUID
    written_at: datetime

    @property
    def expires_at(self) -> datetime:
        """Until when it opens something."""
        return self.written_at + timedelta(days=settings.PORTAL_LINK_DAYS)


def token_of(visit_id: uuid.UUID, written_at: datetime) -> str:
    """The token for a visit; the same for the same minute."""
    minutes = int(written_at.timestamp() // 60)
    packed = visit_id.bytes + minutes.to_bytes(_MINUTES, "big")
    return _signer.sign(base64.urlsafe_b64encode(packed).decode().rstrip("="))


def address_of(visit_id: uuid.UUID, written_at: datetime) -> str:
    """The whole address, as it goes into a message or a QR code."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("portal:devolutiva", args=[token_of(visit_id, written_at)])


def read_token(token: str) -> Link | None:
    """What a token says, if we wrote it; whether it still opens anything is `is_open`'s question."""
    try:
        packed = base64.urlsafe_b64decode(_signer.unsign(token) + "=")
        minutes = int.from_bytes(packed[16:], "big")
        return Link(uuid.UUID(bytes=packed[:16]), datetime.fromtimestamp(minutes * 60, tz=UTC))
    except (signing.BadSignature, binascii.Error, ValueError, OverflowError, OSError):
        return None


def is_open(link: Link, *, now: datetime) -> bool:
    """Whether a link opens its visit now: neither too old nor closed."""
    if now > link.expires_at:
        return False
    return not ClosedLink.objects.filter(visit=link.visit_id, written_before_at__gt=link.written_at).exists()


def qr_code_of(address: str) -> SafeString:
    """The address as a QR code: an SVG with a title, for a page, a camera or a paper."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=6, border=2, light="#fff", svgclass=None, lineclass=None, xmldecl=False, nl=False,
        title="Código com o link do cliente",
    )  # fmt: skip
    return SafeString(drawn.getvalue().decode())  # drawn from our own address, with our own words


def whatsapp_with(address: str) -> str:
    """WhatsApp with the words ready; to whom, the sender chooses there: no number stands in an address of ours."""
    return f"https://wa.me/?text={quote(GREETING + address)}"


@transaction.atomic
def close_links(visit: Visit, *, by: User, now: datetime) -> None:
    """Every link of a visit written until now opens nothing any more; one written in the next minute does."""
    until = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    ClosedLink.objects.update_or_create(visit=visit, defaults={"written_before_at": until, "closed_by": by})
    audit.record("links closed", visit, by=by)


def current_address(visit: Visit, *, now: datetime) -> str:
    """The address to hand over today: the receipt's own while it opens something, else a new one."""
    link = Link(visit.pk, visit.received_at.replace(second=0, microsecond=0))
    if is_open(link, now=now + timedelta(days=SOON)):
        return address_of(visit.pk, link.written_at)
    closed = ClosedLink.objects.filter(visit=visit).values_list("written_before_at", flat=True).first()
    return address_of(visit.pk, max(now, closed) if closed else now)
