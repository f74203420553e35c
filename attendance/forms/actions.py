"""What a unit's administrator says about an action of the plan year."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from agents.forms import DayField
from attendance.enums import AgentKind
from attendance.models import Action
from attendance.rules.publics import CATEGORY
from attendance.services.actions import SAID, Terms, categories, first_day, problems_of, sent_with

CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class TermsForm(forms.Form):
    """Name, category, codes."""

    name = forms.CharField(label="Nome", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    category = forms.ChoiceField(label="Categoria do Anexo I", initial=CATEGORY)
    project_code = forms.CharField(
        label="Código do projeto no SAS", max_length=20, required=False, widget=forms.TextInput(attrs=CODE)
    )
    action_code = forms.CharField(
        label="Código da ação no SAS", max_length=20, required=False, widget=forms.TextInput(attrs=CODE),
        help_text="Sem os dois códigos, nada desta ação vai para o SAS: espera por eles.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["category"]).choices = [(name, name) for name in categories()]

    def kind(self) -> AgentKind | None:
        """Whose action it is."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """The pattern of the name, and the shape of the codes."""
        given: dict[str, Any] = super().clean() or {}
        kind = self.kind()
        if kind and set(SAID) <= set(given):
            for problem in problems_of(self.terms(), kind=kind):
                self.add_error(problem.where, problem.message)
        return given

    def terms(self) -> Terms:
        """These answers as a value."""
        return Terms(**{name: self.cleaned_data[name] for name in SAID})


class NewActionForm(TermsForm):
    """An action that was not there; the year and the agents are fixed from then on."""

    plan_year = forms.TypedChoiceField(label="Ano do plano", coerce=int)
    agent_kind = forms.ChoiceField(
        label="De quem", choices=AgentKind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Diga de quem é a ação."},
    )  # fmt: skip
    field_order = ("plan_year", "agent_kind", *SAID)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["plan_year"]).choices = [(each, str(each)) for each in (year, year + 1)]
        self.fields["name"].help_text = "Começa com “Sebrae na sua Empresa - ” ou “Agente de Crédito - ”."

    def kind(self) -> AgentKind | None:
        """The one that was chosen."""
        chosen = self.cleaned_data.get("agent_kind")
        return AgentKind(chosen) if chosen else None


class ChangeForm(TermsForm):
    """The same from a day on."""

    from_on = DayField(label="Vale a partir de")
    field_order = ("from_on", *SAID)

    def __init__(self, *args: Any, action: Action, today: date, **kwargs: Any) -> None:
        self.action = action
        first, is_fixed = first_day(action), sent_with(action).exists()
        initial = {name: getattr(action, name) for name in SAID}
        super().__init__(*args, **kwargs | {"initial": initial | {"from_on": max(first, today) if is_fixed else first}})
        self.fields["from_on"].help_text = (
            "O que aconteceu antes deste dia fica como foi enviado."
            if is_fixed
            else "Nada desta ação foi enviado ainda."
        )

    def kind(self) -> AgentKind:
        """It does not change."""
        return AgentKind(self.action.agent_kind)
