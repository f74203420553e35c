"""The CPF that was missing at the door, as a manager writes it down."""

from __future__ import annotations

from typing import Any

from django import forms

from clients.models import Person
from clients.rules import cpf_problem, normalize_cpf


class CpfForm(forms.Form):
    """The CPF of the person who was attended."""

    cpf = forms.CharField(
        label="CPF",
        help_text="São 11 números. Anote só o que a própria pessoa disse.",
        error_messages={"required": "Escreva o CPF: são 11 números."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_cpf(self) -> str:
        """A CPF that adds up; one that is known already is not replaced."""
        problem = cpf_problem(self.cleaned_data["cpf"])
        if problem:
            raise forms.ValidationError(problem.message, code=problem.code)
        number = normalize_cpf(self.cleaned_data["cpf"])
        if self.person and self.person.cpf and self.person.cpf != number:
            raise forms.ValidationError(
                "Esta pessoa já tem outro CPF anotado. Volte e toque em Conferir.", code="other"
            )
        return number
