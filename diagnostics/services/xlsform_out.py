"""A conversation as a spreadsheet: to edit it where teams are used to write, and to upload it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from diagnostics.rules import HIGHEST, LOWEST
from diagnostics.rules.wording import expression_of
from diagnostics.services.xlsform import FORMS
from diagnostics.services.xlsform_sheets import CHOICES, LEVELS, SURVEY

Json = dict[str, Any]

_TYPES = {"text": "text", "number": "integer", "note": "note", "single": "select_one", "multiple": "select_multiple"}
_FORMS = {form: word for word, form in FORMS.items()}
_WIDTHS = {"label": 60, "hint": 40, "relevant": 40, "finding_text": 50, "meaning": 60, "type": 26, "name": 22}


def write_form(definition: Json) -> bytes:
    """The .xlsx that `read_form` reads back to the same conversation."""
    book = Workbook()
    book.remove(book.active)
    _sheet(book, "survey", SURVEY, _survey(definition))
    _sheet(book, "choices", CHOICES, _choices(definition["questions"]))
    settings = [definition["title"], definition["key"], definition["minutes"], _FORMS[_form(definition)]]
    _sheet(book, "settings", ("form_title", "form_id", "minutes", "form"), [settings])
    levels = [[level["from"], level["name"], level.get("meaning", "")] for level in definition["levels"]]
    _sheet(book, "levels", LEVELS, levels)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _form(definition: Json) -> str:
    return str(definition.get("form", "structured"))


def _sheet(book: Workbook, name: str, header: Sequence[str], rows: Any) -> None:
    sheet: Worksheet = book.create_sheet(name)
    sheet.append(list(header))
    for cell, title in zip(sheet[1], header, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(title, 16)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([None] * len(header))
        for cell, value in zip(sheet[sheet.max_row], row, strict=True):
            text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            cell.value = None if text == "" else text
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = is no formula


def _survey(definition: Json) -> Iterator[list[Any]]:
    names = {theme["key"]: theme["name"] for theme in definition["themes"]}
    for theme, questions in groupby(definition["questions"], key=lambda question: question["theme"]):
        yield ["begin_group", theme, names[theme], "", "", "", "", "", ""]
        for question in questions:
            yield _question(question)
        yield ["end_group", "", "", "", "", "", "", "", ""]


def _question(question: Json) -> list[Any]:
    key, word = question["key"], _TYPES[question["kind"]]
    own = question.get("constraint")
    return [
        f"{word} {key}" if question["options"] else word,
        key,
        question["text"],
        question["help"],
        "yes" if question["required"] else "no",
        expression_of(question["relevant"]) if question["relevant"] else "",
        expression_of(own, key) if own else _limits(question),
        question.get("constraint_message", ""),
        question["weight"],
    ]


def _limits(question: Json) -> str:
    low, high = question.get("min", LOWEST), question.get("max", HIGHEST)
    return "" if (low, high) == (LOWEST, HIGHEST) else f". >= {low} and . <= {high}"


def _choices(questions: list[Json]) -> Iterator[list[Any]]:
    for question in questions:
        for option in question["options"]:
            found = option["finding"] or {"code": "", "text": ""}
            points = "" if option["points"] is None else option["points"]
            yield [question["key"], option["key"], option["text"], points, found["code"], found["text"]]
