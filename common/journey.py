"""Several statements to PostgreSQL and back in one journey (libpq's pipeline mode), each prepared once a connection."""

from __future__ import annotations

import select
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db.backends.base.base import BaseDatabaseWrapper

Rows = list[tuple[Any, ...]]
# What is asked here is found by an index. A plan is made once a connection, perhaps for tables that are still empty:
# without this, it would read them whole for as long as the connection lives.
BY_INDEX = (
    b"SELECT set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)"
)
Statement = tuple[str, Sequence[Any]]

_names: WeakKeyDictionary[Any, dict[str, bytes]] = WeakKeyDictionary()  # prepared statements of each connection


def make(connection: BaseDatabaseWrapper, statements: Iterable[Statement]) -> list[Rows]:
    """Execute all statements, or none when one fails; answers the rows of each."""
    from psycopg.adapt import Transformer

    connection.ensure_connection()
    with connection.wrap_database_errors:
        raw = connection.connection
        is_pooled = connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]  # another connection each time
        transformer = Transformer(raw)
        sendings = [_sending(raw, transformer, *statement, is_pooled=is_pooled) for statement in statements]
        results = _converse(raw.pgconn, sendings, begins=not connection.get_autocommit())
        return [_rows(transformer, result) for result in results]


def _sending(raw: Any, transformer: Any, statement: str, values: Sequence[Any], *, is_pooled: bool) -> tuple[Any, ...]:
    """A statement as libpq takes it: how to send it, what, values and their formats."""
    from psycopg.adapt import PyFormat

    formats = [PyFormat.BINARY if _is_binary(value) else PyFormat.TEXT for value in values]
    bound = transformer.dump_sequence(values, formats)
    if is_pooled:
        return raw.pgconn.send_query_params, _numbered(statement), bound, None, transformer.formats
    return raw.pgconn.send_query_prepared, _prepared(raw, statement), bound, transformer.formats


def _is_binary(value: Any) -> bool:
    """Bytes, and lists of them, travel as they are."""
    return isinstance(value[0] if isinstance(value, list) and value else value, bytes)


def _prepared(raw: Any, statement: str) -> bytes:
    """The name of the prepared statement."""
    names = _names.setdefault(raw, {})
    if statement not in names:
        name = b"rota_%d" % len(names)
        _checked(raw.pgconn.prepare(name, _numbered(statement)))
        names[statement] = name
    return names[statement]


@cache
def _numbered(statement: str) -> bytes:
    """A statement with PostgreSQL's own marks."""
    pieces = statement.split("%s")
    return ("".join(f"{piece}${n}" for n, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]).encode()


def _converse(pgconn: Any, sendings: list[tuple[Any, ...]], *, begins: bool) -> list[Any]:
    """Send everything, then take all answers; the first error is raised once the connection is of use again."""
    from psycopg.pq import TransactionStatus

    begins = begins and pgconn.transaction_status == TransactionStatus.IDLE
    pgconn.enter_pipeline_mode()
    try:
        if begins:
            pgconn.send_query_params(b"BEGIN", None)
            pgconn.send_query_params(BY_INDEX, None)
        for send, *what in sendings:
            send(*what)
        pgconn.pipeline_sync()
        results = _answers(pgconn)
    finally:
        pgconn.exit_pipeline_mode()
    return [_checked(result) for result in results][2 * begins :]


def _answers(pgconn: Any) -> list[Any]:
    """Wait for one result of each statement, other threads at work meanwhile."""
    from psycopg.errors import OperationalError
    from psycopg.pq import ConnStatus, ExecStatus

    socket = select.poll()
    results: list[Any] = []
    socket.register(pgconn.socket, select.POLLIN | select.POLLOUT)
    while pgconn.flush():
        socket.poll()
        pgconn.consume_input()
    socket.modify(pgconn.socket, select.POLLIN)
    while pgconn.status == ConnStatus.OK:
        while pgconn.is_busy():
            socket.poll()
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is not None and result.status == ExecStatus.PIPELINE_SYNC:
            return results
        if result is not None:
            results.append(result)
    raise OperationalError("the connection was lost")


def _checked(result: Any) -> Any:
    """The result, if it is a good one."""
    from psycopg.errors import error_from_result
    from psycopg.pq import ExecStatus

    if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        raise error_from_result(result)
    return result


def _rows(transformer: Any, result: Any) -> Rows:
    """A result as rows of Python values, as Django's own connection reads them."""
    if not result.ntuples:
        return []
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, tuple)
