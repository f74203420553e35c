"""The sheets of an XLSForm with their columns under our names; whatever is not read is named with its cell.

A column that only dresses a question (appearance, pictures, other languages) is left out and said so; one that could
change what is asked or answered stands against the import.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from common.problems import Problem
from diagnostics.services.workbook import Row, Sheet

Json = dict[str, Any]

SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "weight")
CHOICES = ("list_name", "name", "label", "points", "finding", "finding_text")
SETTINGS = ("form_title", "form_id", "version", "minutes", "form", "default_language")
LEVELS = ("from", "name", "meaning")
SHEETS = {"survey": (*SURVEY, "disabled"), "choices": CHOICES, "settings": SETTINGS, "levels": LEVELS}
ALIASES = {
    "list name": "list_name", "relevance": "relevant", "constraint message": "constraint_message",
    "caption": "label", "title": "form_title", "id_string": "form_id", "peso": "weight", "pontos": "points",
    "achado": "finding", "texto do achado": "finding_text", "minutos": "minutes", "forma": "form", "de": "from",
    "nome": "name", "significado": "meaning",
} | {  # as XLSForm's first years wrote them
    f"bind{colons}{old}": new
    for colons in (":", "::")
    for old, new in {"relevant": "relevant", "required": "required", "constraint": "constraint",
                     "jr:constraintmsg": "constraint_message"}.items()
}  # fmt: skip
DRESS = re.compile(  # how a question looks or sounds, what ODK's own servers want, what authors note beside a form
    r"appearance|rows|style|body::?.+|control::?(?!jr:count).+|(media::?)?(image|big-image|audio|video|autoplay)(::?.+)?"
    r"|guidance_hint(::?.+)?|default|(bind::?jr:)?required_?(message|msg)(::?.+)?|sms[_ ].+|prefix|delimiter|buttontext"
    r"|noapperrorstring|name|xml_root|xmlns|instance_(name|xmlns)|instance::?.+|attribute::?.+|namespaces|flat"
    r"|public_key|submission_url|auto_(send|delete)|omit_instanceid|allow_choice_duplicates|clean_text_values"
    r"|(.+ )?(not[ea]s?|comments?|anota\S+|observa\S+)"
)
LANGUAGE = re.compile(r"(label|hint|constraint_message)::?\s*(.+)")
OURS = re.compile(r"portug|\(pt\b|^pt\b")  # how a form names our language


@dataclass
class Reading:
    """What was read so far, and what was wrong."""

    problems: list[Problem] = field(default_factory=list)
    lists: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    options: dict[str, list[Json]] = field(default_factory=dict)  # of the lists that a question offers
    themes: list[Json] = field(default_factory=list)
    questions: list[Json] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)  # question → where it is
    groups: list[tuple[Json, Json | None]] = field(default_factory=list)  # theme, condition

    def wrong(self, code: str, message: str, where: str, *, blocks: bool = True) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, message, where, blocks))

    @property
    def is_stopped(self) -> bool:
        """Whether something stands against the import."""
        return any(problem.blocks for problem in self.problems)


@dataclass(frozen=True)
class Tongue:
    """The language that is read. Not `is_settled`: several are there, and nobody said which."""

    name: str
    is_settled: bool


def known_sheets(sheets: list[Sheet], reading: Reading) -> dict[str, list[Row]]:
    """Rows by sheet, their columns under our names."""
    found: dict[str, list[Row]] = {}
    language = _default_language(sheets)
    for sheet in sheets:
        name = {"níveis": "levels", "niveis": "levels"}.get(sheet.name.lower(), sheet.name.lower())
        if name not in SHEETS:
            if sheet.rows:
                reading.wrong("sheet_left_out", f"A aba “{sheet.name}” não é lida.", sheet.name, blocks=False)
            continue
        columns = _columns(sheet, name, language, reading)
        found[name] = [_renamed(row, columns, name, reading) for row in sheet.rows]
    return found


def _default_language(sheets: list[Sheet]) -> str:
    """The language that the settings name, as in `label::Português`."""
    for sheet in sheets:
        if sheet.name.lower() == "settings" and sheet.rows:
            return sheet.rows[0].get("default_language").lower()
    return ""


def _tongue(sheet: Sheet, language: str) -> Tongue:
    """The settings' language, else the only one, else Portuguese; a `label` that names none comes before."""
    written = [text.strip().lower() for text in sheet.header.values()]
    languages = dict.fromkeys(match[2].strip() for text in written if (match := LANGUAGE.fullmatch(text)))
    if language in languages:
        return Tongue(language, is_settled=True)
    if "label" in written or not languages:
        return Tongue("", is_settled=True)
    chosen = list(languages) if len(languages) == 1 else [each for each in languages if OURS.search(each)]
    return Tongue(chosen[0] if chosen else "", is_settled=bool(chosen))


def _columns(sheet: Sheet, name: str, language: str, reading: Reading) -> dict[str, str]:
    """Header as written → our name, for the columns that are read."""
    columns: dict[str, str] = {}
    tongue = _tongue(sheet, language)
    for letter, text in sheet.header.items():
        written, where = text.strip().lower(), f"{sheet.name}, célula {letter}1"
        match = LANGUAGE.fullmatch(written)
        ours = match[1] if match and match[2].strip() == tongue.name else ALIASES.get(written, written)
        has_text = any(row.get(written) for row in sheet.rows)
        if ours in columns.values() and has_text:
            reading.wrong("column_twice", f"A coluna “{text}” aparece duas vezes.", where)
        elif ours in SHEETS[name]:
            columns[written] = ours
        elif has_text:
            _name_unread(text, tongue, where, reading)
            _outside_lists(sheet, written, reading)
    return columns


def _outside_lists(sheet: Sheet, written: str, reading: Reading) -> None:
    """An appearance that dresses nothing: it fills the options from a list that is not in the form."""
    for row in sheet.rows:
        if written == "appearance" and "search(" in row.get(written):
            message = "“search()” busca as opções fora da planilha, e isso não é aceito: escreva-as em choices."
            reading.wrong("outside_list", message, row.at(written))


def _name_unread(text: str, tongue: Tongue, where: str, reading: Reading) -> None:
    """Say of a column with something in it that it is not read, and whether that stands against the import."""
    written = text.strip().lower()
    if LANGUAGE.fullmatch(written) and tongue.is_settled:
        reading.wrong("other_language", f"“{text}” é de outra língua: fica de fora.", where, blocks=False)
    elif LANGUAGE.fullmatch(written):
        message = f"Há mais de uma língua; diga em settings qual vale (default_language), ou apague “{text}”."
        reading.wrong("which_language", message, where)
    elif DRESS.fullmatch(written):
        message = f"A coluna “{text}” não muda o que se pergunta: fica de fora."
        reading.wrong("column_left_out", message, where, blocks=False)
    else:
        reading.wrong("column_unknown", f"A coluna “{text}” não é aceita aqui. Apague-a ou esvazie-a.", where)


def _renamed(row: Row, columns: dict[str, str], sheet: str, reading: Reading) -> Row:
    for nameless in [name for name in row.cells if name.startswith("?")]:
        reading.wrong("cell_nameless", "Esta coluna não tem título na primeira linha.", row.at(nameless))
    cells = {columns[name]: text for name, text in row.cells.items() if name in columns}
    letters = {columns[name]: letter for name, letter in row.columns.items() if name in columns}
    return Row(sheet, row.number, cells, letters)
