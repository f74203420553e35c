"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562)."""

import os
import time
import uuid
from datetime import UTC, datetime

NO_ID = uuid.UUID(int=0)


def uuid7() -> uuid.UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | random_bits
    value = value & ~(0xF << 76) | 0x7 << 76  # version
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant
    return uuid.UUID(int=value)


def as_id(text: str | None) -> uuid.UUID:
    """The id that somebody wrote into an address, a form or a file; `NO_ID`, which nothing has, when it is none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return NO_ID


def made_at(identifier: uuid.UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, tz=UTC)
