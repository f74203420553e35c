"""How the federal register's open files are written: latin-1, `;`, every field in quotes, no header.

Pure functions over bytes. Whatever the bytes, the answer is rows, rows marked as broken (None) or a problem in words.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import islice

QUOTE = b'"'
ENCODING = "latin-1"
MAX_ROW_BYTES = 100_000
FIRST_ROWS = 20  # of a file, where its contents are looked at
MAX_LINES_PER_ROW = 8  # a field may hold line breaks; a stray quote must not swallow the rest of the file


def rows(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Whole rows out of physical lines: a line break inside quotes does not end a row. Blank lines are skipped."""
    source = iter(lines)
    for line in source:
        if line.count(QUOTE) % 2 == 0:
            if line.strip():
                yield line
            continue
        waiting = deque([line])
        while waiting:
            yield _take_row(waiting, source)


def _take_row(waiting: deque[bytes], source: Iterator[bytes]) -> bytes:
    """The shortest run of lines whose quotes are all closed; the first line alone where there is none."""
    quotes = 0
    for length in range(1, MAX_LINES_PER_ROW + 1):
        if len(waiting) < length:
            following = next(source, None)
            if following is None:
                break
            waiting.append(following)
        quotes += waiting[length - 1].count(QUOTE)
        if quotes % 2 == 0:
            return b"".join(waiting.popleft() for _ in range(length))
    return waiting.popleft()


def split(row: bytes, columns: int) -> list[bytes] | None:
    """The fields of a row as bytes, or None when it is not a row of so many columns."""
    body = row.rstrip(b"\r\n")
    if body.count(QUOTE) == 2 * columns and body[:1] == QUOTE == body[-1:]:
        parts = body[1:-1].split(b'";"')
        if len(parts) == columns:
            return parts
    fields = _split_with_care(body.decode(ENCODING))
    return [field.encode(ENCODING) for field in fields] if len(fields) == columns else None


def _split_with_care(text: str) -> list[str]:
    """Fields that hold quotes or lack them; nothing when the quoting makes no sense."""
    try:
        return next(csv.reader([text], delimiter=";", strict=True), [])
    except csv.Error:
        return []


def root_of(row: bytes) -> bytes:
    """The first eight characters of a row's first field, without splitting the row: the root of the CNPJ."""
    return row[1:9] if row[:1] == QUOTE else row[:8]


def join(fields: Iterable[str]) -> bytes:
    """A row as the register publishes it."""
    quoted = ('"' + field.replace('"', '""') + '"' for field in fields)
    return (";".join(quoted) + "\n").encode(ENCODING)


def sample_problem(sample: bytes, columns: int) -> str:
    """What is wrong with the beginning of a file that claims to be the register's; empty when nothing is."""
    if not sample.strip():
        return "está vazio"
    if sample.startswith(b"\xef\xbb\xbf"):
        return "foi salvo em UTF-8 com marca no início (BOM); o cadastro é publicado em latin-1"
    if sample.lstrip()[:1] == b"<":
        return "é uma página da internet, não o arquivo de dados: o download não deu certo"
    if b"\x00" in sample[:2000] or (len(sample) > MAX_ROW_BYTES and b"\n" not in sample):
        return "não é um arquivo de texto"
    if _is_utf8(sample):
        return "foi convertido para UTF-8; o cadastro é publicado em latin-1"
    return _columns_problem(sample, columns)


def _columns_problem(sample: bytes, columns: int) -> str:
    """Whether the first row has the number of columns of this kind of file."""
    first = next(rows(BytesIO(sample)))
    if split(first, columns) is not None:
        return ""
    found = len(_split_with_care(first.rstrip(b"\r\n").decode(ENCODING)))
    told = f"tem {found} colunas" if found > 1 else "não tem campos entre aspas separados por ponto e vírgula"
    return f"{told} na primeira linha; eram esperadas {columns}"


def contents_problem(sample: bytes, columns: int, shape: Mapping[int, str]) -> str:
    """Whether the first rows hold what this kind of file holds: two kinds have seven columns, and names get swapped.

    `shape` says by column what its values look like. One row that fits is enough: any row may be odd.
    """
    first = [parts for row in islice(rows(BytesIO(sample)), FIRST_ROWS) if (parts := split(row, columns))]
    patterns = {at: re.compile(pattern.encode()) for at, pattern in shape.items()}
    if any(all(pattern.fullmatch(parts[at]) for at, pattern in patterns.items()) for parts in first):
        return ""
    return "tem o número certo de colunas, mas não o conteúdo: parece outro arquivo com esse nome"


def _is_utf8(sample: bytes) -> bool:
    """Whether there are letters beyond ASCII and all of them are UTF-8 (a cut at the end of the sample is fine)."""
    if sample.isascii():
        return False
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 3 and not sample[: error.start].isascii()
    return True
