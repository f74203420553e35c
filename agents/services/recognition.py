"""Recognising a phone that was here a moment ago without three lookups of its own.

A phone that empties its outbox sends one visit after another. The first request is recognised in the usual way; for the
next ones this process remembers whose session it was, and the transaction that writes the visit asks whether the
session is still there and the account still as it was. What changed (signed out, switched off, new role or password)
is noticed at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session

from agents.models import User
from common import sql

MOST = 2000  # sessions remembered by one process
AS_KNOWN = ("id", "password", "is_active", "role", "unit_id", "region_id", "name", "email")


@dataclass(frozen=True)
class Sender:
    """Whose session it was when this process last saw it."""

    session_key: str
    user: User
    as_known: tuple[str, ...]


_known: OrderedDict[str, Sender] = OrderedDict()
_SESSIONS = f"SELECT session_key FROM {Session._meta.db_table} WHERE session_key IN %s AND expire_date > %s"  # noqa: S608  (our own names)
_ACCOUNTS = f"SELECT {', '.join(AS_KNOWN)} FROM {User._meta.db_table} WHERE id IN %s"  # noqa: S608  (our own names)


def sender_of(session_key: str) -> Sender | None:
    """The person whose session this was a moment ago; whether it still is, `still_known` says."""
    return _known.get(session_key)


def remember(session_key: str, user: User) -> None:
    """Remember whose session it is, after the usual sign-in has said so."""
    _known[session_key] = Sender(session_key, user, _comparable(getattr(user, column) for column in AS_KNOWN))
    while len(_known) > MOST:
        _known.popitem(last=False)


def what_became_of(senders: Sequence[Sender], *, now: datetime) -> tuple[sql.Question, sql.Question]:
    """Ask for sessions that have not ended and for the accounts as they are."""
    return (
        sql.Question(_SESSIONS, ([sender.session_key for sender in senders], now)),
        sql.Question(_ACCOUNTS, ([sender.user.pk for sender in senders],)),
    )


def still_known(senders: Sequence[Sender], sessions: sql.Rows, accounts: sql.Rows) -> set[str]:
    """The sessions of those who may go on as before; the others are forgotten."""
    alive, accounts_now = {key for (key,) in sessions}, {_comparable(row) for row in accounts}
    known = {one.session_key for one in senders if one.session_key in alive and one.as_known in accounts_now}
    for sender in senders:
        if sender.session_key not in known:
            _known.pop(sender.session_key, None)
    return known


def _comparable(row: Sequence[object] | Iterator[object]) -> tuple[str, ...]:
    """Columns as text, since the two databases keep identifiers and yes-or-no differently."""
    return tuple(
        "" if value is None else str(int(value) if isinstance(value, bool) else value).replace("-", "") for value in row
    )
