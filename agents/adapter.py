"""How allauth behaves here."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from agents.enums import FIELD_ROLES
from agents.models import User

FIELD_SESSION = timedelta(days=30)  # phones stay signed in over days without signal
DESK_SESSION = timedelta(hours=12)  # whoever sees a whole region signs in every day


def limit_session(request: HttpRequest, user: User) -> None:
    """Let the session end as long after signing in as the role allows."""
    request.session.set_expiry(FIELD_SESSION if user.role in FIELD_ROLES else DESK_SESSION)


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up: people come in by invitation. Errors say what happened and what to do."""

    error_messages: ClassVar[dict[str, object]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "O e-mail ou a senha não conferem. Escreva de novo ou crie outra senha.",
        "too_many_login_attempts": "Foram muitas tentativas. Espere 5 minutos e tente de novo, ou crie outra senha.",
        "enter_current_password": "Esta não é a sua senha de agora. Escreva de novo.",
        "invalid_password_reset": "Este endereço não vale mais. Peça outro.",
        "account_inactive": "Seu acesso está desligado. Fale com a gestão da sua regional.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can create an account alone."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in for as long as the role allows."""
        super().login(request, user)
        limit_session(request, user)
