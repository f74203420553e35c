"""Who may plan whose day: refused with the reason."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from agents.enums import MANAGING_ROLES
from agents.models import Territory, User


def check_can_plan(user: User, territory: Territory) -> None:
    """Only those who manage the territory's region plan routes in it."""
    if not user.is_active or user.role not in MANAGING_ROLES:
        raise PermissionDenied("Só a gestão planeja rotas. Peça à gestão da sua regional.")
    if not Territory.objects.visible_to(user).filter(pk=territory.pk).exists():
        raise PermissionDenied("Este território é de outra regional.")
