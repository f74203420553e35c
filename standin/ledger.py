"""What the stand-in remembers: clients, links, attendances, and every request it got."""

from __future__ import annotations

import json
import sqlite3
import threading
from datetime import UTC, datetime
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
"""


class Ledger:
    """One SQLite file, one connection, one lock: slow enough to be simple, durable enough to survive kill -9."""

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
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

    def attendances(self, reference: str | None = None) -> list[dict[str, Any]]:
        """All attendances, or those with a reference."""
        where, values = ("WHERE referencia = ?", [reference]) if reference is not None else ("", [])
        rows = self._run(f"SELECT * FROM atendimentos {where} ORDER BY numero", *values)  # noqa: S608  (constant text)
        return [json.loads(r["dados"]) | {"numero": number(r["numero"]), "recebido_em": r["recebido_em"]} for r in rows]

    def close_action(self, code: str) -> None:
        """Make an action code unknown from now on."""
        self._run("INSERT OR IGNORE INTO acoes_fechadas VALUES (?)", code)

    def is_closed(self, code: str) -> bool:
        """Whether an action code was made unknown."""
        return bool(self._run("SELECT 1 FROM acoes_fechadas WHERE codigo = ?", code))

    def note(self, method: str, path: str, mode: str, status: int) -> None:
        """Remember that a request came and how it was answered (0: not at all)."""
        now = datetime.now(UTC).isoformat()
        sql = "INSERT INTO pedidos (metodo, caminho, modo, status, recebido_em) VALUES (?, ?, ?, ?, ?)"
        self._run(sql, method, path, mode, status, now)

    def requests(self) -> list[dict[str, Any]]:
        """Every request so far."""
        return [dict(row) for row in self._run("SELECT metodo, caminho, modo, status FROM pedidos ORDER BY id")]


def number(row_id: int) -> str:
    """The attendance number as SAS prints it."""
    return f"SAS-{row_id:07d}"
