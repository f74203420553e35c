"""What phones ask and tell, in JSON. Nothing here is ever cached, and no answer is a stack trace."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar, cast
from uuid import UUID

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.models import User
from agents.perms import AGENT, PUBLIC, allow
from common import sql
from sync.models import Device
from sync.services.day import build_day
from sync.services.devices import Report, is_any_revoked, says, touch
from sync.services.escrow import give_key_back
from sync.services.keys import seal_key
from sync.services.reading import Unreadable
from sync.services.receive import Receipt, receive, refuse_unread
from sync.services.release import release
from sync.services.states import states_of
from sync.views import phone

RETRY_AFTER_S = 10

Body = TypeVar("Body")

encode = msgspec.json.Encoder().encode
TOO_LARGE = {"error": "too_large", "message": "O documento é grande demais. Chame o suporte técnico.", "fields": []}
CUT_OFF = {"error": "cut_off", "message": "O documento chegou pela metade. Envie de novo.", "fields": []}
AWAY = {"error": "unavailable", "message": "O servidor está ocupado. O aparelho tenta de novo sozinho."}
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RequestDataTooBig, UnreadablePostError)
NOT_YOUR_KEY = {"error": "key", "message": "Esta chave não é sua neste aparelho. Crie um PIN novo."}
TAKEN = ("application/json", "application/jose")  # open, and sealed to the server's key
NOT_JSON = Unreadable(415, "content_type", "O tipo do conteúdo tem de ser application/jose ou application/json.")


def answer(content: Any, status: int = 200) -> HttpResponse:
    """A JSON answer that nobody keeps."""
    response = HttpResponse(encode(content), content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    return response


def body_as(kind: type[Body], request: HttpRequest) -> Body | None:
    """The JSON of a request as that type, read strictly; None when it is cut off, too long or something else."""
    try:
        return msgspec.json.decode(request.body, type=kind)
    except UNREADABLE:
        return None


def invalid(message: str) -> HttpResponse:
    """The answer to a body that could not be read: the same bytes again would not be understood either."""
    return answer({"error": "invalid", "message": message, "fields": []}, 422)


def agent_of(request: HttpRequest) -> User:
    """The signed-in agent (the policy has let nobody else through)."""
    return cast(User, request.user)


def for_phones(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A database that is away is a pause, not an error: 503 and when to try again (F31, F33)."""

    @wraps(view)
    def patient(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except sql.AWAY:
            response = answer(AWAY, 503)
            response["Retry-After"] = str(RETRY_AFTER_S)
        response["Cache-Control"] = "no-store"
        return response

    return patient


@require_GET
@for_phones
@allow(PUBLIC)
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in, a fresh CSRF token, the server's epoch and clock."""
    user = request.user
    person = {"id": user.pk, "name": user.name, "role": user.role} if user.is_authenticated else None
    return answer(
        {
            "user": person,
            "csrf": get_token(request),
            "epoch": settings.SYNC_EPOCH,
            "now": timezone.now(),
            "seal_key": seal_key(),
            "device": _greet(request) if user.is_authenticated else None,
            "revoked": phone.is_revoked(request),
            "wants_password": user.is_authenticated and phone.is_stranger(request),
            "lock_after_s": settings.PHONE_LOCK_AFTER_S,
            "key_ttl_h": settings.PHONE_KEY_TTL_H,
            "release": release(),
        }
    )


def _greet(request: HttpRequest) -> UUID | None:
    """The phone that this session is bound to: the first one it was used on. An agent's phone is heard from."""
    said = phone.said(request)
    if said and phone.bound(request) is None:
        phone.bind(request, said)
    if said and said == phone.bound(request) and agent_of(request).role in AGENT.roles:
        touch(said, by=agent_of(request), at=timezone.now())
    return phone.bound(request)


@require_GET
@gzip_page
@for_phones
@allow(AGENT)
@phone.for_readable_phones
def day(request: HttpRequest) -> HttpResponse:
    """Everything that today's work needs without signal."""
    return answer(build_day(by=agent_of(request), at=timezone.now()))


@require_GET
@for_phones
@allow(AGENT)
@phone.for_readable_phones
def states(request: HttpRequest) -> HttpResponse:
    """Where the agent's visits of the last 30 days stand. What is wrong with one may name people."""
    return answer({"visits": states_of(by=agent_of(request), at=timezone.now())})


@require_http_methods(["PUT"])
@for_phones
@allow(AGENT)
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Take a finished visit in: 201 with a receipt, 200 with the same receipt, or why not."""
    try:
        body = request.body
    except RequestDataTooBig:
        return answer(TOO_LARGE, 413)
    except UnreadablePostError:
        return answer(CUT_OFF, 400)
    if request.content_type not in TAKEN:
        refusal = refuse_unread(body, NOT_JSON, visit_id=visit_id, by=agent_of(request))
        return answer(refusal.as_json(), refusal.status)
    encoding = request.headers.get("Content-Encoding", "")
    outcome = receive(body, visit_id=visit_id, by=agent_of(request), content_encoding=encoding)
    if isinstance(outcome, Receipt):
        return answer(outcome.as_json(), 201 if outcome.is_new else 200)
    return answer(outcome.as_json(), outcome.status)


@require_http_methods(["PUT"])
@for_phones
@allow(AGENT)
def device(request: HttpRequest) -> HttpResponse:
    """Take note of how many visits a phone still holds. The session goes with it, unless its phone was revoked or is a
    stranger: what that one lost is noted, and the password is asked for (ADR 27)."""
    report = body_as(Report, request)
    if report is None:
        return invalid("O aviso do aparelho não pôde ser lido.")
    says(report, by=agent_of(request), at=timezone.now(), was=phone.bound(request))
    is_revoked = phone.is_revoked(request) or is_any_revoked(report.id)
    if not is_revoked and (phone.bound(request) is None or phone.typed_the_password_just_now(request)):
        phone.bind(request, report.id)
    return answer({"ok": True, "revoked": is_revoked})


class KeyRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A phone that lost the way into its own key: the person forgot the PIN, or was away for too long."""

    device_id: UUID
    escrow: Annotated[str, msgspec.Meta(max_length=4_000)]


@require_POST
@for_phones
@allow(AGENT)
@phone.for_readable_phones
def device_key(request: HttpRequest) -> HttpResponse:
    """Open the key that a phone left sealed, for its owner who has just typed the password."""
    if not phone.typed_the_password_just_now(request):
        return answer(phone.REAUTHENTICATE, 403)
    asked = body_as(KeyRequest, request)
    if asked is None:
        return invalid("O pedido da chave não pôde ser lido.")
    found = Device.objects.filter(pk=asked.device_id, user=agent_of(request), revoked_at=None).first()
    key = give_key_back(asked.escrow, device=found, by=agent_of(request)) if found else None
    return answer({"key": key}) if key else answer(NOT_YOUR_KEY, 403)
