"""How records are written into files for bulk loading, and how a return file is read. Everything is text.

CSV: UTF-8, semicolons, one heading line. JSON Lines: one object per line. A document leaves as the text that it is: a
CNPJ with letters or a CPF that begins with zero arrives whole.
Only a text that begins like a formula gets a ' before it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SEPARATOR = ";"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # how what a spreadsheet program runs begins


@dataclass(frozen=True)
class Returned:
    """A line of a return file: an answer about a reference, in the shape that the service answers in."""

    line: int
    reference: str
    body: dict[str, Any]


class Unreadable(Exception):  # noqa: N818  (a sentence for a person)
    """The file is not a return file; says what is wrong, in Portuguese."""


def as_csv(rows: list[dict[str, Any]]) -> str:
    """Rows of plain values under one heading."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: _plain(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def as_lines(rows: Iterable[dict[str, Any]]) -> str:
    """One JSON object per line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "S" if value else "N"
    return harmless(value) if isinstance(value, str) else str(value)


def harmless(text: str) -> str:
    """A text that a spreadsheet program would run as a formula, with the mark that makes it a text again."""
    return f"'{text}" if text.startswith(FORMULA) else text


def read_return(text: str) -> list[Returned]:
    """The lines of a return file, CSV or JSON Lines, whichever it is."""
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\\u0000", "")  # no column holds it
    if not text.strip():
        raise Unreadable("O arquivo está vazio.")
    rows = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
    return [_returned(place, row) for place, row in enumerate(rows, start=1)]


def _json_rows(text: str) -> list[dict[str, Any]]:
    rows = []
    for place, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            json.dumps(
                row, ensure_ascii=False, allow_nan=False
            ).encode()  # half a letter or no number: not to be stored
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"A linha {place} não é JSON.") from error
        if not isinstance(row, dict):
            raise Unreadable(f"A linha {place} não é um registro.")
        rows.append(row)
    return rows


def _csv_rows(text: str) -> list[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=SEPARATOR)
    try:
        missing = {"referencia", "numero"} - {str(name).strip().lower() for name in reader.fieldnames or []}
        if missing:
            raise Unreadable(f"Falta a coluna {' e '.join(sorted(missing))}. O arquivo é o de retorno do SAS?")
        return [_from_csv({str(key).strip().lower(): value for key, value in row.items()}) for row in reader]
    except csv.Error as error:
        raise Unreadable("O arquivo não é CSV.") from error


def _from_csv(row: dict[str, Any]) -> dict[str, Any]:
    """The row in the service's own shape."""
    row = {
        key: (value or "").strip() if isinstance(value, str) or value is None else value for key, value in row.items()
    }
    if row.get("codigo") or row.get("mensagem"):
        row["erros"] = [{"campo": "", "codigo": row.get("codigo", ""), "mensagem": row.get("mensagem", "")}]
    return row


def _returned(place: int, row: dict[str, Any]) -> Returned:
    said = str(row.get("linha") or "")
    is_number = said.isascii() and said.isdigit() and len(said) < 9
    return Returned(int(said) if is_number else place, str(row.get("referencia") or ""), row)
