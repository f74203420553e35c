"""Forms of territories."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from agents.forms import DayField, show
from agents.models import Municipality, Region, Territory, User
from agents.rules import Area, read_outline
from agents.services.accounts import assignment_problems
from agents.services.territories import DEFINITION, territory_problems
from clients.services.territories import bairros_of

MAX_DRAWING = 500_000  # bytes


class PrefixesField(forms.CharField):
    """The first digits of codes, written one after another ("63034, 63036-1")."""

    def __init__(self, *, longest: int, example: str, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=400, **kwargs)
        self.longest, self.example = longest, example

    def clean(self, value: Any) -> list[str]:
        """A list of digits; commas, spaces, dots and hyphens only separate or decorate."""
        parts = re.split(r"[,;\s]+", super().clean(value) or "")
        prefixes = [re.sub(r"[.\-/]", "", part) for part in parts if part]
        for prefix in prefixes:
            if not (prefix.isascii() and prefix.isdigit() and len(prefix) <= self.longest):
                message = f"“{prefix[:20]}” não serve. Use só números, no máximo {self.longest}, como {self.example}."
                raise forms.ValidationError(message)
        return list(dict.fromkeys(prefixes))

    def prepare_value(self, value: Any) -> Any:
        """A stored list as people write it."""
        return ", ".join(value) if isinstance(value, list) else value


class TerritoryForm(forms.Form):
    """A territory: municipalities of the region, narrowed as far as wanted."""

    name = forms.CharField(label="Nome do território", max_length=80)
    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
        label="Municípios",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Escolha pelo menos um município."},
    )
    bairros = forms.MultipleChoiceField(
        label="Bairros",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sem nenhum marcado, valem todos. O número é de negócios ativos no cadastro.",
    )
    cep_prefixes = PrefixesField(label="Começo do CEP", longest=8, example="63034")
    cnae_prefixes = PrefixesField(label="Começo da atividade (CNAE)", longest=7, example="4712 ou 56")
    drawing = forms.FileField(label="Arquivo com o desenho (GeoJSON)", required=False)
    polygon = forms.CharField(
        label="Ou cole o desenho aqui",
        required=False,
        max_length=MAX_DRAWING,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text="Um contorno em GeoJSON. Só entra quem tem posição dentro dele.",
    )

    def __init__(self, *args: Any, region: Region, territory: Territory | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region, self.territory = region, territory
        self.fields["municipalities"].queryset = region.municipalities.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["bairros"].choices = self._bairros()  # type: ignore[attr-defined]  # a ChoiceField

    def _bairros(self) -> list[tuple[str, str]]:
        """Bairros of the municipalities that are marked now, and those chosen before that the register lost."""
        places = self.fields["municipalities"].queryset.filter(pk__in=self._marked())  # type: ignore[attr-defined]  # a ModelChoiceField
        options = [(key, f"{name} · {count}") for key, name, count in bairros_of(places)]
        known = {key for key, _ in options}
        kept = [key for key in (self.territory.bairros if self.territory else []) if key not in known]
        return options + [(key, f"{key.title()} · 0") for key in kept]

    def _marked(self) -> list[str]:
        if self.is_bound:
            return self.data.getlist("municipalities")  # type: ignore[attr-defined]  # bound to a QueryDict
        return [place.pk for place in self.initial.get("municipalities", [])]

    def clean_drawing(self) -> str:
        """The text of an uploaded drawing."""
        file: UploadedFile | None = self.cleaned_data["drawing"]
        if not file:
            return ""
        if (file.size or 0) > MAX_DRAWING:
            raise forms.ValidationError("O arquivo passa de 500 KB. Simplifique o desenho.")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("O arquivo não é texto. Exporte o desenho como GeoJSON.") from None

    def clean(self) -> dict[str, Any]:
        """One outline from whichever way it came; then the verb's own list of problems."""
        answers: dict[str, Any] = super().clean() or {}
        field = "drawing" if answers.get("drawing") else "polygon"
        text = answers.get(field, "").strip()
        answers["polygon"] = None
        if text:
            outline = read_outline(text)
            answers["polygon"] = outline.ring
            if outline.problem:
                self.add_error(field, outline.problem)
        if not self.errors:
            definition = {"name": answers["name"], "municipalities": list(answers["municipalities"])}
            show(self, territory_problems(region=self.region, territory=self.territory, **definition))
        return answers

    @property
    def area(self) -> Area | None:
        """What would be inside, as far as the answers can be understood."""
        answers = self.cleaned_data if self.is_bound and not set(self.errors) - {"name"} else None
        if answers is None:
            return None
        return Area(
            municipalities=tuple(place.pk for place in answers["municipalities"]),
            bairros=tuple(answers["bairros"]),
            cep_prefixes=tuple(answers["cep_prefixes"]),
            cnae_prefixes=tuple(answers["cnae_prefixes"]),
            polygon=answers["polygon"],
        )

    @property
    def definition(self) -> dict[str, Any]:
        """The answers as the verb takes them."""
        answers = {name: self.cleaned_data[name] for name in DEFINITION}
        return {"region": self.region, "municipalities": list(self.cleaned_data["municipalities"]), **answers}


class WorkerForm(forms.Form):
    """An agent for a territory, between two dates."""

    person = forms.ModelChoiceField(User.objects.none(), label="Agente", empty_label="Escolha")
    starts_on = DayField(label="Desde")
    ends_on = DayField(label="Até", required=False)

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.territory = territory
        agents = User.objects.get_queryset().field_agents().filter(region=territory.region_id)
        self.fields["person"].queryset = agents  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Ask the verb's own list of problems."""
        answers: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for problem in assignment_problems(territory=self.territory, **answers):
                self.add_error(problem.where if problem.where in self.fields else "person", problem.message)
        return answers
