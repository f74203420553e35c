"""Forms of the privacy desk: answers, withdrawals, and the editor of a notice."""

from __future__ import annotations

from typing import Any

from django import forms

from privacy.enums import RequestKind
from privacy.services.notices import LINES

LONG = forms.Textarea(attrs={"rows": 3})
LABELS = {
    "title": "Título",
    "intro": "Abertura: diga em nome de quem é a visita",
    "what": "O que",
    "why": "Para quê",
    "who": "Quem vê",
    "rights": "Você manda",
    "source": "De onde vieram os dados que já temos",
}
CONTROLLER = {
    "name": "Quem responde pelos dados",
    "address": "Endereço",
    "phone": "Telefone",
    "contact": "Quem atende pedidos",
}


class WithdrawalForm(forms.Form):
    """Which yes is taken back."""

    purpose = forms.CharField(max_length=40)


class SpokenRequestForm(forms.Form):
    """What a client asks by voice."""

    kind = forms.ChoiceField(label="O que a pessoa pede", choices=RequestKind.choices)
    message = forms.CharField(label="Nas palavras da pessoa", max_length=2000, widget=LONG)


class AnswerForm(forms.Form):
    """Done or not, and what the person reads."""

    decision = forms.ChoiceField(
        label="O que foi decidido", choices=[("done", "Atender"), ("refused", "Não atender")], widget=forms.RadioSelect,
        error_messages={"required": "Escolha se o pedido é atendido."},
    )  # fmt: skip
    answer = forms.CharField(label="Resposta à pessoa", max_length=2000, widget=LONG, required=False)

    def __init__(self, *args: Any, does: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._does = does
        self.fields["answer"].is_sometimes_required = True  # type: ignore[attr-defined]  # the template reads it: no "(se quiser)"
        if does == "delete":
            self.fields["answer"].label = "Por que não, em palavras para a pessoa"
            self.fields["answer"].help_text = "Só para não atender. Quem é apagado lê no link o que ficou e por quê."

    def clean(self) -> dict[str, Any]:
        """Every answer has its words, but for an erasure: there the list of what stays is the answer."""
        cleaned = super().clean() or {}
        is_erasure = self._does == "delete" and cleaned.get("decision") == "done"
        if not (cleaned.get("answer") or is_erasure or "answer" in self.errors):
            self.add_error("answer", "Escreva a resposta que a pessoa vai ler.")
        return cleaned


class SearchForm(forms.Form):
    """Who calls."""

    words = forms.CharField(label="Nome, CPF ou telefone", min_length=3, max_length=120)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class PurposeForm(forms.Form):
    """One purpose: what for, on which basis, with which data, shared with whom, for how long."""

    key = forms.SlugField(label="Chave", max_length=40, required=False)
    text = forms.CharField(label="Pergunta ou finalidade", max_length=160, required=False)
    more = forms.CharField(label="Saiba mais", max_length=400, required=False, widget=LONG)
    basis = forms.CharField(label="Base legal", max_length=160, required=False)
    needs_consent = forms.BooleanField(label="Depende do sim da pessoa", required=False)
    details = forms.CharField(label="Dados usados, um por linha", max_length=600, required=False, widget=LONG)
    shares = forms.CharField(label="Com quem dividimos, um por linha", max_length=600, required=False, widget=LONG)
    retention = forms.CharField(label="Por quanto tempo", max_length=160, required=False)
    valid_months = forms.IntegerField(label="O sim vale por quantos meses", min_value=1, max_value=120, required=False)

    def as_content(self) -> dict[str, Any] | None:
        """The purpose as the notice holds it; none when it was left empty."""
        said = dict(self.cleaned_data)
        if not said.get("key") or not said["text"]:
            return None
        content = {name: said[name] for name in ("key", "text", "basis", "needs_consent", "retention", "more")}
        content |= {"data": _lines(said["details"]), "shares": _lines(said["shares"])}
        return content | ({"valid_months": said["valid_months"]} if said["valid_months"] else {})

    @staticmethod
    def initial_of(purpose: dict[str, Any]) -> dict[str, Any]:
        """A purpose as the form shows it."""
        many = {"details": "\n".join(purpose.get("data", ())), "shares": "\n".join(purpose.get("shares", ()))}
        return purpose | many


class SectionForm(forms.Form):
    """One part of the whole text."""

    title = forms.CharField(label="Título", max_length=80, required=False)
    text = forms.CharField(label="Texto", max_length=1200, required=False, widget=LONG)


PurposeSet = forms.formset_factory(PurposeForm, extra=1, max_num=12)
SectionSet = forms.formset_factory(SectionForm, extra=1, max_num=24)


class NoticeForm(forms.Form):
    """The lines of the screen and who answers for the data."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LINES:
            self.fields[name] = forms.CharField(label=LABELS[name], max_length=200)
        for name, label in CONTROLLER.items():
            self.fields[f"controller_{name}"] = forms.CharField(label=label, max_length=160)

    def as_content(self) -> dict[str, Any]:
        """The lines as the notice holds them."""
        said = self.cleaned_data
        controller = {name: said[f"controller_{name}"] for name in CONTROLLER} | {"role": "Controlador"}
        return {name: said[name] for name in LINES} | {"controller": controller}

    @staticmethod
    def initial_of(content: dict[str, Any]) -> dict[str, Any]:
        """A notice as the form shows it."""
        controller = {f"controller_{name}": (content.get("controller") or {}).get(name, "") for name in CONTROLLER}
        return {name: content.get(name, "") for name in LINES} | controller
