"""The way of a unit's records to SAS, and the return file of a numbered file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from attendance.enums import AdapterKind, FileFormat

LONGEST = 10_000_000  # bytes


class WayForm(forms.Form):
    """Directly, or in files of one format or the other."""

    file_format = forms.ChoiceField(
        label="Como os registros da unidade chegam ao SAS", required=False, widget=forms.RadioSelect,
        choices=[("", AdapterKind.HTTP.label), *((each.value, f"Em arquivos {each.label}") for each in FileFormat)],
    )  # fmt: skip


class ReturnForm(forms.Form):
    """The file that SAS gave back."""

    returned = forms.FileField(
        label="Arquivo de retorno do SAS",
        error_messages={"required": "Escolha o arquivo que o SAS devolveu."},
        widget=forms.FileInput(attrs={"accept": ".csv,.jsonl,.txt"}),
    )

    def clean_returned(self) -> str:
        """The file's text, as UTF-8 or as older Windows programs write it."""
        given: UploadedFile[Any] = self.cleaned_data["returned"]
        if given.size and given.size > LONGEST:
            raise forms.ValidationError("O arquivo passa de 10 MB. É mesmo o retorno?")
        raw = given.read()
        try:
            return str(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return str(raw.decode("cp1252", errors="replace"))
