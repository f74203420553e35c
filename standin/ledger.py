"""What the stand-in remembers: clients, links, attendances, and every request it got."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS clientes (documento TEXT PRIMARY KEY, tipo TEXT, codigo TEXT, dados TEXT);
CREATE TABLE IF NOT EXISTS vinculos (cpf TEXT, cnpj TEXT, papel TEXT, PRIMARY KEY (cpf, cnpj));
CREATE TABLE IF NOT EXISTS atendimentos (
    numero INTEGER PRIMARY KEY AUTOINCREMENT, referencia TEXT, dados TEXT, recebido_em TEXT);
CREATE INDEX IF NOT EXISTS por_referencia ON atendimentos (referencia);
CREATE TABLE IF NOT EXISTS pedidos (
    id INTEGER PRIMARY KEY, metodo TEXT, caminho TEXT, modo TEXT, status INTEGER, recebido_em TEXT);
CREATE TABLE IF NOT EXISTS acoes_fechadas (codigo TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS meses_fechados (mes TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS unificados (documento TEXT PRIMARY KEY, codigo_atual TEXT);
CREATE INDEX IF NOT EXISTS por_dia ON atendimentos (substr(json_extract(dados, '$.inicio'), 1, 10));
"""


class Ledger:
    """One SQLite file, one connection, one lock: slow enough to be simple, durable enough to survive kill -9."""

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self.delay = timedelta()  # until a look-up shows what was stored
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + SCHEMA)

    def _run(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def put_client(self, document: str, kind: str, details: dict[str, Any]) -> dict[str, Any]:
        """Register or update a person (pf) or business (pj); its code stays the same."""
        self._run(
            "INSERT INTO clientes VALUES (?, ?, ?, ?) ON CONFLICT (documento) DO UPDATE SET dados = excluded.dados",
            document, kind, f"{kind.upper()}-{document[-6:]}", json.dumps(details),
        )  # fmt: skip
        found = self.client(document)
        assert found is not None  # noqa: S101  (just written)
        return found

    def client(self, document: str) -> dict[str, Any] | None:
        """A person or business by its document."""
        rows = self._run("SELECT * FROM clientes WHERE documento = ?", document)
        return {"codigo": rows[0]["codigo"], **json.loads(rows[0]["dados"])} if rows else None

    def link(self, cpf: str, cnpj: str, role: str) -> None:
        """Attach a person to a business."""
        self._run("INSERT OR REPLACE INTO vinculos VALUES (?, ?, ?)", cpf, cnpj, role)

    def is_linked(self, cpf: str, cnpj: str) -> bool:
        """Whether the person speaks for the business."""
        return bool(self._run("SELECT 1 FROM vinculos WHERE cpf = ? AND cnpj = ?", cpf, cnpj))

    def put_attendance(self, details: dict[str, Any]) -> str:
        """Store an attendance and give it a number."""
        now = datetime.now(UTC).isoformat()
        sql = "INSERT INTO atendimentos (referencia, dados, recebido_em) VALUES (?, ?, ?) RETURNING numero"
        return number(self._run(sql, details["referencia"], json.dumps(details), now)[0]["numero"])

    def remember(self, stored: Iterable[tuple[str, dict[str, Any], datetime]]) -> None:
        """Attendances of before its time, with the numbers that they have (the demo's history)."""
        sql = "INSERT OR IGNORE INTO atendimentos (numero, referencia, dados, recebido_em) VALUES (?, ?, ?, ?)"
        rows = [
            (int(said.removeprefix("SAS-")), details["referencia"], json.dumps(details), at.astimezone(UTC).isoformat())
            for said, details, at in stored
        ]
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(sql, rows)
            self._db.execute("COMMIT")

    def attendances(self, reference: str | None = None, *, shown_only: bool = False) -> list[dict[str, Any]]:
        """All attendances, or those with a reference; a look-up may show them later than they were stored."""
        where, values = ("WHERE referencia = ?", [reference]) if reference is not None else ("", [])
        rows = self._run(f"SELECT * FROM atendimentos {where} ORDER BY numero", *values)  # noqa: S608  (constant text)
        latest = (datetime.now(UTC) - self.delay).isoformat() if shown_only else "9"
        return [_attendance(row) for row in rows if row["recebido_em"] <= latest]

    def of_day(self, day: str, unit: str, *, after: str = "") -> list[dict[str, Any]]:
        """A unit's attendances that began on a day, with numbers above `after`, without what is personal in them."""
        rows = self._run(
            "SELECT * FROM atendimentos WHERE substr(json_extract(dados, '$.inicio'), 1, 10) = ?"
            " AND json_extract(dados, '$.unidade') = ? AND numero > ? ORDER BY numero LIMIT 500",
            day, unit, int(after.removeprefix("SAS-") or 0),
        )  # fmt: skip
        keys = ("numero", "referencia", "origem", "agente", "codigo_acao", "especie", "operacao", "contabiliza")
        return [{key: found.get(key) for key in keys} for found in map(_attendance, rows)]

    def cancelled(self, reference: str) -> bool:
        """Whether a cancellation refers to it."""
        sql = """SELECT 1 FROM atendimentos WHERE json_extract(dados, '$.referencia_original') = ?
                 AND json_extract(dados, '$.operacao') = 'CANCELAMENTO'"""
        return bool(self._run(sql, reference))

    def lose(self, reference: str) -> None:
        """Forget an attendance, as a restored backup of SAS would."""
        self._run("DELETE FROM atendimentos WHERE referencia = ?", reference)

    def merge_client(self, document: str, current_code: str) -> None:
        """Fold a client into another: registering it still yields the old code, attendances want the new one."""
        self._run("INSERT OR REPLACE INTO unificados VALUES (?, ?)", document, current_code)

    def current_code(self, document: str) -> str:
        """The code a client goes by now."""
        rows = self._run("SELECT codigo_atual FROM unificados WHERE documento = ?", document)
        if rows:
            return str(rows[0]["codigo_atual"])
        found = self.client(document)
        return str(found["codigo"]) if found else ""

    def close_month(self, month: str) -> None:
        """Take nothing more into a competence month (2026-10)."""
        self._run("INSERT OR IGNORE INTO meses_fechados VALUES (?)", month)

    def close_action(self, code: str) -> None:
        """Make an action code unknown from now on."""
        self._run("INSERT OR IGNORE INTO acoes_fechadas VALUES (?)", code)

    def is_closed(self, *, action: str = "", month: str = "") -> bool:
        """Whether an action code was made unknown, or a competence month is closed."""
        closed = "SELECT 1 FROM acoes_fechadas WHERE codigo = ? UNION SELECT 1 FROM meses_fechados WHERE mes = ?"
        return bool(self._run(closed, action, month))

    def note(self, method: str, path: str, mode: str, status: int) -> None:
        """Remember that a request came and how it was answered (0: not at all)."""
        now = datetime.now(UTC).isoformat()
        sql = "INSERT INTO pedidos (metodo, caminho, modo, status, recebido_em) VALUES (?, ?, ?, ?, ?)"
        self._run(sql, method, path, mode, status, now)

    def requests(self) -> list[dict[str, Any]]:
        """Every request so far."""
        columns = "metodo, caminho, modo, status, recebido_em"
        return [dict(row) for row in self._run(f"SELECT {columns} FROM pedidos ORDER BY id")]  # noqa: S608  (constant)


def _attendance(row: sqlite3.Row) -> dict[str, Any]:
    details: dict[str, Any] = json.loads(row["dados"])
    return details | {"numero": number(row["numero"]), "recebido_em": row["recebido_em"]}


def number(row_id: int) -> str:
    """The attendance number as SAS prints it."""
    return f"SAS-{row_id:07d}"
