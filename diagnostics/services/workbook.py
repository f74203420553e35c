"""A spreadsheet that somebody uploaded, as rows of named cells. It is never trusted: small, no macros, no entities."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from common.problems import Problem

LARGEST, LARGEST_OPEN = 2_000_000, 12_000_000  # bytes, as uploaded and unpacked
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 3_000, 60, 20
MOST_TAGS = 600_000  # of XML, in all parts: each becomes an object of hundreds of bytes, and `<c/>` packs to nothing
LONGEST_CELL = 32_767  # letters; what Excel itself can hold
PIECE = 1_000_000
DECLARING = (b"!DOCTYPE", b"!ENTITY", b"!\0D\0O\0C\0T\0Y", b"!\0E\0N\0T\0I\0T")  # in UTF-8, in UTF-16
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # how .xls, the format before 2007, begins
OLD = Problem("old_workbook", "Esta planilha é do formato antigo (.xls). Abra-a, salve como .xlsx e envie de novo.")
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
    if content.startswith(OLD_WORKBOOK):
        return OLD
    try:
        if not _is_harmless(content):
            return NOT_A_WORKBOOK
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheets = [_sheet(each) for each in book.worksheets[:MOST_SHEETS]]
    except Exception:  # whatever zlib, expat or openpyxl stumble over in a file that was made to make them stumble
        return NOT_A_WORKBOOK
    if len(book.worksheets) > MOST_SHEETS:
        return Problem("too_many_sheets", f"A planilha passa de {MOST_SHEETS} abas. Apague as que não usa.")
    long = next((sheet for sheet in sheets if len(sheet.rows) > MOST_ROWS), None)
    return Problem("too_long", f"A aba {long.name} passa de {MOST_ROWS} linhas.", long.name) if long else sheets


def _is_harmless(content: bytes) -> bool:
    """No more inside than fits, and no XML that declares entities (a small file could fill the memory)."""
    tags = 0
    with zipfile.ZipFile(BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_OPEN or len(packed.infolist()) > 500:
            return False
        for part in packed.infolist():
            for piece in _pieces(packed, part):
                tags += piece.count(b"<")
                if tags > MOST_TAGS or any(word in piece for word in DECLARING):
                    return False
    return True


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes, unpacked piece by piece, each with the end of the one before."""
    end = b""
    with packed.open(part) as opened:
        while piece := opened.read(PIECE):
            yield end + piece
            end = piece[-20:].replace(b"<", b" ")  # counted already


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
        if number > 4 * MOST_ROWS:
            return


def _text(value: Any) -> str:
    """What a cell says; a whole number without its comma."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\u00a0", " ").strip()
    if len(text) > LONGEST_CELL:
        raise ValueError("a cell that no spreadsheet program writes")
    return text
