"""A few statements for the hot path, where the ORM's own would cost more than the work itself.

Used for receiving visits: one INSERT per table, and several statements in one journey to the database. The same code
runs on SQLite and PostgreSQL; values are always bound or quoted by the database's own library, never by us.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

import msgspec
from django.db import connection, models

MOST_PREPARED = 150  # for each connection; an INSERT has one for each number of rows
PLAIN = frozenset({str, int, float, bool, type(None), bytes})
_json = msgspec.json.Encoder().encode
_names: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()  # prepared statements of each connection
_waiting = threading.local()  # `.statements`: what `together` is collecting in this thread


class Question(NamedTuple):
    """A SELECT and its parameters, to be asked with others in one journey."""

    statement: str
    parameters: Sequence[object]


def insert(row: models.Model, *, ignore_conflicts: bool = False) -> None:
    """Insert an unsaved row; nothing is read back, no signal is sent."""
    model = type(row)
    columns = _columns(model)
    insert_rows(model, columns, [[getattr(row, column) for column in columns]], ignore_conflicts=ignore_conflicts)


def insert_rows(
    model: type[models.Model],
    columns: tuple[str, ...],
    rows: Iterable[Sequence[object]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert many rows of one model with one statement, given as values of these columns (every column is given)."""
    values = [_adapted(value) for row in rows for value in row]
    if not values:
        return
    row_count = len(values) // len(columns)
    tail = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    _send(f"{_head(model, columns)} {', '.join([_marks(len(columns))] * row_count)}{tail}", values)


def run(statement: str, *parameters: object) -> None:
    """Execute a statement whose answer nobody waits for."""
    _send(statement, [_adapted(value) for value in parameters])


def ask(*questions: Question) -> list[list[tuple[Any, ...]]]:
    """The rows that answer each question, all asked in one journey where there is one to save."""
    adapted = [(question.statement, [_adapted(value) for value in question.parameters]) for question in questions]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return [cursor.execute(*question).fetchall() for question in adapted]
        cursor.execute(cast(Any, _message(adapted)))
        answers = [cursor.fetchall()]
        while cursor.nextset():
            answers.append(cursor.fetchall())
        return answers


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of `insert`, `insert_rows` and `run` inside as one message at the end of the block.

    SQLite lives in our own process: there is no journey to save, and each statement simply runs.
    """
    if connection.vendor != "postgresql" or getattr(_waiting, "statements", None) is not None:
        yield
        return
    statements: list[tuple[str, list[Any]]] = []
    _waiting.statements = statements
    try:
        yield
    finally:
        _waiting.statements = None
    if statements:
        _execute(_message(statements))


def as_uuid(value: uuid.UUID | str | None) -> uuid.UUID | None:
    """A UUID column as a UUID (SQLite keeps it as text)."""
    return uuid.UUID(value) if isinstance(value, str) else value


def _send(statement: str, values: list[Any]) -> None:
    """Execute now, or collect for the end of the `together` block."""
    statements = getattr(_waiting, "statements", None)
    if statements is not None:
        statements.append((statement, values))
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
def _head(model: type[models.Model], columns: tuple[str, ...]) -> str:
    """The unchanging beginning of a model's INSERT (our columns are named like their attributes)."""
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES'


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
