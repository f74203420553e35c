"""PUT and HEAD of photos' sealed bytes, in pieces that go on where the last one ended."""

from __future__ import annotations

import re

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agents.perms import AGENT, allow
from sync.services import blobs
from sync.views.api import CUT_OFF, agent_of, answer, for_phones

WAIT_S = 3600
SAID = {
    201: "Foto recebida.",
    202: "Recebemos uma parte da foto.",
    400: "O pedaço da foto não cabe onde diz que fica.",
    404: "Esta foto ainda não chegou.",
    409: "A foto continua de onde parou.",
    413: "A foto é grande demais.",
    422: "A foto chegou diferente do que saiu. O celular envia de novo.",
    429: "Há fotos demais esperando. O celular tenta de novo mais tarde.",
}
_range = re.compile(r"bytes (\d{1,9})-(\d{1,9})/(\d{1,9})")


@require_http_methods(["PUT", "HEAD"])
@for_phones
@allow(AGENT)
def blob(request: HttpRequest, sha256: str) -> HttpResponse:
    """HEAD: how much is here. PUT: all of it, or the piece that `Content-Range` says."""
    if request.method == "HEAD":
        found = blobs.arrived(sha256, by=agent_of(request))
        if found is None:
            return _said(404)
        return _said(200, found.size, is_complete=found.completed_at is not None)
    try:
        piece = request.body
    except RequestDataTooBig:
        return _said(413)
    except UnreadablePostError:
        return answer(CUT_OFF, 400)
    where = _where(request.headers.get("Content-Range", ""), len(piece))
    if where is None:
        return _said(400)
    start, total = where
    progress = blobs.take(piece, sha256=sha256, start=start, total=total, by=agent_of(request), at=timezone.now())
    return _said(progress.status, progress.size, is_complete=progress.status == 201)


def _where(said: str, length: int) -> tuple[int | None, int] | None:
    """Where the piece begins (None: it is the whole) and how long the whole is; None when that makes no sense."""
    if not said:
        return None, length
    found = _range.fullmatch(said)
    if not found:
        return None
    first, last, total = map(int, found.groups())
    return (first, total) if last - first + 1 == length and last < total else None


def _said(status: int, size: int = 0, *, is_complete: bool = False) -> HttpResponse:
    """The answer with how much is here."""
    response = answer({"message": SAID.get(status, ""), "size": size}, status)
    if status in (200, 201, 202, 409):
        response["Upload-Offset"] = str(size)
        response["Upload-Complete"] = "?1" if is_complete else "?0"
    if status == 429:
        response["Retry-After"] = str(WAIT_S)
    return response
