"""Forms of accounts, invitations and assignments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account import forms as allauth_forms
from django.http import HttpRequest, HttpResponse

from agents.enums import FIELD_ROLES

FIELD_SESSION = timedelta(days=30)  # phones stay signed in between days without signal
DESK_SESSION = timedelta(hours=12)  # whoever sees a whole region signs in every day (control 6)


def session_length(role: str) -> timedelta:
    """How long a person with this role stays signed in."""
    return FIELD_SESSION if role in FIELD_ROLES else DESK_SESSION


def plain(fields: dict[str, Any]) -> None:
    """Labels say what to write; placeholders that vanish do not (LOOK.md)."""
    for field in fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth_forms.LoginForm):
    """E-mail and password; the session lasts as long as the role allows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["password"].label = "Senha"
        self.fields["password"].help_text = ""
        plain(self.fields)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, then shorten or lengthen the session (allauth sets one length for everybody)."""
        response: HttpResponse = super().login(request, redirect_url)
        if request.user.is_authenticated:
            request.session.set_expiry(session_length(request.user.role))
        return response


HOW_TO_CHOOSE = "12 letras, números ou sinais, no mínimo. Uma frase curta funciona bem e é fácil de lembrar."


class _NewPassword:
    """Labels of a new password, written twice."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "Nova senha"
        self.fields["password1"].help_text = HOW_TO_CHOOSE
        self.fields["password2"].label = "A mesma senha outra vez"
        plain(self.fields)


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The address of somebody who forgot the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail"
        plain(self.fields)


class ResetPasswordKeyForm(_NewPassword, allauth_forms.ResetPasswordKeyForm):
    """A new password after a reset mail."""


class ChangePasswordForm(_NewPassword, allauth_forms.ChangePasswordForm):
    """A new password by somebody who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Sua senha de agora"
        self.fields["oldpassword"].help_text = ""
