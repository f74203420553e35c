"""Forms of route planning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms

from agents.forms import DayField
from agents.models import Assignment, User
from visits.services.plan import DEFAULT_START

FARTHEST = timedelta(days=366)  # ahead that a route is planned


class AssignmentsByTerritory(forms.models.ModelChoiceIterator):
    """Agents grouped under the territory they work in."""

    def __iter__(self) -> Iterator[Any]:
        yield "", "Escolha"
        for territory, rows in groupby(self.queryset, key=lambda row: row.territory):
            yield str(territory), [self.choice(row) for row in rows]


class AssignmentField(forms.ModelChoiceField):
    """Who walks where: only pairs that exist can be picked."""

    iterator = AssignmentsByTerritory

    def label_from_instance(self, obj: Assignment) -> str:
        """The agent's name; the group above says the territory."""
        return str(obj.agent)


class RouteForm(forms.Form):
    """A territory, an agent, a day and a number of visits."""

    assignment = AssignmentField(queryset=Assignment.objects.none(), label="Território e agente")
    on = DayField(label="Dia")
    count = forms.IntegerField(label="Quantas visitas", min_value=1, max_value=25, initial=7)
    starts_at = forms.TimeField(
        label="Hora de sair",
        initial=DEFAULT_START,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        rows = Assignment.objects.visible_to(user).not_over(today).filter(agent__is_active=True)
        self.fields["assignment"].queryset = rows.select_related(  # type: ignore[attr-defined]  # a ModelChoiceField
            "agent", "territory__region__unit"
        ).order_by("territory__name", "territory_id", "agent__name")

    def clean_on(self) -> date:
        """A route is for today or later, within a year."""
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise forms.ValidationError("Esse dia já passou. Escolha hoje ou um dia à frente.")
        if on - self.today > FARTHEST:
            raise forms.ValidationError("Esse dia está longe demais. Escolha um dia dentro de um ano.")
        return on
