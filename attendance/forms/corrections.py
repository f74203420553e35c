"""What a manager says when a registered record is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms

from attendance.models import AttendanceRecord
from attendance.services.corrections import Correction
from clients.models import Person
from common.dates import known_zone
from visits.enums import Channel

BECAUSE = "Vai para o SAS. Sem nomes nem documentos."


class CancellationForm(forms.Form):
    """Why the record is taken back."""

    because = forms.CharField(
        label="Por que cancelar",
        help_text=BECAUSE,
        max_length=240,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Diga o motivo."},
    )


class CorrectionForm(forms.Form):
    """What is so in truth, and why it was wrong."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="Quem foi atendido", required=False, empty_label="Ninguém identificado"
    )
    channel = forms.ChoiceField(label="Por onde", choices=Channel.choices, widget=forms.RadioSelect)
    starts = forms.TimeField(label="Começou às", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label="Terminou às", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    with_business = forms.BooleanField(label="O negócio entra no registro", required=False)
    only_information = forms.BooleanField(label="Foi só informação: nada técnico foi explicado", required=False)
    because = forms.CharField(
        label="Por que corrigir",
        help_text=BECAUSE,
        max_length=240,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Diga o motivo."},
    )

    def __init__(self, *args: Any, record: AttendanceRecord, **kwargs: Any) -> None:
        zone = known_zone(record.timezone)
        starts, ends = record.starts_at.astimezone(zone), record.ends_at.astimezone(zone)
        initial = {
            "person": record.person_id,
            "channel": record.cause.channel,
            "starts": starts.time().replace(second=0, microsecond=0),
            "ends": ends.time().replace(second=0, microsecond=0),
            "with_business": record.business_id is not None,
            "only_information": record.solution_type == "CON-INF",
        }
        super().__init__(*args, **kwargs | {"initial": initial})
        self.record, self.day, self.zone = record, starts.date(), zone
        business = record.cause.business
        people = business.people.all() if business else Person.objects.filter(attendance_records=record)
        person = cast("forms.ModelChoiceField", self.fields["person"])
        person.queryset = people.order_by("name")
        person.is_sometimes_required = True  # type: ignore[attr-defined]  # the template reads it: no "(se quiser)"

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        given: dict[str, Any] = super().clean() or {}
        if {"starts", "ends"} <= set(given) and given["ends"] < given["starts"]:
            self.add_error("ends", "O fim vem antes do começo. Confira as horas.")
        return given

    def correction(self) -> Correction:
        """These answers as a value."""
        given = self.cleaned_data
        return Correction(
            person=given["person"],
            channel=given["channel"],
            starts_at=datetime.combine(self.day, given["starts"], self.zone),
            ends_at=datetime.combine(self.day, given["ends"], self.zone),
            with_business=given["with_business"],
            only_information=given["only_information"],
        )
