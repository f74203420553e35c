"""Forms in which a unit's team writes its conversations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from diagnostics.rules import HIGHEST, LOWEST
from diagnostics.rules.expressions import ExpressionError, compile_expression
from diagnostics.rules.revision import free_key
from diagnostics.rules.wording import expression_of
from diagnostics.services.reading import KIND_WORDS
from diagnostics.services.workbook import LARGEST

Json = dict[str, Any]

KINDS = [*(KIND_WORDS | {"note": "Aviso na tela, sem resposta"}).items()]
FORMS = [("structured", "Estruturada: opções com pontos"), ("listening", "Escuta ativa"), ("anamnesis", "Anamnese")]
POINTS = [("", "Sem pontos"), *[(str(points), str(points)) for points in (4, 3, 2, 1, 0)]]
ROWS, SPARE = 12, 2
NEW_OPTION: Json = {"key": "", "text": "", "points": None, "finding": None}


class UploadForm(forms.Form):
    """A spreadsheet written after XLSForm."""

    file = forms.FileField(
        label="Planilha",
        help_text="Arquivo .xlsx, até 2 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Escolha a planilha.", "empty": "O arquivo está vazio."},
    )

    def clean_file(self) -> bytes:
        """The bytes of the file."""
        uploaded = self.cleaned_data["file"]
        if uploaded.size > LARGEST:
            raise forms.ValidationError("A planilha passa de 2 MB. Apague imagens e abas que não usa.")
        return bytes(uploaded.read())


class SettingsForm(forms.Form):
    """What holds for the whole conversation."""

    title = forms.CharField(label="Nome da conversa", max_length=120)
    minutes = forms.IntegerField(label="Minutos", min_value=1, max_value=120)
    form = forms.ChoiceField(label="Forma", choices=FORMS)
    new_theme = forms.CharField(label="Tema novo", max_length=60, required=False)

    def __init__(self, answers: Any = None, *, definition: Json) -> None:
        initial = {name: definition[name] for name in ("title", "minutes")}
        super().__init__(answers, initial=initial | {"form": definition.get("form", "structured")})
        self.themes = [theme["key"] for theme in definition["themes"]]
        for theme in definition["themes"]:
            self.fields[f"theme_{theme['key']}"] = forms.CharField(
                label=f"Nome de “{theme['name']}”"[:60], max_length=60, required=False, initial=theme["name"]
            )

    @property
    def theme_fields(self) -> list[forms.BoundField]:
        """The names of the themes."""
        return [self[f"theme_{key}"] for key in self.themes]

    @property
    def settings(self) -> Json:
        """What the form says, as the verb takes it."""
        given = self.cleaned_data
        themes = {key: given[f"theme_{key}"] for key in self.themes}
        return {name: given[name] for name in ("title", "minutes", "form", "new_theme")} | {"themes": themes}


class QuestionForm(forms.Form):
    """One question: its words, its options with points and gaps, and when it shows."""

    text = forms.CharField(label="Pergunta", max_length=240)
    help = forms.CharField(label="Dica para quem pergunta", max_length=240, required=False)
    theme = forms.ChoiceField(label="Tema")
    kind = forms.ChoiceField(label="Resposta", choices=KINDS)
    required = forms.BooleanField(label="Precisa de resposta", required=False)
    weight = forms.IntegerField(label="Peso", min_value=1, max_value=10, help_text="De 1 a 10. Quanto conta no tema.")
    low = forms.IntegerField(label="Menor número", min_value=LOWEST, max_value=HIGHEST, required=False)
    high = forms.IntegerField(label="Maior número", min_value=LOWEST, max_value=HIGHEST, required=False)
    shows = forms.ChoiceField(label="Quando aparece", required=False)
    condition = forms.CharField(
        label="Condição escrita",
        max_length=600,
        required=False,
        help_text="Para juntar condições. Exemplo: ${pessoas_total} > 1 and selected(${assuntos}, 'dinheiro')",
    )

    def __init__(self, answers: Any = None, *, definition: Json, question: Json | None, findings: Json) -> None:
        self.definition, self.question, self.findings = definition, question, findings
        self.earlier = _before(definition, question)
        super().__init__(answers, initial=_initial(definition, question, self._easy()))
        self.fields["theme"].choices = [(each["key"], each["name"]) for each in definition["themes"]]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["shows"].choices = [("", "Sempre"), *self._groups(), ("written", "Como escrito na condição")]  # type: ignore[attr-defined]  # a ChoiceField
        self.rows = min(ROWS, len(question["options"]) + SPARE if question else 4)
        if self.is_bound:
            self.rows = max(self.rows, sum(f"text_{n}" in self.data for n in range(ROWS)))
        for number in range(self.rows):
            self._option_fields(number)

    def _option_fields(self, number: int) -> None:
        known: list[Json] = self.question["options"] if self.question else []
        option: Json = known[number] if number < len(known) else NEW_OPTION
        found: Json = option["finding"] or {"code": "", "text": ""}
        points = "" if option["points"] is None else str(option["points"])
        say = {"aria-label": f"Opção {number + 1}"}
        more: dict[str, forms.Field] = {
            f"key_{number}": forms.CharField(required=False, initial=option["key"], widget=forms.HiddenInput),
            f"text_{number}": forms.CharField(
                label=f"Opção {number + 1}", required=False, max_length=120, initial=option["text"],
                widget=forms.TextInput(attrs=say),
            ),
            f"points_{number}": forms.ChoiceField(label="Pontos", required=False, choices=POINTS, initial=points),
            f"code_{number}": forms.ChoiceField(
                label="Ponto achado", required=False, initial=found["code"], choices=self._codes(found["code"])
            ),
            f"found_{number}": forms.CharField(
                label="Como dizer ao cliente", required=False, max_length=240, initial=found["text"]
            ),
        }  # fmt: skip
        self.fields.update(more)

    def _codes(self, own: str) -> list[tuple[str, str]]:
        names = self.findings | ({own: own} if own and own not in self.findings else {})
        return [("", "Nenhum"), ("new", "Um ponto novo"), *[(code, text[:60]) for code, text in names.items()]]

    def _easy(self) -> dict[str, Json]:
        """The conditions that the list offers: one earlier answer."""
        found: dict[str, Json] = {}
        for question in self.earlier:
            variable = {"var": question["key"]}
            for option in question["options"]:
                is_one = question["kind"] == "single"
                logic = {"===": [variable, option["key"]]} if is_one else {"in": [option["key"], variable]}
                found[f"{question['key']}={option['key']}"] = logic
        return found

    def _groups(self) -> list[Any]:
        return [
            (question["text"], [(f"{question['key']}={o['key']}", f"Se: {o['text']}") for o in question["options"]])
            for question in self.earlier
            if question["options"]
        ]

    @property
    def option_rows(self) -> list[dict[str, forms.BoundField]]:
        """The options' fields, a row each."""
        names = ("key", "text", "points", "code", "found")
        return [{name: self[f"{name}_{number}"] for name in names} for number in range(self.rows)]

    def clean(self) -> Json:
        """A condition that is written must be understood."""
        given: Json = super().clean() or {}
        given["relevant"] = None
        if given.get("shows") == "written":
            kinds = {question["key"]: question["kind"] for question in self.earlier}
            try:
                given["relevant"] = compile_expression(given.get("condition", ""), kinds)
            except ExpressionError as error:
                self.add_error("condition", f"Não deu para ler: {error}.")
        elif given.get("shows"):
            given["relevant"] = self._easy()[given["shows"]]
        if given.get("low") is not None and given.get("high") is not None and given["low"] > given["high"]:
            self.add_error("high", "O maior número vem depois do menor.")
        for number in range(self.rows):
            if given.get(f"code_{number}") and not given.get(f"found_{number}", "").strip():
                self.add_error(f"found_{number}", "Escreva como dizer este ponto ao cliente.")
        return given

    def written(self) -> Json:
        """The question as the definition has it."""
        given, known = self.cleaned_data, self.question or {}
        taken = {question["key"] for question in self.definition["questions"]}
        key = known.get("key") or free_key(given["text"], taken)
        has_options = given["kind"] in ("single", "multiple")
        question = {
            "key": key,
            **{name: given[name] for name in ("theme", "text", "help", "kind", "weight", "relevant")},
            "required": given["required"] and given["kind"] != "note",
            "options": self._options(key) if has_options else [],
        }
        if given["kind"] == "number":
            question |= {"min": given["low"] or LOWEST, "max": HIGHEST if given["high"] is None else given["high"]}
        if known.get("constraint") and known.get("kind") == given["kind"]:
            question |= {name: known[name] for name in ("constraint", "constraint_message") if name in known}
        return question

    def _options(self, question: str) -> list[Json]:
        given, found = self.cleaned_data, []
        taken: set[str] = set()
        for number in range(self.rows):
            text = given[f"text_{number}"].strip()
            if not text:
                continue
            key = given[f"key_{number}"] or free_key(text, taken, "o")
            taken.add(key)
            points, code = given[f"points_{number}"], given[f"code_{number}"]
            code = f"{question[:24]}_{key[:14]}" if code == "new" else code
            finding = {"code": code, "text": given[f"found_{number}"].strip()} if code else None
            found.append({"key": key, "text": text, "points": int(points) if points else None, "finding": finding})
        return found


def _before(definition: Json, question: Json | None) -> list[Json]:
    """The questions that come before one; all of them for a new one."""
    found: list[Json] = []
    for each in definition["questions"]:
        if question and each["key"] == question["key"]:
            break
        found.append(each)
    return found


def _initial(definition: Json, question: Json | None, easy: dict[str, Json]) -> Json:
    if question is None:
        theme = definition["themes"][-1]["key"] if definition["themes"] else ""
        return {"weight": 1, "kind": "single", "required": True, "theme": theme}
    relevant = question["relevant"]
    shows = next((name for name, logic in easy.items() if logic == relevant), "written" if relevant else "")
    return {
        **{name: question[name] for name in ("text", "help", "theme", "kind", "required", "weight")},
        "low": question.get("min"),
        "high": question.get("max"),
        "shows": shows,
        "condition": expression_of(relevant) if shows == "written" else "",
    }


def finding_names(definitions: Iterable[Json]) -> dict[str, str]:
    """Gaps that exist already, by code: tools answer codes, so an old one is worth more than a new one."""
    names: dict[str, str] = {}
    for definition in definitions:
        for question in definition["questions"]:
            for option in question["options"]:
                if option["finding"]:
                    names.setdefault(option["finding"]["code"], option["finding"]["text"])
    return dict(sorted(names.items(), key=lambda each: each[1]))
