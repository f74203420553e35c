"""The conversation with SAS over HTTP: one request at a time, a time budget, every exchange kept."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any

import httpx
from django.conf import settings
from django.utils import timezone

from attendance.models import AttendanceRecord, Exchange
from attendance.rules.answers import Answer
from common.failpoints import reached

LONGEST_ANSWER = 200_000  # bytes
KEPT_ANSWER = 20_000  # characters of it that are kept as evidence
KEY_HEADER = "x-req"


class Sas:
    """One attempt to settle one record. Use as `with Sas(record, attempt) as sas`."""

    def __init__(self, record: AttendanceRecord, attempt: int) -> None:
        self.record = record
        self.attempt = attempt
        self.began = time.monotonic()
        self.client = httpx.Client(
            base_url=settings.SAS_URL,
            headers={KEY_HEADER: settings.SAS_KEY, "Accept": "application/json"},
            timeout=httpx.Timeout(settings.SAS_READ_TIMEOUT_S, connect=settings.SAS_CONNECT_TIMEOUT_S),
            follow_redirects=False,
        )

    def __enter__(self) -> Sas:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.client.close()

    def post(self, path: str, body: dict[str, Any]) -> Answer:
        """Send a body. The exchange is on disk before the first byte leaves, so a killed worker leaves a trace."""
        return self._exchange("POST", path, body, None)

    def find(self, reference: str) -> Answer:
        """Look up attendances by our reference (I3)."""
        return self._exchange("GET", "/atendimentos", None, {"referencia": reference})

    def seconds_spent(self) -> float:
        """How long this attempt has been talking to SAS."""
        return time.monotonic() - self.began

    def _exchange(self, method: str, path: str, body: dict[str, Any] | None, query: dict[str, str] | None) -> Answer:
        kept = Exchange.objects.create(
            record=self.record, attempt=self.attempt, method=method, path=path, request=body or query,
            sent_at=timezone.now(),
        )  # fmt: skip
        reached("sas.noted", path)
        answer, text = self._ask(method, path, body, query)
        reached("sas.answered", path)
        kept.status, kept.response = answer.status, text[:KEPT_ANSWER].replace("\x00", "")
        kept.answered_at = timezone.now() if answer.status else None
        kept.save(update_fields=["status", "response", "answered_at"])
        reached("sas.kept", path)
        return answer

    def _ask(self, method: str, path: str, body: Any, query: dict[str, str] | None) -> tuple[Answer, str]:
        """Send and read within the budget. A request that never left is told apart from an answer that never came."""
        until = time.monotonic() + settings.SAS_CONNECT_TIMEOUT_S + settings.SAS_READ_TIMEOUT_S
        try:
            with self.client.stream(method, path, json=body, params=query) as response:
                raw = _read(response, until=until)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            return Answer(was_sent=False), type(error).__name__
        except httpx.HTTPError as error:  # sent, or perhaps sent
            return Answer(was_sent=True), type(error).__name__
        text = raw.decode(errors="replace")
        wait = _seconds(response.headers.get("Retry-After"))
        return Answer(was_sent=True, status=response.status_code, body=_parsed(text), retry_after_s=wait), text


def _read(response: httpx.Response, *, until: float) -> bytes:
    """The body, unless it drips beyond the budget or is longer than any answer of SAS (F45)."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > LONGEST_ANSWER or time.monotonic() > until:
            raise httpx.ReadTimeout("answer too slow or too long")
    return b"".join(parts)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _seconds(value: str | None) -> float | None:
    """Retry-After as seconds, from a number or a date."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
