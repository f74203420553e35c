"""A few statements for the hot path, where the ORM's own would cost more than the work itself.

Used for receiving visits: one INSERT for each table, and several statements in one journey to the database. The same
code runs on SQLite and PostgreSQL; values are always bound, never written into a statement by us.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

import msgspec
from django.db import InterfaceError, InternalError, OperationalError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from common import journey

AWAY = (OperationalError, InterfaceError, InternalError)  # gone, full, or (InternalError) read only (F31, F33)
PLAIN = frozenset({str, int, float, bool, type(None), bytes})
_json = msgspec.json.Encoder().encode

Rows = list[tuple[Any, ...]]


class Moment(Enum):
    """A value that the database itself fills in, by its own clock (F39); PostgreSQL reads the word as it stands."""

    NOW = "now"


_SQLITE_NOW = "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')"


class Question(NamedTuple):
    """A SELECT and its parameters, to be asked with others in one journey; `IN %s` takes a list."""

    statement: str
    parameters: Sequence[object]


class _Batch:
    """What `together` collects: rows by table, statements, and the things that one statement is for."""

    def __init__(self) -> None:
        self.rows: dict[tuple[type[models.Model], tuple[str, ...], str], list[Sequence[object]]] = {}
        self.statements: list[Question] = []
        self.things: dict[tuple[str, tuple[object, ...]], list[object]] = {}

    def as_statements(self) -> Iterator[Question]:
        """Rows first, each table's in one INSERT."""
        for table, rows in self.rows.items():
            yield _insertion(*table, rows)
        for (statement, parameters), things in self.things.items():
            yield Question(statement, (*parameters, things))
        yield from self.statements


class _Waiting(threading.local):
    """The batch that this thread is collecting, if it is."""

    batch: _Batch | None = None


_waiting = _Waiting()


def insert(row: models.Model) -> None:
    """Insert an unsaved row; nothing is read back, no signal is sent."""
    model = type(row)
    columns = _columns(model)
    insert_rows(model, columns, [[getattr(row, column) for column in columns]])


def add(model: type[models.Model], *, on_conflict: str = "", **values: object) -> Any:
    """Insert a row without making an object of it; what is not given has the model's default. Answers the id."""
    columns = _columns(model)
    row = [
        values.pop(column) if column in values else (constant if default is None else default())
        for column, constant, default in _defaults(model)
    ]
    if values:
        raise TypeError(f"{model.__name__} has no {', '.join(values)}")
    insert_rows(model, columns, [row], on_conflict=on_conflict)
    return row[columns.index(model._meta.pk.attname)]


def insert_rows(
    model: type[models.Model], columns: tuple[str, ...], rows: Iterable[Sequence[object]], *, on_conflict: str = ""
) -> None:
    """Insert many rows of one model with one statement, given as values of these columns (every column is given)."""
    table = (model, columns, on_conflict)
    batch = _waiting.batch
    if batch is not None:
        batch.rows.setdefault(table, []).extend(rows)
        return
    full = list(rows)
    if full:
        ask(_insertion(*table, full))


def run(statement: str, *parameters: object) -> None:
    """Execute a statement whose answer nobody waits for."""
    question = Question(statement, parameters)
    if _waiting.batch is None:
        ask(question)
    else:
        _waiting.batch.statements.append(question)


def run_for(thing: object, statement: str, *parameters: object) -> None:
    """Execute a statement that ends with `IN %s` for one thing; in a `together` block once for all that come."""
    if _waiting.batch is None:
        ask(Question(statement, (*parameters, [thing])))
    else:
        _waiting.batch.things.setdefault((statement, parameters), []).append(thing)


def ask(*questions: Question) -> list[Rows]:
    """The rows that answer each question, all asked in one journey where there is one to save."""
    if not questions:
        return []
    connection = _connection()
    if connection.vendor == "postgresql":
        statements = [
            (question.statement.replace(" IN %s", " = ANY(%s)"), list(map(_bound, question.parameters)))
            for question in questions
        ]
        return journey.make(connection, statements)
    with connection.cursor() as cursor:
        return [cursor.execute(*_spread(question)).fetchall() for question in questions]


@contextmanager
def together() -> Iterator[None]:
    """Send what `insert`, `add`, `insert_rows`, `run` and `run_for` say inside in one journey at the end of the block.

    All rows of a table go into one INSERT, and the rows of all tables before the other statements. SQLite lives in
    our own process: there is no journey to save, and each statement simply runs.
    """
    if _connection().vendor != "postgresql" or _waiting.batch is not None:
        yield
        return
    batch = _waiting.batch = _Batch()
    try:
        yield
    finally:
        _waiting.batch = None
    ask(*batch.as_statements())


def question_of(rows: Callable[..., models.QuerySet[Any, Any]], *keys: uuid.UUID) -> Question:
    """The question that a queryset of these keys asks. Django puts it together once a process, other keys take its
    places later: for what is asked all the time. `rows` is a function of a module, and looks at nothing but its keys.
    """
    statement, parameters, places = _put_together(rows, len(keys), _connection().vendor)
    filled = list(parameters)
    for place, key in places:
        filled[place] = keys[key]
    return Question(statement, filled)


@cache
def _put_together(
    rows: Callable[..., models.QuerySet[Any, Any]], count: int, vendor: str
) -> tuple[str, tuple[object, ...], list[tuple[int, int]]]:
    stand_ins = [uuid.uuid4() for _ in range(count)]
    statement, given = rows(*stand_ins).query.sql_with_params()
    parameters = tuple(int(one) if isinstance(one, int) else one for one in given)  # Django names the size of each
    known = {str(value): key for key, one in enumerate(stand_ins) for value in (one, one.hex)}
    return statement, parameters, [(n, known[str(one)]) for n, one in enumerate(parameters) if str(one) in known]


def as_uuid(value: uuid.UUID | str | None) -> uuid.UUID | None:
    """A UUID column as a UUID (SQLite keeps it as text)."""
    return uuid.UUID(value) if isinstance(value, str) else value


def as_moment(value: datetime) -> datetime:
    """A moment's column as a moment (SQLite leaves the zone out, which is UTC)."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _connection() -> BaseDatabaseWrapper:
    return connections["default"]


def _insertion(
    model: type[models.Model], columns: tuple[str, ...], on_conflict: str, rows: list[Sequence[object]]
) -> Question:
    """An INSERT of rows; for PostgreSQL they travel as one JSON text, so that it is the same for any number of them."""
    if _connection().vendor != "postgresql":
        marks = ", ".join(map(_row_marks, rows))
        return Question(
            f"{_head(model, columns)} VALUES {marks} {_tail(on_conflict)}",
            [_adapted(value) for row in rows for value in row if value is not Moment.NOW],
        )
    binary = _binary(model, columns)
    rows_of_names: list[dict[str, Any]] = [dict(zip(columns, row, strict=True)) for row in rows]
    bodies = [[bytes(row.pop(column)) for row in rows_of_names] for column in binary]
    statement = f"{_head(model, columns)} {_from_json(model, columns, binary)} {_tail(on_conflict)}"
    return Question(statement, [*bodies, _json(rows_of_names).decode()])


def _spread(question: Question) -> tuple[str, list[Any]]:
    """A question with a mark for each value of its lists."""
    pieces, values = [], []
    for piece, value in zip(question.statement.split("%s"), [*question.parameters, None], strict=True):
        bound = _bound(value)
        several = (bound or [None]) if isinstance(bound, list) else [bound]
        pieces += [piece, _marks(len(several)) if isinstance(value, list) else "%s"]
        values += several
    return "".join(pieces[:-1]), values[:-1]


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _defaults(model: type[models.Model]) -> tuple[tuple[str, object, Callable[[], object] | None], ...]:
    """Each column with its default or with what makes one, the key first as Django orders them."""
    return tuple(
        (field.attname, None, field.default)
        if field.has_default() and callable(field.default)
        else (field.attname, field.get_default(), None)
        for field in model._meta.concrete_fields
    )


@cache
def _binary(model: type[models.Model], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that hold bytes."""
    return tuple(column for column in columns if isinstance(model._meta.get_field(column), models.BinaryField))


@cache
def _head(model: type[models.Model], columns: tuple[str, ...]) -> str:
    """The unchanging beginning of a model's INSERT (our columns are named like their attributes)."""
    return f'INSERT INTO "{model._meta.db_table}" ({_named(columns)})'


@cache
def _from_json(model: type[models.Model], columns: tuple[str, ...], binary: tuple[str, ...]) -> str:
    """Rows from a JSON text, and lists of bytes beside it, which no JSON can hold."""
    values = ['(%s::bytea[])["ordinality"]' if column in binary else f'"{column}"' for column in columns]
    rows = f'json_populate_recordset(NULL::"{model._meta.db_table}", %s) WITH ORDINALITY'
    return f"SELECT {', '.join(values)} FROM {rows}"  # noqa: S608  (names of our own)


def _tail(on_conflict: str) -> str:
    return f"ON CONFLICT {on_conflict}" if on_conflict else ""


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


@cache
def _marks(count: int) -> str:
    return f"({', '.join(['%s'] * count)})"


def _row_marks(row: Sequence[object]) -> str:
    """A mark for each value of a row; for the present moment SQLite's own word."""
    if Moment.NOW not in row:
        return _marks(len(row))
    return f"({', '.join(_SQLITE_NOW if value is Moment.NOW else '%s' for value in row)})"


def _bound(value: Any) -> Any:
    """A parameter: one value, or the values of a list."""
    return [_adapted(one) for one in value] if isinstance(value, list) else _adapted(value)


def _adapted(value: Any) -> Any:
    """A Python value as both databases take it: identifiers as hexadecimal text, moments and JSON as text."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is uuid.UUID:
        return value.hex
    if kind is datetime:
        return str(_connection().ops.adapt_datetimefield_value(value))
    if kind is date:
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return _json(value).decode()
