"""A promise as a calendar file (RFC 5545), for the client's own calendar: the twin of static/js/capsule/ics.js."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

FOLD = 75  # octets
LASTS = timedelta(minutes=40)


def calendar_file(*, uid: str, starts_at: datetime, summary: str, details: str, stamped_at: datetime) -> bytes:
    """One entry with a reminder. The same `uid` changes the entry that is there instead of doubling it."""
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rota Ativa//Visita//PT", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        "BEGIN:VEVENT", f"UID:{_escaped(uid)}", f"DTSTAMP:{_utc(stamped_at)}",
        f"DTSTART:{_utc(starts_at)}", f"DTEND:{_utc(starts_at + LASTS)}",
        f"SUMMARY:{_escaped(summary)}", f"DESCRIPTION:{_escaped(details)}", "STATUS:CONFIRMED",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(summary)}", "TRIGGER:-PT30M", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    whole = re.sub(r"([\\;,])", r"\\\1", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", re.sub(r"\r\n|\r|\n", r"\\n", whole))


def _folded(line: str) -> str:
    """Lines of at most 75 octets; a letter is never cut in two."""
    lines, current, octets = [], "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > FOLD:
            lines.append(current)
            current, octets = " ", 1
        current += letter
        octets += size
    return "\r\n".join([*lines, current])
