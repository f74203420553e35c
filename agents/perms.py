"""Who may open an address. Each view says it with a decorator; a test walks the URLconf and misses none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from agents.enums import FIELD_ROLES, MANAGING_ROLES, STEERING_ROLES, Role

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from agents.models import Region, Unit, User

View = Callable[..., HttpResponse]


class SignedInRequest(HttpRequest):
    """What a view behind a policy other than `PUBLIC` receives (for the type checker)."""

    user: User
    htmx: HtmxDetails


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
SECOND_LEVEL = Policy("second level", frozenset({Role.CREDIT_AGENT}))  # takes credit needs
TUTOR = Policy("tutor", frozenset({Role.TUTOR}))
MANAGING = Policy("managing", MANAGING_ROLES)  # may change things
UNIT_ADMIN = Policy("unit admin", frozenset({Role.STATE_ADMIN}))  # writes the unit's own texts
FIELD_AND_MANAGING = Policy("field and managing", frozenset(FIELD_ROLES) | MANAGING_ROLES)  # whoever a client talks to
STEERING = Policy("steering", STEERING_ROLES)  # may look


def allow(policy: Policy) -> Callable[[View], View]:
    """Declare and enforce a view's policy. API views answer 401/403 in JSON; pages send to the login or say no.

    What follows from being signed in is done here, too: the visit is noted (`is_noted`), and no cache keeps the answer.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not policy.public:
                if not request.user.is_authenticated or request.user.role not in policy.roles:
                    return _refuse(request)
                _note_seen(request.user)
            response = view(request, *args, **kwargs)
            if not policy.public and not response.has_header("Cache-Control"):
                response["Cache-Control"] = "no-store, private"  # people's data: nobody keeps a copy (ASVS 14.3.2)
            return response

        guarded.policy = policy  # type: ignore[attr-defined]  # read by the URL sweep
        return guarded

    return decorate


SEEN_EVERY = timedelta(hours=1)


def is_noted(user: User) -> bool:
    """Whether it is written down that somebody was here in this hour."""
    return user.seen_at is not None and timezone.now() - user.seen_at <= SEEN_EVERY


def _note_seen(user: User) -> None:
    """Keep when somebody was last here, to the hour: a phone stays signed in for weeks."""
    if not is_noted(user):
        user.last_seen_at = timezone.now()
        user.__class__.objects.filter(pk=user.pk).update(last_seen_at=user.last_seen_at)


# Which roles each managing role may invite and switch off.
GRANTS: dict[str, frozenset[str]] = {
    Role.REGIONAL_MANAGER: frozenset({Role.AGENT, Role.CREDIT_AGENT, Role.TUTOR}),
    Role.STATE_ADMIN: frozenset({Role.AGENT, Role.CREDIT_AGENT, Role.TUTOR, Role.REGIONAL_MANAGER}),
}


def check_can_invite(user: User, role: str, region: Region | None) -> None:
    """Raise with a reason unless `user` may bring somebody in as `role` in `region`."""
    if role not in GRANTS.get(user.role, frozenset()):
        raise PermissionDenied("Seu papel não dá nem tira este acesso.")
    if region is None or region.unit_id != user.unit_id:
        raise PermissionDenied("Esta regional não é da sua unidade.")
    if user.role == Role.REGIONAL_MANAGER and region.pk != user.region_id:
        raise PermissionDenied("Você cuida só da equipe da sua regional.")


def check_can_manage(user: User, person: User) -> None:
    """Raise with a reason unless `user` may switch `person`'s access or change where the person works."""
    if person.pk == user.pk:
        raise PermissionDenied("Ninguém muda o próprio acesso. Peça a outra pessoa da gestão.")
    check_can_invite(user, person.role, person.region)


def can_manage(user: User, person: User) -> bool:
    """Whether `check_can_manage` has nothing against it."""
    try:
        check_can_manage(user, person)
    except PermissionDenied:
        return False
    return True


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


def unit_of(request: SignedInRequest) -> Unit:
    """The unit of a unit's administrator (a view behind `UNIT_ADMIN`)."""
    unit = request.user.unit
    assert unit is not None  # noqa: S101  (the role has one: user_has_the_place_of_their_role)
    return unit
