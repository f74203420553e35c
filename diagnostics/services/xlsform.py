"""A conversation written in a spreadsheet after XLSForm (survey, choices, settings), read into a definition.

Supported are the types of `TYPES` and groups (each a theme); the columns of `SURVEY`, `CHOICES`, `SETTINGS` and
`LEVELS`. Anything else with something in it is named with its sheet and cell: what is left out in silence is missed
too late.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from common.problems import Problem
from diagnostics.checks import definition_problems
from diagnostics.checks.shape import MOST_OPTIONS
from diagnostics.rules.expressions import ExpressionError, compile_expression
from diagnostics.services.workbook import Row, Sheet, read_workbook

Json = dict[str, Any]

TYPES = {
    "text": "text", "string": "text", "integer": "number", "int": "number", "note": "note",
    "select_one": "single", "select one": "single", "select one from": "single",
    "select_multiple": "multiple", "select all that apply": "multiple", "select all that apply from": "multiple",
    "select multiple": "multiple", "select multiple from": "multiple",
}  # fmt: skip
BEGINS, ENDS = frozenset({"begin_group", "begin group"}), frozenset({"end_group", "end group"})
SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "weight")
CHOICES = ("list_name", "name", "label", "points", "finding", "finding_text")
SETTINGS = ("form_title", "form_id", "version", "minutes", "form", "default_language")
LEVELS = ("from", "name", "meaning")
SHEETS = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS, "levels": LEVELS}
ALIASES = {
    "list name": "list_name", "relevance": "relevant", "constraint message": "constraint_message",
    "title": "form_title", "id_string": "form_id", "peso": "weight", "pontos": "points", "achado": "finding",
    "texto do achado": "finding_text", "minutos": "minutes", "forma": "form", "de": "from", "nome": "name",
    "significado": "meaning",
} | {  # as XLSForm's first years wrote them
    f"bind{colons}{old}": new
    for colons in (":", "::")
    for old, new in {"relevant": "relevant", "required": "required", "constraint": "constraint",
                     "jr:constraintmsg": "constraint_message"}.items()
}  # fmt: skip
YES, NO = frozenset({"yes", "true", "true()", "sim", "1"}), frozenset({"", "no", "false", "false()", "não", "nao", "0"})
FORMS = {"estruturada": "structured", "escuta": "listening", "anamnese": "anamnesis"}
GENERAL = {"key": "geral", "name": "Geral"}
STANDARD_LEVELS = [
    {"from": 0, "name": "Pede cuidado", "meaning": "Ainda não há um jeito certo de fazer."},
    {"from": 35, "name": "Em construção", "meaning": "Já existe um começo."},
    {"from": 60, "name": "No caminho", "meaning": "Funciona na maior parte do tempo."},
    {"from": 85, "name": "Forte", "meaning": "É um ponto forte do negócio."},
]
LARGEST_DEFINITION = 1_000_000  # letters of JSON: every phone of the unit carries it
MOST_NESTED = 10  # groups in groups: their conditions are joined for each question inside
MOST_TOLD = 100  # problems: who has more has one mistake many times
_LIMITS = re.compile(r"\.\s*>=\s*(\d+)\s+and\s+\.\s*<=\s*(\d+)")
_LANGUAGE = re.compile(r"(label|hint|constraint_message)::?\s*(.+)")


@dataclass
class Reading:
    """What was read so far, and what was wrong."""

    problems: list[Problem] = field(default_factory=list)
    lists: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    themes: list[Json] = field(default_factory=list)
    questions: list[Json] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)  # question → where it is
    groups: list[tuple[Json, Json | None]] = field(default_factory=list)  # theme, condition
    asked: set[str] = field(default_factory=set)  # lists that a question offers

    def wrong(self, code: str, message: str, where: str, *, blocks: bool = True) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, message, where, blocks))


@dataclass(frozen=True)
class Imported:
    """The definition, when nothing stands against it, and every problem by sheet and cell."""

    definition: Json | None
    problems: list[Problem]


def read_form(content: bytes) -> Imported:
    """Read an uploaded spreadsheet."""
    sheets = read_workbook(content)
    if isinstance(sheets, Problem):
        return Imported(None, [sheets])
    reading = Reading()
    by_name = _known_sheets(sheets, reading)
    _read_choices(by_name.get("choices", []), reading)
    if "survey" not in by_name:
        reading.wrong("no_sheet", "Falta a aba “survey”, com as perguntas.", "survey")
    for row in by_name.get("survey", []):
        _survey_row(row, reading)
    if reading.groups:
        reading.wrong("group_open", "Um grupo começou e não terminou: falta end_group.", "survey")
    definition = _definition(by_name, reading)
    if not _stopped(reading) and len(json.dumps(definition)) > LARGEST_DEFINITION:
        reading.wrong("too_big", "A conversa ficou grande demais para o celular. Encurte textos e condições.", "survey")
    if not _stopped(reading):
        reading.problems += [_placed(problem, definition, reading) for problem in definition_problems(definition)]
    if not _stopped(reading):
        _unused_lists(reading)
    return Imported(None if _stopped(reading) else definition, reading.problems[:MOST_TOLD])


def _stopped(reading: Reading) -> bool:
    return any(problem.blocks for problem in reading.problems)


def _read_choices(rows: list[Row], reading: Reading) -> None:
    for row in rows:
        if not row.get("list_name"):
            reading.wrong("no_list", "Falta o nome da lista (list_name).", row.at("list_name"))
        reading.lists[row.get("list_name")].append(row)


def _unused_lists(reading: Reading) -> None:
    for name, rows in reading.lists.items():
        if name not in reading.asked:
            message = f"Nenhuma pergunta usa a lista “{name}”: ela fica de fora."
            reading.wrong("list_unused", message, rows[0].at("list_name"), blocks=False)


def _known_sheets(sheets: list[Sheet], reading: Reading) -> dict[str, list[Row]]:
    """Rows by sheet, their columns under our names; every column and sheet that is not read is named."""
    found: dict[str, list[Row]] = {}
    language = _language(sheets)
    for sheet in sheets:
        name = {"níveis": "levels", "niveis": "levels"}.get(sheet.name.lower(), sheet.name.lower())
        if name not in SHEETS:
            if sheet.rows:
                reading.wrong("sheet_unknown", f"A aba “{sheet.name}” não é lida. Apague-a.", sheet.name)
            continue
        columns = _columns(sheet, name, language, reading)
        found[name] = [_renamed(row, columns, name, reading) for row in sheet.rows]
    return found


def _language(sheets: list[Sheet]) -> str:
    """The language that the settings name, as in `label::Português`."""
    for sheet in sheets:
        if sheet.name.lower() == "settings" and sheet.rows:
            return sheet.rows[0].get("default_language").lower()
    return ""


def _columns(sheet: Sheet, name: str, language: str, reading: Reading) -> dict[str, str]:
    """Header as written → our name, for the columns that are read."""
    columns: dict[str, str] = {}
    translated = [m for text in sheet.header.values() if (m := _LANGUAGE.fullmatch(text.strip().lower()))]
    languages = {m[2].strip() for m in translated}
    chosen = language if language in languages else next(iter(languages)) if len(languages) == 1 else ""
    for letter, text in sheet.header.items():
        written = text.strip().lower()
        match = _LANGUAGE.fullmatch(written)
        ours = match[1] if match and match[2].strip() == chosen else ALIASES.get(written, written)
        has_text = any(row.get(written) for row in sheet.rows)
        if ours in columns.values() and has_text:
            reading.wrong("column_twice", f"A coluna “{text}” aparece duas vezes.", f"{sheet.name}, célula {letter}1")
        elif ours in SHEETS[name]:
            columns[written] = ours
        elif has_text:
            message = f"A coluna “{text}” não é aceita aqui. Apague-a ou esvazie-a."
            if match:
                message = f"Há mais de uma língua; diga em settings qual vale (default_language) e apague “{text}”."
            reading.wrong("column_unknown", message, f"{sheet.name}, célula {letter}1")
    return columns


def _renamed(row: Row, columns: dict[str, str], sheet: str, reading: Reading) -> Row:
    for nameless in [name for name in row.cells if name.startswith("?")]:
        reading.wrong("cell_nameless", "Esta coluna não tem título na primeira linha.", row.at(nameless))
    cells = {columns[name]: text for name, text in row.cells.items() if name in columns}
    letters = {columns[name]: letter for name, letter in row.columns.items() if name in columns}
    return Row(sheet, row.number, cells, letters)


# --- survey


def _survey_row(row: Row, reading: Reading) -> None:
    said = " ".join(row.get("type").split())
    word = said.lower()
    if word in BEGINS:
        _begin_group(row, reading)
    elif word in ENDS:
        if reading.groups:
            reading.groups.pop()
        else:
            reading.wrong("group_not_open", "Este grupo termina sem ter começado.", row.at("type"))
    elif not said:
        reading.wrong("no_type", "Falta o tipo (type).", row.at("type"))
    else:
        _question(row, said, reading)


def _begin_group(row: Row, reading: Reading) -> None:
    """A group is a theme; its condition holds for all that is inside."""
    for column in ("required", "constraint", "constraint_message", "weight", "hint"):
        if row.get(column):
            reading.wrong("group_column", f"Um grupo não usa “{column}”.", row.at(column))
    if len(reading.groups) == MOST_NESTED:
        reading.wrong("groups_deep", f"Há mais de {MOST_NESTED} grupos um dentro do outro.", row.at("type"))
    is_deep = len(reading.groups) >= MOST_NESTED
    condition = None if is_deep else _compiled(row, "relevant", reading)
    outer = reading.groups[-1][1] if reading.groups else None
    theme = {"key": row.get("name"), "name": row.get("label") or row.get("name")}
    reading.groups.append((theme, _both(outer, condition)))


def _question(row: Row, said: str, reading: Reading) -> None:
    kind, list_name = _kind(row, said, reading)
    if not kind:
        return
    key = row.get("name")
    if not key:
        reading.wrong("no_name", "Falta o nome (name).", row.at("name"))
        return
    theme, outer = reading.groups[-1] if reading.groups else (GENERAL, None)
    if theme not in reading.themes:
        reading.themes.append(theme)
    question: Json = {
        "key": key,
        "theme": theme["key"],
        "text": row.get("label"),
        "help": row.get("hint"),
        "kind": kind,
        "required": _is_yes(row, "required", reading) and kind != "note",
        "relevant": _both(outer, _compiled(row, "relevant", reading)),
        "weight": _whole(row, "weight", 1, reading),
        "options": _options(row, list_name, reading) if list_name else [],
    }
    if not question["text"]:
        reading.wrong("no_label", "Falta o texto da pergunta (label).", row.at("label"))
    reading.rows[key] = row
    reading.questions.append(question)
    _constrain(row, question, reading)


def _kind(row: Row, said: str, reading: Reading) -> tuple[str, str]:
    """The kind of a question and the list of its options."""
    word, _, list_name = said.rpartition(" ")
    if said.lower().endswith((" or_other", " or other", " or specify other")):
        reading.wrong("or_other", "“or_other” não é aceito: escreva uma opção “Outro” na lista.", row.at("type"))
        return "", ""
    if TYPES.get(word.lower()) in {"single", "multiple"}:
        reading.asked.add(list_name)
        if list_name not in reading.lists:
            reading.wrong("list_unknown", f"A lista “{list_name}” não está na aba choices.", row.at("type"))
        return TYPES[word.lower()], list_name
    kind = TYPES.get(said.lower(), "")
    if kind in {"", "single", "multiple"}:
        known = "text, integer, select_one LISTA, select_multiple LISTA, note, begin_group e end_group"
        reading.wrong("type_unknown", f"O tipo “{said}” não é aceito. Aceitos: {known}.", row.at("type"))
        return "", ""
    return kind, ""


def _options(row: Row, list_name: str, reading: Reading) -> list[Json]:
    found: list[Json] = []
    if len(reading.lists.get(list_name, [])) > MOST_OPTIONS:
        reading.wrong("list_long", f"A lista “{list_name}” passa de {MOST_OPTIONS} opções.", row.at("type"))
        return found
    for choice in reading.lists.get(list_name, []):
        code, text = choice.get("finding"), choice.get("finding_text")
        if bool(code) != bool(text):
            reading.wrong(
                "finding_half", "Um ponto achado tem código (finding) e texto (finding_text).", choice.at("finding")
            )
        points = _whole(choice, "points", None, reading)
        finding = {"code": code, "text": text} if code else None
        found.append({"key": choice.get("name"), "text": choice.get("label"), "points": points, "finding": finding})
    return found


def _constrain(row: Row, question: Json, reading: Reading) -> None:
    """Plain limits of a number become its limits, anything else a condition over the answer."""
    text = row.get("constraint")
    limits = _LIMITS.fullmatch(text) if question["kind"] == "number" else None
    if limits:
        question |= {"min": int(limits[1]), "max": int(limits[2])}
    elif text:
        question["constraint"] = _compiled(row, "constraint", reading, own=question["key"])
    if row.get("constraint_message"):
        question["constraint_message"] = row.get("constraint_message")
        if not text:
            reading.wrong("message_alone", "Há mensagem sem a condição (constraint).", row.at("constraint_message"))


def _compiled(row: Row, column: str, reading: Reading, own: str = "") -> Json | None:
    text = row.get(column)
    if not text:
        return None
    kinds = {question["key"]: question["kind"] for question in reading.questions}
    try:
        return compile_expression(text, kinds, own)
    except ExpressionError as error:
        reading.wrong("expression", f"Em “{text[:80]}”, {error}.", row.at(column))
        return None


def _both(outer: Json | None, inner: Json | None) -> Json | None:
    return {"and": [outer, inner]} if outer and inner else outer or inner


def _is_yes(row: Row, column: str, reading: Reading) -> bool:
    said = row.get(column).lower()
    if said not in YES | NO:
        reading.wrong("yes_or_no", f"Em “{column}” escreva yes ou no.", row.at(column))
    return said in YES


def _whole(row: Row, column: str, otherwise: int | None, reading: Reading) -> int | None:
    said = row.get(column)
    if said and not (said.isascii() and said.isdigit() and len(said) < 8):
        reading.wrong("whole_number", f"Em “{column}” escreva um número inteiro.", row.at(column))
        return otherwise
    return int(said) if said else otherwise


# --- the whole


def _definition(by_name: dict[str, list[Row]], reading: Reading) -> Json:
    rows = by_name.get("settings", [])
    settings = rows[0] if rows else Row("settings", 2, {}, {})
    for extra in rows[1:]:
        reading.wrong("settings_twice", "A aba settings tem uma linha só.", extra.at())
    if settings.get("version"):
        message = f"A versão “{settings.get('version')}” não é usada: o número vem da publicação."
        reading.wrong("version_unused", message, settings.at("version"), blocks=False)
    said = settings.get("form").lower()
    if said and said not in {*FORMS, *FORMS.values()}:
        message = f"“{said}” não é uma forma de conversa. Use: {', '.join(FORMS)}."
        reading.wrong("form_unknown", message, settings.at("form"))
    return {
        "key": _key(settings.get("form_id") or settings.get("form_title") or "conversa"),
        "number": 1,
        "title": settings.get("form_title") or "Conversa sem título",
        "minutes": _whole(settings, "minutes", max(1, len(reading.questions) * 2 // 3), reading),
        "label": "Conteúdo próprio, editável pela unidade",
        "form": FORMS.get(said, said or "structured"),
        "themes": reading.themes,
        "levels": list(_levels(by_name.get("levels", []), reading)) or STANDARD_LEVELS,
        "questions": reading.questions,
    }


def _levels(rows: list[Row], reading: Reading) -> Iterator[Json]:
    for row in rows:
        start = _whole(row, "from", 0, reading)
        yield {"from": start, "name": row.get("name"), "meaning": row.get("meaning")}


def _key(text: str) -> str:
    """A name that an instrument can have: small letters, digits and _."""
    plain = re.sub(r"[^a-z0-9_]+", "_", text.lower().strip()).strip("_")
    return (plain if plain[:1].isalpha() else f"c_{plain}")[:40].rstrip("_")


def _placed(problem: Problem, definition: Json, reading: Reading) -> Problem:
    """A problem of the definition, told at the row that it comes from."""
    row = reading.rows.get(problem.where)
    message = problem.message
    found = re.search(r"`\$\.questions\[(\d+)\](.*)`", message)
    if found:
        row = reading.rows.get(definition["questions"][int(found[1])]["key"])
        message = f"{_SHAPE.get(found[2].rpartition('.')[2], 'Um valor')} não serve: {message.partition(' - ')[0]}."
    return Problem(problem.code, message, row.at() if row else problem.where or "survey", problem.blocks)


_SHAPE = {
    "key": "O nome (letras sem acento, números e _)",
    "text": "O texto (até 240 letras)",
    "help": "A dica (até 240 letras)",
    "points": "Os pontos (de 0 a 4)",
    "weight": "O peso (de 1 a 10)",
    "code": "O código do ponto achado",
}
