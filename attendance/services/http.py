"""The way to SAS by JSON over HTTP: a time budget for each request, every exchange kept whole, the pace kept."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import httpx
from django.conf import settings
from django.utils import timezone

from attendance.models import AttendanceRecord, Exchange
from attendance.rules.answers import (
    MERGED,
    ONLY_THIS,
    Answer,
    Meaning,
    Verdict,
    current_codes,
    health,
    mutilated,
    read_answer,
    read_lookup,
    read_preparation,
)
from attendance.rules.breaker import Health
from attendance.services.gate import note, wait_for_turn
from attendance.services.payload import Announce, Message
from common import sql
from common.failpoints import reached

logger = logging.getLogger("rota.sas")

LONGEST_ANSWER = 200_000  # bytes
KEY_HEADER = "x-req"
ATTENDANCES = "/atendimentos"
LATEST_SEND_S = 60.0  # what is left of the lease must cover the slowest answer
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
COLUMNS = tuple(field.attname for field in Exchange._meta.concrete_fields)
ANSWERED = ("status", "response", "response_headers", "failure", "answered_at")
PRIVATE_HEADERS = frozenset({KEY_HEADER, "set-cookie", "cookie", "authorization"})


@dataclass(frozen=True)
class Said:
    """What came back, as evidence keeps it and as the rules read it."""

    answer: Answer
    text: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    failure: str = ""


class HttpConnector:
    """One attempt to settle one record with the service."""

    def __init__(self, record: AttendanceRecord, attempt: int) -> None:
        self.record = record
        self.attempt = attempt
        self.began = time.monotonic()
        self.last: Answer | None = None
        self.unwritten: list[Exchange] = []  # preparations, until the attendance itself is announced

    def asked_before(self) -> bool:
        """A request left earlier; or the database was restored, and does not know what left before (F37)."""
        sent = self.record.exchanges.filter(method="POST", path=ATTENDANCES)
        return sent.exists() or settings.SYNC_EPOCH != "1"

    def look_up(self, reference: str) -> Meaning:
        """Look up attendances by our reference (I3)."""
        answer = self._exchange("GET", ATTENDANCES, None, {"referencia": reference})
        self._write_down()
        return read_lookup(answer, reference)

    def deliver(self, message: Message, announce: Announce) -> Meaning:
        """Person, business, link, attendance; a client that was merged goes by the code SAS names."""
        codes, hindrance = self._prepare(message)
        if hindrance:
            self._write_down()
            return hindrance
        if time.monotonic() - self.began > LATEST_SEND_S:
            return Meaning(Verdict.NOT_NOW, code="slow")
        answer = self._exchange("POST", ATTENDANCES, message.attendance | codes, None, announce)
        meaning = read_answer(answer, message.reference)
        if meaning.code == MERGED and current_codes(answer):
            codes |= current_codes(answer)
            answer = self._exchange("POST", ATTENDANCES, message.attendance | codes, None, at_once)
            meaning = read_answer(answer, message.reference)
        return meaning

    def close(self, meaning: Meaning | None) -> None:
        """Note how SAS behaved at last; what it does to this record alone says nothing about SAS."""
        self._write_down()
        if self.last is not None:
            is_lone = meaning is not None and meaning.code in ONLY_THIS
            note(Health.ANSWERED if is_lone else health(self.last), self.last.retry_after_s)

    def _prepare(self, message: Message) -> tuple[dict[str, str], Meaning | None]:
        """Have SAS know everybody first; yields the codes it gave them, or what stands in the way."""
        codes: dict[str, str] = {}
        steps = (
            ("/clientes/pf", message.person, "cpf", "codigo_pf"),
            ("/clientes/pj", message.business, "cnpj", "codigo_pj"),
            ("/vinculos", message.link, "", ""),
        )
        for path, body, document, code in steps:
            if body is None:
                continue
            answer = self._exchange("POST", path, body, None)
            hindrance = read_preparation(answer)
            if not hindrance and document:
                hindrance = mutilated(document, body[document], answer)
            if hindrance:
                return codes, hindrance
            if code and answer.body.get("codigo"):
                codes[code] = str(answer.body["codigo"])
        return codes, None

    def _write_down(self, *more: Exchange) -> None:
        """Insert the exchanges that are not in the database yet, in one statement."""
        rows = [[getattr(one, column) for column in COLUMNS] for one in (*self.unwritten, *more)]
        sql.insert_rows(Exchange, COLUMNS, rows)
        if not more:
            self.unwritten.clear()

    def _exchange(
        self, method: str, path: str, body: dict[str, Any] | None, query: dict[str, str] | None,
        announce: Announce | None = None,
    ) -> Answer:  # fmt: skip
        """Keep what is said and answered. What must not go twice is on disk before its first byte leaves."""
        wait_for_turn()
        http = client()
        request = http.build_request(method, path, json=body, params=query)
        kept = Exchange(
            record=self.record, attempt=self.attempt, method=method, path=path, url=str(request.url)[:400],
            request=body or query, request_headers=_public(request.headers), sent_at=timezone.now(),
        )  # fmt: skip
        if announce:  # a killed worker leaves this trace, and is looked up
            announce(lambda: self._write_down(kept))
            self.unwritten.clear()
        began = time.monotonic()
        reached("sas.noted", path)
        said = ask(http, request)
        reached("sas.answered", path)
        kept.status, kept.response = said.answer.status, said.text
        kept.response_headers, kept.failure = dict(said.headers), said.failure
        kept.answered_at = timezone.now() if said.answer.status else None
        if announce:
            answered = {name: getattr(kept, name) for name in ANSWERED}
            Exchange.objects.filter(pk=kept.pk).update(**answered)
        else:
            self.unwritten.append(kept)
        reached("sas.kept", path)
        _log(kept, time.monotonic() - began)
        self.last = said.answer
        return said.answer


def at_once(also: Callable[[], None]) -> None:
    """What was announced before needs no other word than its own."""
    also()


def client() -> httpx.Client:
    """The client for SAS as it is set up (SAS_URL, SAS_KEY and the two limits of time)."""
    return _client(settings.SAS_URL, settings.SAS_KEY, settings.SAS_READ_TIMEOUT_S, settings.SAS_CONNECT_TIMEOUT_S)


@lru_cache(maxsize=4)
def _client(url: str, key: str, read_s: float, connect_s: float) -> httpx.Client:
    """One for all threads of a process: connections are kept and the certificates are read once."""
    return httpx.Client(
        base_url=url,
        headers={KEY_HEADER: key, "Accept": "application/json"},
        timeout=httpx.Timeout(read_s, connect=connect_s),
        limits=httpx.Limits(max_connections=50, keepalive_expiry=4),
        follow_redirects=False,
    )


def ask(http: httpx.Client, request: httpx.Request) -> Said:
    """Send and read within the budget. A request that never left is told apart from an answer that never came."""
    budget = settings.SAS_CONNECT_TIMEOUT_S + settings.SAS_READ_TIMEOUT_S
    limits = f"{settings.SAS_CONNECT_TIMEOUT_S:g} s + {settings.SAS_READ_TIMEOUT_S:g} s"
    parts: list[bytes] = []
    try:
        response = http.send(request, stream=True)
        try:
            _read(response, parts, until=time.monotonic() + budget)
        finally:
            response.close()
    except UNSENT as error:
        return Said(Answer(was_sent=False), failure=f"{type(error).__name__} ({limits})")
    except httpx.HTTPError as error:  # sent, or perhaps sent; what came of it is kept too
        return Said(Answer(was_sent=True), _text(parts), failure=f"{type(error).__name__} ({limits})")
    text = _text(parts)
    answer = Answer(True, response.status_code, _parsed(b"".join(parts)), _seconds(response.headers.get("Retry-After")))
    failure = (
        f"status {answer.status}" if response.status_code >= 500 else "" if answer.body is not None else "não é JSON"
    )
    return Said(answer, text, tuple(_public(response.headers).items()), failure)


def _read(response: httpx.Response, parts: list[bytes], *, until: float) -> None:
    """The body, unless it drips beyond the budget or is longer than any answer of SAS (F45)."""
    size = 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > LONGEST_ANSWER or time.monotonic() > until:
            raise httpx.ReadTimeout("answer too slow or too long")


def _text(parts: list[bytes]) -> str:
    """An answer as text of which every byte can be told, whatever its charset."""
    return b"".join(parts).decode(errors="backslashreplace").replace("\x00", "\\x00")


def _public(headers: httpx.Headers) -> dict[str, str]:
    return {name: value[:200] for name, value in headers.items() if name.lower() not in PRIVATE_HEADERS}


def _log(kept: Exchange, seconds: float) -> None:
    """One line for each exchange: no body, no document."""
    said = kept.status or kept.failure
    logger.info(
        "SAS %s %s: %s", kept.method, kept.path, said,
        extra={"record": str(kept.record_id), "attempt": kept.attempt, "ms": round(seconds * 1000)},
    )  # fmt: skip


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _seconds(value: str | None) -> float | None:
    """Retry-After as seconds, from a number or a date."""
    if not value:
        return None
    if value.isascii() and value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
