"""Starts the product as `make run` does, in a folder and on ports of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from random import SystemRandom
from typing import Any, Protocol

from tests import migrated

ROOT = Path(__file__).resolve().parent.parent.parent
START_TIMEOUT_S, STOP_TIMEOUT_S = 240, 120  # a busy machine is slow, not wrong
DICE = SystemRandom()  # no seed: each process of the suite draws other ports


def free_port() -> int:
    """A port that nobody listens on now, below those that the system hands out by itself: nobody else is given it."""
    with socket.socket() as probe:
        while True:
            port = DICE.randrange(20_000, 32_000)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port


class Reached(Protocol):
    """Where browsers find the product: itself, or a line to it that can break."""

    @property
    def url(self) -> str:
        """The address, without a path."""


class Product:
    """A running product and the few questions that tests ask it from outside."""

    def __init__(self, folder: Path, *, from_nothing: bool = False) -> None:
        self.from_nothing = from_nothing
        self.port, self.sas_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sas_url = f"http://127.0.0.1:{self.sas_port}"
        self.log = folder / "up.log"
        self.env = os.environ | {
            "VAR_DIR": str(folder / "var"),
            "PORT": str(self.port),
            "SAS_PORT": str(self.sas_port),
            "DEMO": "0",
            "SAS_READ_TIMEOUT_S": "10",
            "SAS_LOOKUP_GRACE_S": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        for inherited in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SAS_URL"):
            self.env.pop(inherited, None)
        self.process: subprocess.Popen[bytes] | None = None
        self.prompter: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        database = Path(self.env["VAR_DIR"]) / "db.sqlite3"
        if not (self.from_nothing or database.exists() or "DATABASE_URL" in self.env):
            migrated.copy_to(database)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the product did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.prompter:
            self.prompter.communicate(timeout=STOP_TIMEOUT_S)
            self.prompter = None
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(STOP_TIMEOUT_S)

    def stage(self, *words: str) -> dict[str, Any]:
        """Have tests/e2e/stage.py play a scene in this product's database, and tell what it answers."""
        if self.prompter is None:
            with self.log.open("ab") as log:
                self.prompter = subprocess.Popen(
                    [sys.executable, "-m", "tests.e2e.stage"], cwd=ROOT, env=self.env, text=True,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                )  # fmt: skip
        assert self.prompter.stdin
        assert self.prompter.stdout
        print(json.dumps(words), file=self.prompter.stdin, flush=True)
        answer = json.loads(self.prompter.stdout.readline() or '{"failed": "see up.log"}')
        assert "failed" not in answer, answer["failed"]
        return answer["told"]

    def ledger(self) -> list[dict[str, Any]]:
        """The attendances that the national system holds."""
        return self._sas("GET", "/_controle/livro")["atendimentos"]

    def fault(self, route: str, mode: str, times: int) -> None:
        """Make the stand-in misbehave for its next answers."""
        self._sas("POST", "/_controle/falhas", {"metodo": "POST", "rota": route, "modo": mode, "vezes": times})

    def has_misbehaved(self) -> bool:
        """Whether the last fault that was ordered has begun: a request has come and its answer is spoiled."""
        return bool(self._sas("GET", "/_controle/falhas")["falhas"][-1]["usada"])

    def kill_sender(self) -> None:
        """SIGKILL to the worker that talks to the national system, as an out-of-memory kill would."""
        pids = json.loads((Path(self.env["VAR_DIR"]) / "run" / "pids.json").read_text())
        os.kill(pids["worker-sas"], signal.SIGKILL)

    def _sas(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(self.sas_url + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def answers(self) -> bool:
        """Whether it serves."""
        try:
            with urllib.request.urlopen(self.url + "/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
