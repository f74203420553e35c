"""What a manager writes about a kept document, and the copy of a phone that is handed in."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from sync.services.rescue import MOST_BYTES, SavedCopy, read_copy

NO_COPY = "Este arquivo não é uma cópia do Rota Ativa. É o que o celular faz em Mais, Fazer uma cópia."


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


class RescueForm(forms.Form):
    """The file that a failing phone saved."""

    copy = forms.FileField(
        label="Cópia feita no celular",
        help_text="O nome começa com rota-ativa-copia. Só o sistema consegue abrir o que está dentro.",
        error_messages={"required": "Escolha o arquivo.", "empty": "O arquivo está vazio. Peça que façam outra cópia."},
    )

    def clean_copy(self) -> SavedCopy:
        """The copy itself, if it is one."""
        file: UploadedFile = self.cleaned_data["copy"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("O arquivo passa de 40 MB. Chame o suporte técnico.")
        copy = read_copy(file.read())
        if copy is None:
            raise forms.ValidationError(NO_COPY)
        return copy
