"""Forms of accounts, invitations and assignments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from agents.adapter import limit_session
from agents.enums import HiringModel, Role
from agents.models import Invitation, Region, Territory, User
from agents.perms import GRANTS
from agents.services.accounts import assignment_problems, invitation_problems
from common.problems import Problem


def plain(fields: dict[str, Any]) -> None:
    """Labels say what to write, not placeholders that vanish; an empty answer is named by what is missing."""
    for field in fields.values():
        field.widget.attrs.pop("placeholder", None)
        missing = "Escolha uma opção." if isinstance(field, forms.ChoiceField) else "Falta preencher."
        field.error_messages["required"] = missing


class DayField(forms.DateField):
    """A day, picked from the browser's own calendar."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class LoginForm(allauth_forms.LoginForm):
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["password"].label = "Senha"
        self.fields["password"].help_text = ""
        plain(self.fields)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, and undo the one length of session that allauth gives everybody afterwards."""
        response: HttpResponse = super().login(request, redirect_url)
        if request.user.is_authenticated:
            limit_session(request, request.user)
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


class InvitationForm(forms.Form):
    """Whom to bring in, as what and where. Offers only what the inviter may grant."""

    name = forms.CharField(label="Nome completo", max_length=120)
    email = forms.EmailField(label="E-mail", help_text="O convite chega aqui. Depois, é com ele que a pessoa entra.")
    role = forms.ChoiceField(label="Papel", widget=forms.RadioSelect)
    hiring_model = forms.ChoiceField(
        label="Vínculo",
        choices=[("", "Só para agentes"), *HiringModel.choices],
        required=False,
        help_text="Para agentes. Bolsistas e pesquisadores não atuam no Sebrae na sua Empresa.",
    )
    region = forms.ModelChoiceField(Region.objects.none(), label="Regional", empty_label="Escolha a regional")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.replaced: Invitation | None = None  # an open one to the same address that this one ends
        role = self.fields["role"]
        role.choices = [choice for choice in Role.choices if choice[0] in GRANTS[by.role]]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["hiring_model"].is_sometimes_required = True  # type: ignore[attr-defined]  # not "(se quiser)"
        regions = Region.objects.visible_to(by).order_by("name")
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]  # a ModelChoiceField
        if by.region_id:
            self.fields["region"].initial = by.region_id
            self.fields["region"].widget = forms.HiddenInput()
        plain(self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask the verb's own list of problems."""
        answers: dict[str, Any] = super().clean() or {}
        if {"email", "role"} <= answers.keys():
            hiring_model = answers.get("hiring_model", "")
            problems = invitation_problems(
                by=self.by, email=answers["email"], role=answers["role"], hiring_model=hiring_model
            )
            sent = Invitation.objects.visible_to(self.by).open(timezone.now()).filter(email__iexact=answers["email"])
            self.replaced = sent.select_related("region").first()
            show(self, problems)
        return answers


class AcceptanceForm(forms.Form):
    """The invited person's own name and password."""

    name = forms.CharField(label="Seu nome", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label="Crie uma senha",
        help_text=HOW_TO_CHOOSE,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="A mesma senha outra vez",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: QueryDict | None = None, *, invitation: Invitation) -> None:
        super().__init__(data, initial={"name": invitation.name})
        self.invitation = invitation
        plain(self.fields)

    def clean_password(self) -> str:
        """At least 12 characters, not a common one, not the person's own name or address."""
        password: str = self.cleaned_data["password"]
        person = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
        validate_password(password, person)
        return password

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        answers: dict[str, Any] = super().clean() or {}
        if "password" in answers and answers.get("password_again") not in (None, answers["password"]):
            self.add_error("password_again", "As duas senhas são diferentes. Escreva de novo.")
        return answers


class AssignmentForm(forms.Form):
    """A territory for an agent, between two dates."""

    territory = forms.ModelChoiceField(Territory.objects.none(), label="Território", empty_label="Escolha o território")
    starts_on = DayField(label="Desde")
    ends_on = DayField(label="Até", required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        territories = Territory.objects.filter(region=person.region_id)
        self.fields["territory"].queryset = territories  # type: ignore[attr-defined]  # a ModelChoiceField
        plain(self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask the verb's own list of problems."""
        answers: dict[str, Any] = super().clean() or {}
        if not self.errors:
            show(self, assignment_problems(person=self.person, **answers))
        return answers


class EndForm(forms.Form):
    """The last day of something: of an agent in a territory, of an action."""

    on = DayField(label="Último dia")


def show(form: forms.Form, problems: Iterable[Problem]) -> None:
    """Put each problem beside its field."""
    for problem in problems:
        form.add_error(problem.where, problem.message)
