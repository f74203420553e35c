"""Which phone is speaking: the header it sends, the phone its session is bound to, and whether it may still read."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse, JsonResponse

from sync.services.devices import is_any_revoked

HEADER = "X-Device-Id"
BOUND = "device"  # the session's key
BEFORE = "devices_before"  # and of what it was bound to earlier: a new number is no way out of being revoked
MOST_BEFORE = 20  # the first ones
REVOKED = {"error": "revoked", "message": "Este aparelho foi desligado pela gestão. Ele só envia o que já está nele."}
REAUTHENTICATE = {"error": "reauthenticate", "message": "Entre com a sua senha para abrir o que está no aparelho."}
FRESH_S = 10 * 60
WITHOUT = {"error": "device", "message": "Abra pelo aplicativo: o pedido não diz de que aparelho vem."}


def said(request: HttpRequest) -> uuid.UUID | None:
    """The phone that the request says it comes from."""
    try:
        return uuid.UUID(request.headers.get(HEADER, ""))
    except ValueError:
        return None


def bound(request: HttpRequest) -> uuid.UUID | None:
    """The phone that the session was opened on."""
    known = request.session.get(BOUND)
    return uuid.UUID(known) if known else None


def bind(request: HttpRequest, device_id: uuid.UUID) -> None:
    """From now on this is the session's phone (it lost its store and its number); the ones before still count."""
    before = bound(request)
    if before == device_id:
        return
    if before:
        request.session[BEFORE] = [*request.session.get(BEFORE, []), str(before)][:MOST_BEFORE]
    request.session[BOUND] = str(device_id)


def is_revoked(request: HttpRequest) -> bool:
    """Whether a phone of the session, or the one that the request names, may no longer be read."""
    before = map(uuid.UUID, request.session.get(BEFORE, []))
    return is_any_revoked(bound(request), said(request), *before)


def typed_the_password_just_now(request: HttpRequest) -> bool:
    """Whether this session began, or was confirmed, with the password within ten minutes."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < FRESH_S for record in records if record.get("method") == "password")


def is_stranger(request: HttpRequest) -> bool:
    """Whether the session was opened on another phone than the one that speaks, and the password is not fresh: this
    browser's storage was emptied (F05), by itself or by somebody who found the phone."""
    known = bound(request)
    return known not in (None, said(request)) and not typed_the_password_just_now(request)


def for_readable_phones(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is personal goes only to a phone that names itself, was not revoked, and is the session's own or becomes it
    by the password (ADR 27)."""

    @wraps(view)
    def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        speaking = said(request)
        if speaking is None:
            return JsonResponse(WITHOUT, status=400)  # an address bar must not show it
        if is_revoked(request):
            return JsonResponse(REVOKED, status=403)
        if is_stranger(request):
            return JsonResponse(REAUTHENTICATE, status=401)
        bind(request, speaking)
        return view(request, *args, **kwargs)

    return careful
