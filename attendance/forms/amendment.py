"""What a manager may put right of a refused record before it is sent again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from attendance.models import Action, AttendanceRecord
from attendance.services.documents import Documents, can_correct
from attendance.services.resend import Amendment, open_months
from clients.rules import cnpj_problem, cpf_problem, masked_cpf, normalize_cnpj, normalize_cpf
from common.problems import Problem

MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
    "dezembro",
)  # fmt: skip


class AmendmentForm(forms.Form):
    """Action, month, business or not, description, and documents that are wrong. What was done stays as it was."""

    action = forms.ModelChoiceField(Action.objects.none(), label="Ação", empty_label=None)
    competence = forms.TypedChoiceField(label="Mês de competência", coerce=date.fromisoformat)
    business = forms.ChoiceField(
        label="Negócio vinculado",
        help_text="Um negócio inativo no SAS sai do registro, e o atendimento fica só no CPF da pessoa (CAT-11).",
    )
    cpf = forms.CharField(
        label="CPF certo de quem foi atendido", required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(
        label="Nome, se quem foi atendido é outra pessoa", required=False, max_length=120,
        help_text="Deixe em branco se só o número estava errado.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    cnpj = forms.CharField(
        label="CNPJ certo do negócio", required=False,
        help_text="Deixe em branco se está certo. São 14 letras e números.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    description = forms.CharField(
        label="Descrição", max_length=240, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escreva em uma frase o que foi feito."},
    )  # fmt: skip

    def __init__(self, *args: Any, record: AttendanceRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions = Action.objects.alternatives_for(record)
        self._choices("action").queryset = actions
        self._choices("action").label_from_instance = lambda action: f"{action.name} ({action.action_code})"
        months = [(month.isoformat(), f"{MONTHS[month.month - 1]} de {month.year}") for month in open_months(record)]
        self._choices("competence").choices = months
        self._choices("business").choices = self._businesses(record)
        self._keep_documents(record)
        self.initial = {
            "action": record.action_id, "competence": record.competence.isoformat(),
            "business": "with" if record.business_id else "without", "description": record.description,
        }  # fmt: skip

    def _keep_documents(self, record: AttendanceRecord) -> None:
        """A document is asked about where there is one, and where SAS cannot hold the record already."""
        gone = {"cpf": record.person is None, "name": record.person is None, "cnpj": record.business is None}
        for name, is_gone in gone.items():
            if is_gone or not can_correct(record):
                self.fields.pop(name)
        if "cpf" in self.fields and record.person:
            noted = f"Está anotado {masked_cpf(record.person.cpf)}. Deixe em branco se está certo."
            self.fields["cpf"].help_text = noted

    def clean_cpf(self) -> str:
        """A CPF that adds up, or none."""
        return _document(self.cleaned_data["cpf"], cpf_problem, normalize_cpf)

    def clean_cnpj(self) -> str:
        """A CNPJ that adds up, with letters or without, or none."""
        return _document(self.cleaned_data["cnpj"], cnpj_problem, normalize_cnpj)

    def clean(self) -> dict[str, Any]:
        """A name alone says nothing to SAS."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("name") and not given.get("cpf") and "cpf" not in self.errors:
            self.add_error("cpf", "Escreva também o CPF de quem foi atendido.")
        return given

    def _choices(self, name: str) -> Any:
        return self.fields[name]

    @staticmethod
    def _businesses(record: AttendanceRecord) -> list[tuple[str, str]]:
        alone = ("without", "Nenhum, só no CPF da pessoa")
        named = ("with", str(record.business))
        if record.business_id is None:
            return [alone]
        return [named, alone] if record.person_id else [named]

    def amendment(self) -> Amendment:
        """What was chosen."""
        chosen = self.cleaned_data
        return Amendment(
            action=chosen["action"], with_business=chosen["business"] == "with", competence=chosen["competence"],
            description=chosen["description"],
            documents=Documents(*(chosen.get(name, "") for name in ("cpf", "name", "cnpj"))),
        )  # fmt: skip


def _document(typed: str, problem_of: Callable[[str], Problem | None], normalize: Callable[[str], str]) -> str:
    problem = problem_of(typed) if typed.strip() else None
    if problem:
        raise forms.ValidationError(problem.message, code=problem.code)
    return normalize(typed)
