"""The front door, the health answer and the error pages."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from agents.enums import Role
from agents.perms import ANYONE_SIGNED_IN, PUBLIC, allow
from config.readiness import readiness

START_PAGE = {
    Role.AGENT: "sync:capsule",
    Role.CREDIT_AGENT: "deliveries:referrals",
    Role.TUTOR: "reviews:queue",
    Role.REGIONAL_MANAGER: "dashboard:overview",
    Role.STATE_ADMIN: "dashboard:overview",
    Role.NATIONAL_OBSERVER: "dashboard:overview",
}


@require_GET
@allow(ANYONE_SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page their day starts on."""
    return redirect(START_PAGE[Role(request.user.role)])  # type: ignore[union-attr]  # signed in: the policy


@require_GET
@allow(PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer when the process and its database work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_GET
@allow(PUBLIC)
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether this process can serve: its database answers and has the tables that this code knows (503: not).

    The broker and the clock are told too; without them requests are served and work waits, so they refuse nothing.
    """
    checks = readiness()
    is_ready = checks["database"] == checks["migrations"] == "ok"
    body = {"status": "ok" if is_ready else "not ready", "checks": checks}
    return JsonResponse(body, status=200 if is_ready else 503, headers={"Cache-Control": "no-store"})


def _for_client(request: HttpRequest) -> bool:
    """Whether somebody's own link led here: they have no password, no manager and no visits on a phone."""
    return request.path.startswith("/c/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "errors/400.html", {"for_client": _for_client(request)}, status=400)


def _who_grants(request: HttpRequest) -> str:
    """Who can give somebody more access; above a unit's administration and beside it there is nobody."""
    role = getattr(getattr(request, "user", None), "role", Role.AGENT)
    above = {Role.REGIONAL_MANAGER: "à administração estadual", Role.STATE_ADMIN: "", Role.NATIONAL_OBSERVER: ""}
    return above.get(role, "à gestão da sua regional")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the reason where a `check_can_…` gave one, else who can grant access."""
    context = {"because": str(exception), "who": _who_grants(request)}
    return render(request, "errors/403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: also for what exists but belongs to another region or unit."""
    context = {"who": _who_grants(request), "for_client": _for_client(request)}
    return render(request, "errors/404.html", context, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form was open for too long or came from another page; phones then ask for a fresh token."""
    if request.path.startswith("/api/"):
        message = "A sessão mudou. O aparelho pede uma chave nova e tenta de novo."
        return JsonResponse({"error": "csrf", "message": message}, status=403)
    context = {"is_stale_form": True, "for_client": _for_client(request)}
    return render(request, "errors/403.html", context, status=403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: wait a little."""
    return render(request, "errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without the request: its session or database may be what failed."""
    return HttpResponse(render_to_string("errors/500.html", {"for_client": _for_client(request)}), status=500)
