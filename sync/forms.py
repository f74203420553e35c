"""What a manager writes about a kept document."""

from __future__ import annotations

from django import forms


class SettlementForm(forms.Form):
    """What was decided."""

    note = forms.CharField(
        label="O que foi decidido",
        help_text="Uma frase basta. Sem documentos nem telefones.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Escreva em uma frase o que foi decidido.",
            "max_length": "O texto passa de 500 letras. Encurte um pouco.",
        },
    )
