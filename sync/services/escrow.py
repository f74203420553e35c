"""A phone's own key, which it left here sealed when it was made: it comes back to the same person on the same phone."""

from __future__ import annotations

from uuid import UUID

import msgspec

from agents.models import User
from common import audit
from sync.models import Device
from sync.services.keys import Damaged, UnknownKey, unseal


class Escrow(msgspec.Struct):
    """What a phone sealed: whose key this is, of which phone, and the key (Base64 without padding)."""

    user: UUID
    device: UUID
    key: str


def give_key_back(sealed: str, *, device: Device, by: User) -> str | None:
    """The key inside, if it is this person's on this phone; None otherwise."""
    try:
        escrow = msgspec.json.decode(unseal(sealed.encode()), type=Escrow)
    except (Damaged, UnknownKey, msgspec.DecodeError, UnicodeError):
        return None
    is_own = (escrow.user, escrow.device) == (by.pk, device.pk)
    audit.record("device.key_returned" if is_own else "device.key_refused", device, by=by)
    return escrow.key if is_own else None
