"""The short way of a phone that sends one visit after another; whatever is not quite ordinary takes the usual one.

Nothing is decided here that the usual way would decide differently: the same CSRF check, the same roles, and the
session and the account are asked for in the transaction that writes the visit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware

from agents.models import User
from agents.perms import AGENT, is_noted
from agents.services.recognition import Sender, remember, sender_of
from sync.services.rounds import receive_with_others
from sync.views import api

_visit = re.compile(r"/api/visits/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
OF_ITS_OWN = ("Content-Length", "Vary")  # headers that each answer has for itself
_csrf = CsrfViewMiddleware(lambda request: HttpResponse())


def short_way(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take an ordinary visit in; otherwise go the usual way, and remember whose session it was.

    It stands before all other middleware: the headers that these add to a receipt are the same for each, and are
    remembered from the last one of the usual way.
    """
    usual_headers: dict[str, str] = {}

    def middleware(request: HttpRequest) -> HttpResponse:
        found = _visit.fullmatch(request.path_info) if request.method == "PUT" else None
        if found is None:
            return get_response(request)
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        sender = sender_of(key)
        response = _take_in(request, UUID(found[1]), sender) if sender else None
        if response is not None:
            for name, text in usual_headers.items():
                response[name] = text
            return response
        response = get_response(request)
        signed_in = getattr(request, "_cached_user", None)  # looked up in the usual way just now
        if response.status_code < 300 and isinstance(signed_in, User):
            usual_headers.update((name, text) for name, text in response.items() if name not in OF_ITS_OWN)
            remember(key, signed_in)
        return response

    return middleware


def _take_in(request: HttpRequest, visit_id: UUID, sender: Sender) -> HttpResponse | None:
    """The receipt of an ordinary visit."""
    if request.content_type not in api.TAKEN or sender.user.role not in AGENT.roles or not is_noted(sender.user):
        return None
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return None
    request.get_host()  # refuses a name that is not ours
    _csrf.process_request(request)
    if _csrf.process_view(request, api.visit, (), {}) is not None:
        return None
    try:
        body = request.body
    except RequestDataTooBig:
        return None
    except UnreadablePostError:
        return api.answer(api.CUT_OFF, 400)
    encoding = request.headers.get("Content-Encoding", "")
    receipt = receive_with_others(body, visit_id=visit_id, sender=sender, content_encoding=encoding)
    if receipt is None:
        return None
    response = api.answer(receipt.as_json(), 201)
    response["Content-Length"] = str(len(response.content))
    return response
