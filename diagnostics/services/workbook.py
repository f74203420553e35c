"""A spreadsheet that somebody uploaded, as rows of named cells. It is never trusted: small, no macros, no entities."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError  # only the exception's name

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from common.problems import Problem

LARGEST, LARGEST_OPEN = 2_000_000, 30_000_000  # bytes, as uploaded and unpacked
MOST_ROWS, MOST_COLUMNS = 3_000, 60
NOT_A_WORKBOOK = Problem("not_a_workbook", "Este arquivo não é uma planilha .xlsx que dê para abrir.")


@dataclass(frozen=True)
class Row:
    """A row with something in it: column → text, and where each column is."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]  # column → letter

    def get(self, column: str) -> str:
        """The text of a cell, or nothing."""
        return self.cells.get(column, "")

    def at(self, column: str = "") -> str:
        """Where a cell is, in words: survey, célula C7."""
        letter = self.columns.get(column)
        return f"{self.sheet}, célula {letter}{self.number}" if letter else f"{self.sheet}, linha {self.number}"


@dataclass(frozen=True)
class Sheet:
    """A sheet with its header as written (letter → text) and its rows by lower-case header."""

    name: str
    header: Mapping[str, str]
    rows: list[Row]


def read_workbook(content: bytes) -> list[Sheet] | Problem:
    """The sheets of a .xlsx, or what keeps it from being read."""
    if len(content) > LARGEST:
        return Problem("too_large", "A planilha passa de 2 MB. Apague imagens e abas que não usa e envie de novo.")
    try:
        if not _is_harmless(content):
            return NOT_A_WORKBOOK
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheets = [_sheet(each) for each in book.worksheets]
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError, IndexError):
        return NOT_A_WORKBOOK
    except (AttributeError, EOFError, RecursionError, zipfile.LargeZipFile, NotImplementedError):
        return NOT_A_WORKBOOK
    long = next((sheet for sheet in sheets if len(sheet.rows) > MOST_ROWS), None)
    return Problem("too_long", f"A aba {long.name} passa de {MOST_ROWS} linhas.", long.name) if long else sheets


def _is_harmless(content: bytes) -> bool:
    """No more inside than fits, and no XML that declares entities (a small file could fill the memory)."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_OPEN or len(packed.infolist()) > 500:
            return False
        for part in packed.infolist():
            with packed.open(part) as opened:
                start = opened.read(4_000)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start or b"<\0!\0D\0" in start:
                return False
    return True


def _sheet(sheet: Any) -> Sheet:
    rows = _texts(sheet)
    header = next(rows, (1, {}))[1]
    names = {letter: text.strip().lower() for letter, text in header.items()}
    found = []
    for number, cells in rows:
        named = {names.get(letter, f"?{letter}"): text for letter, text in cells.items()}
        letters = {name: letter for letter, name in names.items()} | {
            name: name[1:] for name in named if name[0] == "?"
        }
        found.append(Row(sheet.title, number, named, letters))
        if len(found) > MOST_ROWS:
            break
    return Sheet(sheet.title, header, found)


def _texts(sheet: Any) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows that say something, as letter → text."""
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
        cells = {get_column_letter(i): _text(value) for i, value in enumerate(values, start=1) if _text(value)}
        if cells:
            yield number, cells
        if number > 20 * MOST_ROWS:
            return


def _text(value: Any) -> str:
    """What a cell says; a whole number without its comma."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\u00a0", " ").strip()
