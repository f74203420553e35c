"""What a client answers under the link."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from clients.models import Person
from portal.services.codes import verify
from privacy.enums import RequestKind
from visits.models import Visit

CORRECTABLE = {"name": "Nome", "phone": "Telefone", "email": "E-mail"}


class ChoiceForm(forms.Form):
    """One purpose (or all of them, when empty) and what is said about it now."""

    purpose = forms.CharField(max_length=40, required=False)
    state = forms.ChoiceField(choices=[("withdrawn", ""), ("given", "")])

    def clean(self) -> dict[str, Any]:
        """A yes is always to one purpose (LGPD art. 8 §4: a generic one is void)."""
        cleaned = super().clean() or {}
        if cleaned.get("state") == "given" and not cleaned.get("purpose"):
            raise forms.ValidationError("Escolha a que dizer sim.")
        return cleaned


class ConfirmationForm(forms.Form):
    """The last four digits of the CPF. Those of a telephone would prove nothing: who passes links on knows it."""

    digits = forms.CharField(
        label="Os 4 últimos números do seu CPF",
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
    )

    def __init__(self, *args: Any, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cpf = (person.cpf or "") if person else ""

    def clean_digits(self) -> str:
        """Compare; what was typed is not repeated in the answer."""
        typed = re.sub(r"\D", "", self.cleaned_data["digits"])
        if len(typed) != 4 or not self._cpf.endswith(typed):
            raise forms.ValidationError("Não confere com o que temos. Veja no documento e tente de novo.")
        return typed


class MailForm(forms.Form):
    """Sending the link by e-mail: only what the client asked for goes (LGPD art. 7, V)."""

    was_asked = forms.BooleanField(
        label="O cliente pediu por e-mail", error_messages={"required": "Marque só se o cliente pediu por e-mail."}
    )


class CodeForm(forms.Form):
    """The code that was sent."""

    code = forms.CharField(
        label="O código de 6 números que chegou",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 6}),
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._visit = visit

    def clean_code(self) -> str:
        """Good once, for ten minutes."""
        typed = re.sub(r"\D", "", self.cleaned_data["code"])
        if not verify(self._visit, typed, now=timezone.now()):
            raise forms.ValidationError("Não é este código, ou ele já passou dos 10 minutos. Vale o último que chegou.")
        return typed


class RequestForm(forms.Form):
    """A request about one's own data."""

    kind = forms.ChoiceField(
        label="O que você quer pedir?",
        choices=[
            (kind.value, kind.label) for kind in (RequestKind.CORRECTION, RequestKind.DELETION, RequestKind.QUESTION)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha o que você quer pedir."},
    )
    name = forms.CharField(label="Nome certo", max_length=120, required=False)
    phone = forms.CharField(label="Telefone certo", max_length=20, required=False)
    email = forms.EmailField(
        label="E-mail certo", required=False,
        error_messages={"invalid": "Confira o e-mail. Ele é assim: nome@exemplo.com."},
    )  # fmt: skip
    message = forms.CharField(
        label="Quer explicar?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean(self) -> dict[str, Any]:
        """A correction says what is right; a question asks something."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == RequestKind.CORRECTION and not (self.corrections or cleaned.get("message")):
            self.add_error("kind", "Diga o que está errado: escreva como é o certo.")
        if kind == RequestKind.QUESTION and not cleaned.get("message"):
            self.add_error("message", "Escreva a sua pergunta.")
        return cleaned

    @property
    def corrections(self) -> dict[str, str]:
        """What differs from what we hold; nothing unless a correction is asked for."""
        if self.cleaned_data.get("kind") != RequestKind.CORRECTION or self._person is None:
            return {}
        typed = {name: (self.cleaned_data.get(name) or "").strip() for name in CORRECTABLE}
        return {name: text for name, text in typed.items() if text and text != getattr(self._person, name)}
