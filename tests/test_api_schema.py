"""docs/api-openapi.yaml says what phones ask and tell: up to date, whole, and what is sent by it breaks nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.cast import Cast
from tools import api_openapi

SCHEMA = schemathesis.openapi.from_dict(api_openapi.described())
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
BRIEFLY = settings(
    max_examples=20, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip


def test_the_file_is_what_the_code_reads():
    assert api_openapi.FILE.read_text(encoding="utf-8") == api_openapi.written(), "python tools/api_openapi.py"


def test_every_address_under_api_is_described():
    ours = {route for route in _routes(get_resolver().url_patterns) if route.startswith("api/")}
    assert len(ours) == len(SCHEMA.raw_schema["paths"])
    for path in SCHEMA.raw_schema["paths"]:
        get_resolver().resolve(path.format(visit_id=UUID, pk=UUID, sha256="0" * 64))


UUID = "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    """Every address, as written in urls.py."""
    found = []
    for one in patterns:
        here = before + str(one.pattern).lstrip("^")
        found += _routes(one.url_patterns, here) if isinstance(one, URLResolver) else [here]
    return found


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_nothing_sent_to_the_api_breaks_it(operation: Any, cast: Cast, sign_in: Any):
    """(F57) What the file allows and what it does not: a clear answer that the file names, never a 5xx."""
    client = sign_in(cast.rosangela)
    allowed = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    others = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE) if _can_be_wrong(operation) else allowed

    @BRIEFLY
    @given(st.one_of(allowed, others))
    def send(case: Any) -> None:
        response = _answered(client, case)
        assert response.status_code < 500, (case.as_curl_command(), response.content[:300])
        assert str(response.status_code) in operation.definition.raw["responses"], response.status_code
        if case.method != "HEAD" and response.get("Content-Type") == "application/json":
            assert isinstance(response.json(), dict)

    send()


def _can_be_wrong(operation: Any) -> bool:
    return bool(list(operation.body) or list(operation.headers) or list(operation.path_parameters))


def _answered(client: Client, case: Any) -> Any:
    """Through Django's own client: no process, no line."""
    body = case.body if case.body is not schemathesis.core.NOT_SET else b""
    if not isinstance(body, bytes | str):
        body = json.dumps(body)
    headers = {name: str(value) for name, value in (case.headers or {}).items()}
    kind = case.media_type or headers.pop("Content-Type", "application/octet-stream")
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return client.generic(case.method.upper(), case.formatted_path, raw, content_type=kind, headers=headers)
