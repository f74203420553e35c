"""Write docs/api-openapi.yaml, what phones ask and tell, from the types that read it: `python tools/api_openapi.py`.

With --check it says whether the file is old. Paths and answers are written here; bodies come from the code.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "api-openapi.yaml"
ABOUT = """What phones ask of the server and tell it. Everything is same-origin: the session's cookie says who
it is, X-CSRFToken (from /api/session/) goes with every change, X-Device-Id says which phone it is. No answer is cached.
A database that is away is 503 with Retry-After; what the phone then does is in docs/faults.md."""
SAID = {"type": "object", "properties": {"error": {"type": "string"}, "message": {"type": "string"}}}
SIZE = {"type": "object", "properties": {"message": {"type": "string"}, "size": {"type": "integer"}}}
STATES = ["received", "registered", "attention"]
RECEIPT = {
    "type": "object",
    "required": ["id", "sha256", "received_at", "state", "epoch"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "received_at": {"type": "string", "format": "date-time"},
        "state": {"const": "received"},
        "epoch": {"type": "string"},
    },
}
REFUSAL = {
    "type": "object",
    "required": ["error", "message", "kept"],
    "properties": {
        "error": {"type": "string"},
        "message": {"type": "string"},
        "kept": {"type": "boolean", "description": "the bytes are stored for a person to look at"},
        "fields": {"type": "array", "items": {"type": "object"}},
    },
}


def described() -> dict[str, Any]:
    """The whole description."""
    bodies, parts = _schemas()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rota Ativa: the phone's API", "version": "1", "description": ABOUT},
        "paths": _paths(bodies),
        "components": {
            "schemas": parts | {"Receipt": RECEIPT, "Refusal": REFUSAL, "Said": SAID, "Size": SIZE},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "sessionid"}},
        },
        "security": [{"session": []}],
    }


def _schemas() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Bodies as the code reads them: a visit, a phone's report, a request for a key, a walked day."""
    import msgspec

    from sync.services.devices import Report
    from sync.services.document import VisitDocument
    from sync.views.api import KeyRequest
    from sync.views.field import WalkedDay

    types = [VisitDocument, Report, KeyRequest, WalkedDay]
    template = "#/components/schemas/{name}"
    found, parts = msgspec.json.schema_components(types, schema_hook=_choices, ref_template=template)
    return list(found), parts


def _choices(kind: Any) -> dict[str, Any]:
    """Django's choices."""
    return {"enum": [choice.value for choice in kind]}


def _paths(bodies: list[dict[str, Any]]) -> dict[str, Any]:
    visit, report, key, walked = bodies
    sealed = {"type": "string", "description": "the document as a compact JWE to the key of /api/session/"}
    return {
        "/api/session/": {"get": _asked("Who is signed in, a CSRF token, the epoch, the key for visits", {200: {}})},
        "/api/day/": {"get": _asked("Everything that today's work needs without signal", _read(), _device())},
        "/api/territory/": {"get": _asked("Every business that the agent may visit", _read() | {304: {}}, _device())},
        "/api/states/": {
            "get": _asked(f"Where the last visits stand: {', '.join(STATES)}", _read(), _device())
        },
        "/api/visits/{visit_id}/": {
            "put": _told("A finished visit; the same bytes again bring the same receipt",
                         {"application/json": visit, "application/jose": sealed},
                         {201: _ref("Receipt"), 200: _ref("Receipt"), 400: _ref("Refusal"), 403: SAID,
                          409: _ref("Refusal"), 413: _ref("Refusal"), 415: _ref("Refusal"), 422: _ref("Refusal")},
                         _path("visit_id")),
        },
        "/api/blobs/{sha256}/": {
            "head": _asked("How much of a photo is here", {200: None, 404: None}, _hash()),
            "put": _told("A photo's sealed bytes, whole or the piece that Content-Range says",
                         {"application/octet-stream": {"type": "string", "format": "binary"}},
                         {code: _ref("Size") for code in (201, 202, 400, 409, 413, 422, 429)}, _hash(), _range()),
        },
        "/api/route/{pk}/plan/": {
            "put": _told("The day's own order and what was left out", {"application/json": walked},
                         {200: {}, 404: None, 422: SAID}, _path("pk")),
        },
        "/api/device/": {"put": _told("What a phone still holds", {"application/json": report}, {200: {}, 422: SAID})},
        "/api/device/key/": {
            "post": _told("Open the key that a phone left sealed, right after the password was typed",
                          {"application/json": key}, {200: {}, 400: SAID, 403: SAID, 422: SAID}, _device()),
        },
        "/api/feedback/{pk}/read/": {
            "post": _asked("The agent has read what the tutor wrote", {200: {}, 404: None}, _path("pk")),
        },
    }  # fmt: skip


def _asked(summary: str, answers: dict[int, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    """An operation without a body. 401 and 403 JSON stand for everybody who may not; 503: later."""
    said = {401: SAID, 403: SAID, 404: None, 503: SAID} | answers
    return {
        "summary": summary,
        "parameters": list(parameters),
        "responses": {str(code): _answer(code, content) for code, content in sorted(said.items())},
    }


def _told(summary: str, kinds: dict[str, Any], answers: dict[int, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    """An operation with a body."""
    body = {"required": True, "content": {kind: {"schema": schema} for kind, schema in kinds.items()}}
    return _asked(summary, answers, *parameters) | {"requestBody": body}


def _answer(code: int, content: Any) -> dict[str, Any]:
    words = {200: "well", 201: "stored", 202: "a part is here", 304: "the phone has it", 503: "later; see Retry-After"}
    said: dict[str, Any] = {"description": words.get(code, "not taken")}
    if content is not None and code != 304:
        said["content"] = {"application/json": {"schema": content or {"type": "object"}}}
    return said


def _read() -> dict[int, Any]:
    return {200: {}, 400: SAID, 403: SAID}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def _hash() -> dict[str, Any]:
    schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return {"name": "sha256", "in": "path", "required": True, "schema": schema}


def _device() -> dict[str, Any]:
    schema = {"type": "string", "format": "uuid"}
    return {"name": "X-Device-Id", "in": "header", "required": True, "schema": schema}


def _range() -> dict[str, Any]:
    schema = {"type": "string", "pattern": "^bytes [0-9]{1,9}-[0-9]{1,9}/[0-9]{1,9}$"}
    return {"name": "Content-Range", "in": "header", "required": False, "schema": schema}


def written() -> str:
    """As it stands in the file."""
    head = "# Written by tools/api_openapi.py from the types that read it; do not edit.\n"
    return head + yaml.safe_dump(described(), sort_keys=False, allow_unicode=True, width=120)


def main() -> int:
    """Write the file, or say that it is old."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    if "--check" in sys.argv:
        is_old = not FILE.exists() or FILE.read_text(encoding="utf-8") != written()
        sys.stderr.write("docs/api-openapi.yaml is old: python tools/api_openapi.py\n" if is_old else "")
        return int(is_old)
    FILE.write_text(written(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
