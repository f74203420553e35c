"""A few statements for the hot path, where the ORM's own would cost more than the work itself.

Used for receiving visits: one INSERT per table, several statements in one journey to the database. The same code
runs on SQLite and PostgreSQL; values go through the model's fields, so what is stored is what the ORM would store.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models


class Question(NamedTuple):
    """A SELECT and its parameters, to be asked with others in one journey."""

    statement: str
    parameters: Sequence[object]


def insert(*rows: models.Model, ignore_conflicts: bool = False) -> None:
    """Insert unsaved rows of one model with one statement; nothing is read back, no signal is sent."""
    if not rows:
        return
    head, placeholders, fields = _shape(type(rows[0]), connection.vendor)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    tail = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    with connection.cursor() as cursor:
        cursor.execute(head + ", ".join([placeholders] * len(rows)) + tail, values)


@cache
def _shape(model: type[models.Model], vendor: str) -> tuple[str, str, tuple[models.Field[Any, Any], ...]]:
    """The unchanging parts of a model's INSERT: its head, one row's placeholders, its fields in order."""
    quote = connection.ops.quote_name
    fields = tuple(model._meta.concrete_fields)
    columns = ", ".join(quote(field.column) for field in fields if field.column)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  (names of our own models)
    return head, f"({', '.join(['%s'] * len(fields))})", fields


def run(statement: str, *parameters: object) -> None:
    """Execute a statement whose answer nobody waits for."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [_adapted(value) for value in parameters])


def ask(*questions: Question) -> list[list[tuple[Any, ...]]]:
    """The rows that answer each question; all are sent before the first answer is read."""
    cursors = [connection.cursor() for _ in questions]
    try:
        with together():
            for cursor, question in zip(cursors, questions, strict=True):
                cursor.execute(question.statement, [_adapted(value) for value in question.parameters])
        return [cursor.fetchall() for cursor in cursors]
    finally:
        for cursor in cursors:
            cursor.close()


@contextmanager
def together() -> Iterator[None]:
    """Send the statements inside without waiting for each answer (pipeline mode); an error shows at the end.

    SQLite lives in our own process: there is no journey to save, and each statement simply runs.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def as_uuid(value: uuid.UUID | str | None) -> uuid.UUID | None:
    """A UUID column as a UUID (SQLite keeps it as text)."""
    return uuid.UUID(value) if isinstance(value, str) else value


def _adapted(value: object) -> Any:
    """A Python value as this database takes it."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
