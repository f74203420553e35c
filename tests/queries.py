"""What a page asks of the database."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, address: str, **asked: Any) -> int:
    """How many queries a page takes that has been opened before: its reference data are remembered."""
    client.get(address, **asked)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, **asked)
    assert answer.status_code == 200
    return len(queries)
