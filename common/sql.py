"""A few statements for the hot path, where the ORM's own would cost more than the work itself.

Used for receiving visits: one INSERT for each table, and several statements in one journey to the database. The same
code runs on SQLite and PostgreSQL; values are always bound or quoted by the database's own library, never by us.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast
from weakref import WeakKeyDictionary

import msgspec
from django.db import InterfaceError, InternalError, OperationalError, connection, models

MOST_PREPARED = 150  # for each connection; an INSERT has one for each number of rows
AWAY = (OperationalError, InterfaceError, InternalError)  # gone, full, or (InternalError) read only (F31, F33)
PLAIN = frozenset({str, int, float, bool, type(None), bytes})
_json = msgspec.json.Encoder().encode
_names: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()  # prepared statements of each connection


class _Batch:
    """What `together` collects: rows by table, and other statements."""

    def __init__(self) -> None:
        self.rows: dict[tuple[type[models.Model], tuple[str, ...], str], list[Sequence[object]]] = {}
        self.statements: list[tuple[str, list[Any]]] = []


class _Waiting(threading.local):
    """The batch that this thread is collecting, if it is."""

    batch: _Batch | None = None


_waiting = _Waiting()


Rows = list[tuple[Any, ...]]
Value = TypeVar("Value")


class Question(NamedTuple):
    """A SELECT and its parameters, to be asked with others in one journey; `IN %s` takes a list."""

    statement: str
    parameters: Sequence[object]


def insert(row: models.Model) -> None:
    """Insert an unsaved row; nothing is read back, no signal is sent."""
    model = type(row)
    columns = _columns(model)
    insert_rows(model, columns, [[getattr(row, column) for column in columns]])


def add(model: type[models.Model], *, on_conflict: str = "", **values: object) -> Any:
    """Insert a row without making an object of it; what is not given has the model's default. Answers the id."""
    columns = _columns(model)
    row = [values.pop(column) if column in values else default() for column, default in _defaults(model)]
    if values:
        raise TypeError(f"{model.__name__} has no {', '.join(values)}")
    insert_rows(model, columns, [row], on_conflict=on_conflict)
    return row[columns.index(model._meta.pk.attname)]


def insert_rows(
    model: type[models.Model], columns: tuple[str, ...], rows: Iterable[Sequence[object]], *, on_conflict: str = ""
) -> None:
    """Insert many rows of one model with one statement, given as values of these columns (every column is given)."""
    batch = _waiting.batch
    if batch is not None:
        batch.rows.setdefault((model, columns, on_conflict), []).extend(rows)
        return
    values = [_adapted(value) for row in rows for value in row]
    if not values:
        return
    marks = ", ".join([_marks(len(columns))] * (len(values) // len(columns)))
    _send(f"{_head(model, columns)} VALUES {marks} {_tail(on_conflict)}", values)


def run(statement: str, *parameters: object) -> None:
    """Execute a statement whose answer nobody waits for."""
    _send(statement, [_adapted(value) for value in parameters])


def ask(*questions: Question) -> list[Rows]:
    """The rows that answer each question, all asked in one journey where there is one to save."""
    adapted = [_spread(question) for question in questions]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return [cursor.execute(*question).fetchall() for question in adapted]
        cursor.execute(cast(Any, _message(adapted)))
        answers = [cursor.fetchall()]
        while cursor.nextset():
            answers.append(cursor.fetchall())
        return answers


def padded(values: Collection[Value]) -> list[Value | None]:
    """The values, the last one repeated until there are 1, 2, 4, 8 …: so there are few different statements."""
    full: list[Value | None] = list(values) or [None]
    return full + full[-1:] * ((1 << (len(full) - 1).bit_length()) - len(full))


@contextmanager
def together() -> Iterator[None]:
    """Send what `insert`, `add`, `insert_rows` and `run` say inside as one message at the end of the block.

    All rows of a table go into one INSERT, and the rows of all tables before the statements of `run`. SQLite lives in
    our own process: there is no journey to save, and each statement simply runs.
    """
    if connection.vendor != "postgresql" or _waiting.batch is not None:
        yield
        return
    batch = _waiting.batch = _Batch()
    try:
        yield
    finally:
        _waiting.batch = None
    statements = [*(_insertion(*table, rows) for table, rows in batch.rows.items() if rows), *batch.statements]
    if statements:
        _execute(_message(statements))


def as_uuid(value: uuid.UUID | str | None) -> uuid.UUID | None:
    """A UUID column as a UUID (SQLite keeps it as text)."""
    return uuid.UUID(value) if isinstance(value, str) else value


def _insertion(
    model: type[models.Model], columns: tuple[str, ...], on_conflict: str, rows: list[Sequence[object]]
) -> tuple[str, list[Any]]:
    """An INSERT of any number of rows for PostgreSQL: they travel as one JSON text, so that it is always the same."""
    rows_of_names = [dict(zip(columns, row, strict=True)) for row in rows]
    return f"{_head(model, columns)} {_from_json(model, columns)} {_tail(on_conflict)}", [_json(rows_of_names).decode()]


def _spread(question: Question) -> tuple[str, list[Any]]:
    """A question with a mark for each value of its lists."""
    pieces, values = [], []
    for piece, value in zip(question.statement.split("%s"), [*question.parameters, None], strict=True):
        several = padded(value) if isinstance(value, list) else [value]
        pieces += [piece, _marks(len(several)) if isinstance(value, list) else "%s"]
        values += [_adapted(one) for one in several]
    return "".join(pieces[:-1]), values[:-1]


def _send(statement: str, values: list[Any]) -> None:
    """Execute now, or collect for the end of the `together` block."""
    if _waiting.batch is not None:
        _waiting.batch.statements.append((statement, values))
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _execute(message: bytes) -> None:
    """Send one message of many statements and wait for all of it in one call of PostgreSQL's own library.

    A cursor would look at the answer to each statement, and there is nothing in them to look at.
    """
    from psycopg import pq
    from psycopg.errors import error_from_result

    with connection.wrap_database_errors:
        pgconn = connection.connection.pgconn
        if pgconn.transaction_status == pq.TransactionStatus.IDLE and not connection.get_autocommit():
            message = b"BEGIN;\n" + message
        result = pgconn.exec_(message)
        if result.status not in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
            raise error_from_result(result)


def _message(statements: Iterable[tuple[str, list[Any]]]) -> bytes:
    """Several statements as one."""
    return b";\n".join(_quoted(statements))


def _quoted(statements: Iterable[tuple[str, list[Any]]]) -> Iterator[bytes]:
    """Statements with their values quoted by psycopg (PostgreSQL binds no values in several at once).

    What is sent again and again is prepared once for each connection, which saves the database half its work.
    """
    from psycopg.adapt import Transformer

    connection.ensure_connection()
    literal = Transformer(connection.connection).as_literal
    for statement, values in statements:
        quoted = [_bytes(value, literal) if type(value) is bytes else literal(value) for value in values]
        name = _prepared(statement) if values else ""
        if name:
            yield b"EXECUTE %b (%b)" % (name.encode(), b", ".join(quoted))
        else:
            yield statement.encode().replace(b"%s", b"%b") % tuple(quoted)


def _bytes(value: bytes, literal: Callable[[object], bytes]) -> bytes:
    """Bytes that are text travel as text, which is half as long as in hexadecimal."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return literal(value)
    return literal(value) if "\0" in text else b"convert_to(%b, 'UTF8')" % literal(text)


def _prepared(statement: str) -> str:
    """The name of a prepared statement; empty behind a pooler that hands out another connection each time."""
    if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        return ""
    names = _names.setdefault(connection.connection, {})
    if statement not in names and len(names) < MOST_PREPARED:
        name = f"rota_{len(names)}"
        pieces = statement.split("%s")
        numbered = "".join(f"{piece}${n}" for n, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {numbered}")
        names[statement] = name
    return names.get(statement, "")


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _defaults(model: type[models.Model]) -> tuple[tuple[str, Callable[[], Any]], ...]:
    """Each column with what makes its default, the key first as Django orders them."""
    return tuple((field.attname, field.get_default) for field in model._meta.concrete_fields)


@cache
def _head(model: type[models.Model], columns: tuple[str, ...]) -> str:
    """The unchanging beginning of a model's INSERT (our columns are named like their attributes)."""
    return f'INSERT INTO "{model._meta.db_table}" ({_named(columns)})'


@cache
def _from_json(model: type[models.Model], columns: tuple[str, ...]) -> str:
    """Rows from a JSON text; bytes are in it as Base64."""
    values = [
        f"decode(convert_from(\"{column}\", 'UTF8'), 'base64')"
        if isinstance(model._meta.get_field(column), models.BinaryField)
        else f'"{column}"'
        for column in columns
    ]
    return f'SELECT {", ".join(values)} FROM json_populate_recordset(NULL::"{model._meta.db_table}", %s)'  # noqa: S608


def _tail(on_conflict: str) -> str:
    return f"ON CONFLICT {on_conflict}" if on_conflict else ""


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


@cache
def _marks(count: int) -> str:
    return f"({', '.join(['%s'] * count)})"


def _adapted(value: Any) -> Any:
    """A Python value as both databases take it: identifiers as hexadecimal text, moments and JSON as text."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is uuid.UUID:
        return value.hex
    if kind is datetime:
        return str(connection.ops.adapt_datetimefield_value(value))
    if kind is date:
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return _json(value).decode()
