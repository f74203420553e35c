"""What a manager may put right of a refused record before it is sent again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from attendance.models import Action, AttendanceRecord
from attendance.services.resend import Amendment, open_months

MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
    "dezembro",
)  # fmt: skip


class AmendmentForm(forms.Form):
    """Action, month, business or not, description. Who was attended and what was done stay as they were."""

    action = forms.ModelChoiceField(Action.objects.none(), label="Ação", empty_label=None)
    competence = forms.TypedChoiceField(label="Mês de competência", coerce=date.fromisoformat)
    business = forms.ChoiceField(
        label="Negócio vinculado",
        help_text="Um negócio inativo no SAS sai do registro, e o atendimento fica só no CPF da pessoa (CAT-11).",
    )
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
        self.initial = {
            "action": record.action_id, "competence": record.competence.isoformat(),
            "business": "with" if record.business_id else "without", "description": record.description,
        }  # fmt: skip

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
        )  # fmt: skip
