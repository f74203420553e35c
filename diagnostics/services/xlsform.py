"""A conversation written in a spreadsheet after XLSForm (survey, choices, settings), read into a definition.

Supported are the types of `TYPES` and groups (each a theme), and the columns of `xlsform_sheets`. Anything else with
something in it is named with its sheet and cell: what is left out in silence is missed too late.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from common.problems import Problem
from diagnostics.checks import definition_problems
from diagnostics.checks.shape import (
    MOST_OPTIONS,
    FindingShape,
    InstrumentShape,
    LevelShape,
    OptionShape,
    QuestionShape,
    ThemeShape,
)
from diagnostics.rules.expressions import ExpressionError, compile_expression
from diagnostics.services.workbook import Row, read_workbook
from diagnostics.services.xlsform_cells import check, check_counts
from diagnostics.services.xlsform_sheets import Reading, known_sheets

Json = dict[str, Any]

TYPES = {
    "text": "text", "string": "text", "integer": "number", "int": "number", "note": "note",
    "select_one": "single", "select one": "single", "select one from": "single",
    "select_multiple": "multiple", "select all that apply": "multiple", "select all that apply from": "multiple",
    "select multiple": "multiple", "select multiple from": "multiple",
}  # fmt: skip
BEGINS, ENDS = frozenset({"begin_group", "begin group"}), frozenset({"end_group", "end group"})
OF_ITSELF = frozenset({  # what a visit keeps without being asked, or has no use for
    "start", "end", "today", "deviceid", "device id", "uri:deviceid", "imei", "subscriberid", "simserial",
    "phonenumber", "username", "email", "audit", "get start time", "get end time", "get today", "get device id",
    "get subscriber id", "get sim id", "get phone number",
})  # fmt: skip
OTHER = {"key": "other", "text": "Outro", "points": None, "finding": None}
WHICH_OTHER = "Qual?"
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
_OR_OTHER = re.compile(r"(.+?) (or_other|or other|or specify other)", re.IGNORECASE)
_CITED = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True)
class Imported:
    """The definition, when nothing stands against it, and every problem by sheet and cell, mere warnings last."""

    definition: Json | None
    problems: list[Problem]


def read_form(content: bytes) -> Imported:
    """Read an uploaded spreadsheet."""
    sheets = read_workbook(content)
    if isinstance(sheets, Problem):
        return Imported(None, [sheets])
    reading = Reading()
    by_name = known_sheets(sheets, reading)
    _read_choices(by_name.get("choices", []), reading)
    if "survey" not in by_name:
        reading.wrong("no_sheet", "Falta a aba “survey”, com as perguntas.", "survey")
    for row in by_name.get("survey", []):
        _survey_row(row, reading)
    if reading.groups:
        reading.wrong("group_open", "Um grupo começou e não terminou: falta end_group.", "survey")
    definition = _definition(by_name, reading)
    if reading.is_stopped:
        _look_at_all_lists(reading)
    for look in (_size, check_counts, _soundness, _unused_lists):
        if not reading.is_stopped:
            look(definition, reading)
    told = sorted(reading.problems, key=lambda problem: not problem.blocks)[:MOST_TOLD]
    return Imported(None if reading.is_stopped else definition, told)


def _look_at_all_lists(reading: Reading) -> None:
    """Whoever has to correct something learns of every cell at once, those of lists that no question reached, too."""
    for name, rows in reading.lists.items():
        if name not in reading.options and len(rows) <= MOST_OPTIONS:
            reading.options[name] = [_option(row, reading) for row in rows]


def _size(definition: Json, reading: Reading) -> None:
    if len(json.dumps(definition)) > LARGEST_DEFINITION:
        reading.wrong("too_big", "A conversa ficou grande demais para o celular. Encurte textos e condições.", "survey")


def _soundness(definition: Json, reading: Reading) -> None:
    reading.problems += [_placed(problem, reading) for problem in definition_problems(definition)]


def _unused_lists(_: Json, reading: Reading) -> None:
    for name, rows in reading.lists.items():
        if name not in reading.options:
            message = f"Nenhuma pergunta usa a lista “{name}”: ela fica de fora."
            reading.wrong("list_unused", message, rows[0].at("list_name"), blocks=False)


def _read_choices(rows: list[Row], reading: Reading) -> None:
    for row in rows:
        if not row.get("list_name"):
            reading.wrong("no_list", "Falta o nome da lista (list_name).", row.at("list_name"))
        reading.lists[row.get("list_name")].append(row)


# --- survey


def _survey_row(row: Row, reading: Reading) -> None:
    said = " ".join(row.get("type").split())
    word = said.lower()
    if _is_yes(row, "disabled", reading):
        reading.wrong("row_disabled", "A linha está desligada (disabled): fica de fora.", row.at(), blocks=False)
    elif word in BEGINS:
        _begin_group(row, reading)
    elif word in ENDS:
        if reading.groups:
            reading.groups.pop()
        else:
            reading.wrong("group_not_open", "Este grupo termina sem ter começado.", row.at("type"))
    elif word in OF_ITSELF:
        message = f"“{said}” não é pergunta: a visita já guarda quem foi, quando e de que aparelho. Fica de fora."
        reading.wrong("of_itself", message, row.at("type"), blocks=False)
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
    check(ThemeShape, theme, row, reading)
    _no_citing(row, ("label",), reading)
    reading.groups.append((theme, _both(outer, condition)))


def _question(row: Row, said: str, reading: Reading) -> None:
    has_other = _OR_OTHER.fullmatch(said)
    kind, list_name = _kind(row, has_other[1] if has_other else said, reading)
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
    _ask(question, row, reading)
    _constrain(row, question, reading)
    check(QuestionShape, question, row, reading)
    _no_citing(row, ("label", "hint", "constraint_message"), reading)
    if has_other:
        _add_other(question, row, reading)


def _ask(question: Json, row: Row, reading: Reading) -> None:
    reading.rows[question["key"]] = row
    reading.questions.append(question)


def _add_other(question: Json, row: Row, reading: Reading) -> None:
    """`or_other` offers one option more, and asks which when it is chosen."""
    key = question["key"]
    if not any(option["key"] == OTHER["key"] for option in question["options"]):
        question["options"].append(dict(OTHER))
    is_chosen = {"in": [OTHER["key"], {"var": key}]} if question["kind"] == "multiple" else {
        "===": [{"var": key}, OTHER["key"]]
    }  # fmt: skip
    asked = {**question, "key": f"{key}_other", "text": WHICH_OTHER, "help": "", "kind": "text", "options": []}
    asked |= {"required": False, "relevant": _both(question["relevant"], is_chosen), "weight": 1}
    asked = {name: value for name, value in asked.items() if name not in {"constraint", "constraint_message"}}
    _ask(asked, row, reading)
    check(QuestionShape, asked, row, reading)


def _no_citing(row: Row, columns: tuple[str, ...], reading: Reading) -> None:
    """A text that cites another answer would be read out as it is written."""
    for column in columns:
        cited = _CITED.search(row.get(column))
        if cited:
            message = f"O texto cita outra resposta, “{cited[0]}”, e isso não é aceito: escreva sem ela."
            reading.wrong("text_cites", message, row.at(column))


def _kind(row: Row, said: str, reading: Reading) -> tuple[str, str]:
    """The kind of a question and the list of its options."""
    word, _, list_name = said.rpartition(" ")
    if TYPES.get(word.lower()) in {"single", "multiple"}:
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
    """The options of a list, read where the first question offers them."""
    if len(reading.lists.get(list_name, [])) > MOST_OPTIONS:
        reading.wrong("list_long", f"A lista “{list_name}” passa de {MOST_OPTIONS} opções.", row.at("type"))
        return []
    if list_name not in reading.options:
        reading.options[list_name] = [_option(choice, reading) for choice in reading.lists.get(list_name, [])]
    return copy.deepcopy(reading.options[list_name])


def _option(choice: Row, reading: Reading) -> Json:
    code, text = choice.get("finding"), choice.get("finding_text")
    finding = {"code": code, "text": text} if code and text else None
    if finding:
        check(FindingShape, finding, choice, reading)
    elif code or text:
        message = "Um ponto achado tem código (finding) e texto (finding_text)."
        reading.wrong("finding_half", message, choice.at("finding"))
    points = _whole(choice, "points", None, reading)
    option = {"key": choice.get("name"), "text": choice.get("label"), "points": points, "finding": finding}
    check(OptionShape, option, choice, reading)
    _no_citing(choice, ("label", "finding_text"), reading)
    return option


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
    settings = _settings(by_name.get("settings", []), reading)
    said = settings.get("form").lower()
    if said and said not in {*FORMS, *FORMS.values()}:
        message = f"“{said}” não é uma forma de conversa. Use: {', '.join(FORMS)}."
        reading.wrong("form_unknown", message, settings.at("form"))
    definition: Json = {
        "key": _key(settings.get("form_id") or settings.get("form_title") or "conversa"),
        "number": 1,
        "title": settings.get("form_title") or "Conversa sem título",
        "minutes": _whole(settings, "minutes", min(120, max(1, len(reading.questions) * 2 // 3)), reading),
        "label": "Conteúdo próprio, editável pela unidade",
        "form": FORMS.get(said, said or "structured"),
        "themes": reading.themes,
        "levels": list(_levels(by_name.get("levels", []), reading)) or STANDARD_LEVELS,
        "questions": reading.questions,
    }
    check(InstrumentShape, definition, settings, reading)
    return definition


def _settings(rows: list[Row], reading: Reading) -> Row:
    """The one row of the settings, and what of them is not used."""
    settings = rows[0] if rows else Row("settings", 2, {}, {})
    for extra in rows[1:]:
        reading.wrong("settings_twice", "A aba settings tem uma linha só.", extra.at())
    if settings.get("version"):
        message = f"A versão “{settings.get('version')}” não é usada: o número vem da publicação."
        reading.wrong("version_unused", message, settings.at("version"), blocks=False)
    return settings


def _levels(rows: list[Row], reading: Reading) -> Iterator[Json]:
    for row in rows:
        level = {"from": _whole(row, "from", 0, reading), "name": row.get("name"), "meaning": row.get("meaning")}
        check(LevelShape, level, row, reading)
        yield level


def _key(text: str) -> str:
    """A name that an instrument can have: small letters, digits and _."""
    plain = re.sub(r"[^a-z0-9_]+", "_", text.lower().strip()).strip("_")
    return (plain if plain[:1].isalpha() else f"c_{plain}")[:40].rstrip("_")


def _placed(problem: Problem, reading: Reading) -> Problem:
    """A problem of the definition, told at the row that it comes from."""
    row = reading.rows.get(problem.where)
    return Problem(problem.code, problem.message, row.at() if row else problem.where or "survey", problem.blocks)
