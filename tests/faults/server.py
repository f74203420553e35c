"""The product of a run from outside: start, kill by signal, copy and restore its database. No Django here."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import redis

from tests.e2e.product import Product

QUICKLY = {  # what makes faults pass in seconds instead of minutes; the rules are the same
    "JOB_LEASE_S": "10", "SAS_READ_TIMEOUT_S": "2", "SAS_LOOKUP_GRACE_S": "0", "SAS_RATE_PER_S": "0",
    "SAS_BREAKER_PAUSE_S": "2", "SAS_CONCURRENCY": "32", "SAS_WORKER_THREADS": "8",
}  # fmt: skip


class Server(Product):
    """`manage.py up` in a folder of its own, on SQLite, or on PostgreSQL where DATABASE_URL names one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        self.database_url = os.environ.get("DATABASE_URL", "")
        if self.database_url:
            self.env["DATABASE_URL"] = self.database_url
        self.points = folder / "points"
        self.points.mkdir()
        self.env |= QUICKLY | {"SYNC_EPOCH": "1", "LOG_LEVEL": "ERROR", "FAILPOINTS": str(self.points)}
        self.copies = 0

    @property
    def var_dir(self) -> Path:
        """Where the run keeps its files."""
        return Path(self.env["VAR_DIR"])

    def pid(self, name: str) -> int:
        """Which process it is now."""
        return int(json.loads((self.var_dir / "run" / "pids.json").read_text())[name])

    def kill(self, name: str) -> None:
        """SIGKILL, as an out-of-memory kill would."""
        with contextlib.suppress(ProcessLookupError, KeyError, OSError):  # not started again yet
            os.kill(self.pid(name), signal.SIGKILL)

    def children_of(self, name: str) -> list[int]:
        """The processes that one has forked."""
        try:
            pid = self.pid(name)
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    # --- crash points

    def arm(self, point: str) -> None:
        """The next process that reaches this point dies there."""
        (self.points / point).touch()

    def is_armed(self, point: str) -> bool:
        """Nobody has come by yet."""
        return (self.points / point).exists()

    # --- what is behind it

    def flush_valkey(self) -> None:
        """Every message, every cached session, gone (F35)."""
        with contextlib.suppress(redis.RedisError):  # it may be dead at this moment
            redis.Redis(unix_socket_path=str(self.valkey_socket)).flushall()

    @property
    def valkey_socket(self) -> Path:
        """Where Valkey listens."""
        return Path(
            self.env.get("REDIS_URL", f"unix://{self.var_dir}/run/valkey.sock").removeprefix("unix://").split("?")[0]
        )

    def misbehave(self, mode: str, *, times: int = 1, route: str = "/atendimentos", seconds: float = 1) -> None:
        """The next answers of a route of the national system."""
        order = {"metodo": "POST", "rota": route, "modo": mode, "vezes": times, "segundos": seconds}
        with contextlib.suppress(OSError):
            self._sas("POST", "/_controle/falhas", order)

    def behave(self) -> None:
        """No faults any more."""
        with contextlib.suppress(OSError):
            self._sas("DELETE", "/_controle/falhas")

    def wait_until_ready(self, within_s: float) -> None:
        """It answers."""
        until = time.monotonic() + within_s
        while not self.answers():
            assert time.monotonic() < until, f"the product did not come back:\n{self.log.read_text()[-2000:]}"
            time.sleep(0.05)

    def last_words(self) -> str:
        """The ends of its logs."""
        logs = sorted((self.var_dir / "log").glob("*.log"))
        return "\n".join(f"── {log.name}\n{log.read_text(errors='replace')[-1500:]}" for log in logs)

    def backup(self) -> Path:
        """A consistent copy of the database as it is now."""
        self.copies += 1
        copy = self.folder / f"copy-{self.copies}"
        if self.database_url:
            subprocess.run(["pg_dump", "-Fc", "-f", copy, *self._postgres()], check=True)
            return copy
        with sqlite3.connect(self.var_dir / "db.sqlite3") as source, sqlite3.connect(copy) as target:
            source.backup(target)
        source.close()
        target.close()
        return copy

    def restore(self, copy: Path, *, epoch: str) -> None:
        """Stop, put the copy in the database's place, start again."""
        self.stop()
        if self.database_url:
            subprocess.run(["pg_restore", "--clean", "--if-exists", *self._postgres(), copy], check=True)
        else:
            for old in self.var_dir.glob("db.sqlite3*"):
                old.unlink()
            (self.var_dir / "db.sqlite3").write_bytes(copy.read_bytes())
        self.env["SYNC_EPOCH"] = epoch
        self.start()

    def restart_database(self) -> None:
        """PostgreSQL as after a power cut: no goodbye to anybody, recovery at the start (F31)."""
        where = Path(unquote(urlsplit(self.database_url).hostname or "")) / "data"
        tool = max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        owner = where.owner()
        as_owner = ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_owner, tool, "-D", where, "-l", where / "log", "-m", "immediate", "-w", "-s", "restart"],
            cwd="/",
            check=True,
        )

    def _postgres(self) -> list[str]:
        parts = urlsplit(self.database_url)
        return ["-h", unquote(parts.hostname or ""), "-U", parts.username or "", "-d", parts.path.lstrip("/")]
