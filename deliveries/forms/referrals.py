"""What a manager writes about a credit need."""

from __future__ import annotations

from django import forms


class AlignmentForm(forms.Form):
    """What the local management agreed on with the guidance agent."""

    note = forms.CharField(
        label="O que ficou combinado",
        help_text="O agente de crédito lê isto antes da primeira conversa.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeclineForm(forms.Form):
    """Why the need shall not go on."""

    because = forms.CharField(label="Por que não segue", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
