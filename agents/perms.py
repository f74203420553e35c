"""Who may open an address. Each view says it with a decorator; a test walks the URLconf and misses none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse

from agents.enums import FIELD_ROLES, MANAGING_ROLES, STEERING_ROLES, Role

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Policy:
    """Who may open a view: everybody (`public`), or signed-in people with one of `roles`."""

    name: str
    roles: frozenset[str] = frozenset()
    public: bool = False


PUBLIC = Policy("public", public=True)
ANYONE_SIGNED_IN = Policy("signed in", frozenset(Role.values))
AGENT = Policy("agent", frozenset({Role.AGENT}))
FIELD = Policy("field", frozenset(FIELD_ROLES))
CREDIT = Policy("credit", frozenset({Role.CREDIT_AGENT}) | MANAGING_ROLES)
TUTOR = Policy("tutor", frozenset({Role.TUTOR}))
MANAGING = Policy("managing", MANAGING_ROLES)  # may change things
STEERING = Policy("steering", STEERING_ROLES)  # may look


def allow(policy: Policy) -> Callable[[View], View]:
    """Declare and enforce a view's policy. API views answer 401/403 in JSON; pages send to the login or say no."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if policy.public or (request.user.is_authenticated and request.user.role in policy.roles):
                return view(request, *args, **kwargs)
            return _refuse(request)

        guarded.policy = policy  # type: ignore[attr-defined]  # read by the URL sweep
        return guarded

    return decorate


def _refuse(request: HttpRequest) -> HttpResponse:
    """Login for strangers, a plain no for the wrong role."""
    is_api = request.path.startswith("/api/")
    if not request.user.is_authenticated:
        if is_api:
            return JsonResponse({"error": "login", "message": "Entre de novo para continuar."}, status=401)
        return redirect_to_login(request.get_full_path())
    if is_api:
        return JsonResponse({"error": "forbidden", "message": "Seu papel não permite isto."}, status=403)
    raise PermissionDenied
