"""What a unit's administrator writes about a tool of the unit's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from deliveries.models import Tool
from deliveries.querysets import ToolQuerySet
from deliveries.services.findings import KnownFinding

STEPS = ("Primeiro", "Depois", "Por fim")
WHY_LONGEST = 240
THEMES_LIST = "temas"
PLAIN = ("name", "theme", "function", "summary", "audience", "provider", "url", "minutes")  # stored as they are typed


class ToolForm(forms.Form):
    """A tool in plain words: what it is, for whom, how to begin in three steps, and which findings it answers."""

    name = forms.CharField(label="Nome", max_length=120)
    theme = forms.CharField(
        label="Tema", max_length=60, help_text="Um dos que já existem, ou outro.",
        widget=forms.TextInput(attrs={"list": THEMES_LIST, "autocomplete": "off"}),
    )  # fmt: skip
    function = forms.CharField(label="Para que serve", max_length=120, help_text="Poucas palavras, com verbo.")
    summary = forms.CharField(
        label="O que é", max_length=160, help_text="Uma frase que o dono de uma mercearia entende. Diga se custa algo."
    )
    audience = forms.CharField(label="Para quem", max_length=160, help_text="Por exemplo: MEI que vende na rua.")
    provider = forms.CharField(label="De quem é", max_length=80, required=False)
    url = forms.URLField(
        label="Endereço na internet", max_length=400, required=False, assume_scheme="https",
        help_text="Sem endereço também serve: uma folha, um modelo, um jeito de fazer.",
    )  # fmt: skip
    minutes = forms.IntegerField(label="Minutos para começar", min_value=1, max_value=240, initial=15)

    def __init__(self, *args: Any, findings: Sequence[KnownFinding], tool: Tool | None = None, **kwargs: Any) -> None:
        self.tool, self.findings = tool, findings
        if tool is not None:
            kwargs.setdefault("initial", _initial(tool))
        super().__init__(*args, **kwargs)
        for number, label in enumerate(STEPS):
            self.fields[f"step_{number}"] = forms.CharField(label=label, max_length=160)
        for finding in findings:
            why = forms.CharField(label=finding.text, max_length=WHY_LONGEST, required=False)
            why.widget.attrs["placeholder"] = "Por que ajuda, nas palavras do cliente"
            self.fields[f"why_{finding.code}"] = why

    @property
    def steps(self) -> list[forms.BoundField]:
        """How to begin."""
        return [self[f"step_{number}"] for number in range(len(STEPS))]

    @property
    def answers(self) -> list[tuple[str, list[forms.BoundField], int]]:
        """The findings by theme: theme, fields, how many of them are answered."""
        by_theme: dict[str, list[forms.BoundField]] = {}
        for finding in self.findings:
            by_theme.setdefault(finding.theme, []).append(self[f"why_{finding.code}"])
        return [(theme, rows, sum(bool(row.value()) for row in rows)) for theme, rows in by_theme.items()]

    def content(self) -> dict[str, Any]:
        """The tool as it is stored. Answers to findings that no conversation tells at present stay."""
        given = self.cleaned_data
        told = {finding.code for finding in self.findings}
        kept = [answer for answer in (self.tool.answers if self.tool else []) if answer["finding"] not in told]
        whys = {code: given[f"why_{code}"].strip() for code in (finding.code for finding in self.findings)}
        return {name: given[name] for name in PLAIN} | {
            "steps": [given[f"step_{number}"] for number in range(len(STEPS))],
            "answers": kept + [{"finding": code, "why": why} for code, why in whys.items() if why],
        }


def _initial(tool: Tool) -> dict[str, Any]:
    return (
        {name: getattr(tool, name) for name in PLAIN}
        | {f"step_{number}": step for number, step in enumerate(tool.steps)}
        | {f"why_{answer['finding']}": answer["why"] for answer in tool.answers}
    )


class PlaceForm(forms.Form):
    """Beside which tool another one goes."""

    before = forms.ModelChoiceField(Tool.objects.none(), required=False)
    after = forms.ModelChoiceField(Tool.objects.none(), required=False)

    def __init__(self, *args: Any, tools: ToolQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = tools  # type: ignore[attr-defined]  # a ModelChoiceField


class TryForm(forms.Form):
    """Findings to try the matching with, the most useful first."""

    first = forms.ChoiceField(label="O mais importante", required=False)
    second = forms.ChoiceField(label="Depois", required=False)
    third = forms.ChoiceField(label="E depois", required=False)

    def __init__(self, *args: Any, findings: Sequence[KnownFinding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_theme: dict[str, list[tuple[str, str]]] = {}
        for finding in findings:
            by_theme.setdefault(finding.theme, []).append((finding.code, finding.text))
        for name in self.fields:
            self.fields[name].choices = [("", "Nenhum"), *by_theme.items()]  # type: ignore[attr-defined]  # a ChoiceField

    def codes(self) -> list[str]:
        """The findings chosen, in their order; an address that asks for nonsense chooses nothing."""
        self.is_valid()
        chosen = (self.cleaned_data.get(name) for name in self.fields)
        return [code for code in chosen if code]
