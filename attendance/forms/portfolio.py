"""What a unit's administrator says about a solution of the unit's portfolio."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms

from agents.forms import DayField
from attendance.enums import Portfolio
from attendance.forms.actions import CODE
from attendance.models import Solution
from attendance.services.portfolio import SAID, SolutionTerms, code_problem, last_used, offered_types


class SolutionForm(forms.Form):
    """Name, type, portfolio, code."""

    name = forms.CharField(label="Nome", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    solution_type = forms.ChoiceField(label="Tipo de solução")
    portfolio = forms.ChoiceField(
        label="Portfólio", choices=Portfolio.choices, widget=forms.RadioSelect,
        help_text="Os da Rede de Capacitação Gerencial contam para a meta de 10%.",
    )  # fmt: skip
    sas_code = forms.CharField(
        label="Código no SAS", max_length=20, required=False, widget=forms.TextInput(attrs=CODE),
        help_text="Sem o código, o atendimento não é registrado: espera por ele.",
    )  # fmt: skip
    collection = forms.CharField(label="Coleção na Vitrine", max_length=80, required=False)
    year = forms.IntegerField(label="Ano da coleção", min_value=2018, max_value=2100, required=False, localize=False)
    minimum_attendance = forms.IntegerField(label="Frequência mínima (%)", min_value=0, max_value=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "solution_type" in self.fields:
            cast("forms.ChoiceField", self.fields["solution_type"]).choices = offered_types()

    def of(self) -> Solution | None:
        """Whose code this may be already."""
        return None

    def clean_sas_code(self) -> str:
        """As SAS writes it, and nobody else's."""
        code: str = self.cleaned_data["sas_code"].strip()
        problem = code_problem(code, but=self.of())
        if problem:
            raise forms.ValidationError(problem.message)
        return code

    def terms(self) -> SolutionTerms:
        """These answers as a value."""
        return SolutionTerms(**{name: self.cleaned_data[name] for name in SAID})


class SolutionChangeForm(SolutionForm):
    """The same from a day on; the type stays."""

    from_on = DayField(label="Vale a partir de")
    field_order = ("from_on", *SAID)

    def __init__(self, *args: Any, solution: Solution, today: date, **kwargs: Any) -> None:
        self.solution, last = solution, last_used(solution)
        initial = {name: getattr(solution, name) for name in SAID}
        first = max(today, last + timedelta(days=1)) if last else today
        super().__init__(*args, **kwargs | {"initial": initial | {"from_on": first}})
        del self.fields["solution_type"]
        self.fields["from_on"].help_text = (
            f"O último atendimento com ela foi em {last:%d/%m/%Y} e fica como foi registrado."
            if last
            else "Ninguém a usou ainda: a mudança vale desde o começo."
        )

    def of(self) -> Solution:
        """It may keep its code."""
        return self.solution
