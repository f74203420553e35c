"""The product on one machine: which children there are, in which order they start, when it is ready."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connections

from config import startup
from config.processes import MARK, Child, end_leftovers
from config.startup import Say, Stamps
from config.supervisor import Supervisor
from sync.services.keys import write_key_file

READY_WITHIN_S = 60.0


class Product:
    """One `manage.py up`: reads the environment, starts the children, tells the addresses."""

    def __init__(self, environ: dict[str, str], say: Say) -> None:
        self.environ = environ
        self.ledger: Path | None = None  # of the SAS stand-in, when it is ours
        self.say = say
        self.var_dir = Path(settings.VAR_DIR).resolve()
        self.supervisor = Supervisor(self.var_dir / "run", say)
        self.host = environ.get("HOST") or "127.0.0.1"
        self.env = {MARK: str(self.var_dir), "VAR_DIR": str(self.var_dir), "PYTHONUNBUFFERED": "1"}
        self.lock: IO[str] | None = None

    def start(self) -> None:
        """Everything up to the sentence that says it is ready."""
        startup.make_folders(self.var_dir)
        self.lock = startup.hold_lock(self.var_dir)
        if end_leftovers(self.var_dir):
            self.say("Encerrei processos que uma execução anterior deixou para trás.")
        port = startup.take_port(self.host, startup.port_number("PORT", 8000))
        startup.write_secret_key(self.var_dir)
        write_key_file()
        self._start_broker()
        self._start_sas(port)
        self._prepare_database()
        self._start_web(port)
        self._start_workers()
        startup.give_demo_routes(self.say)
        connections.close_all()
        self._tell_addresses(port)

    def _child(self, name: str, argv: list[str], niceness: int = 0) -> Child:
        log = self.var_dir / "log" / f"{name}.log"
        return Child(name, argv, dict(self.env), log, settings.BASE_DIR, niceness)

    def _start_broker(self) -> None:
        """Valkey from its wheel, unless REDIS_URL names a server."""
        if self.environ.get("REDIS_URL"):
            return
        socket_path = startup.valkey_socket(self.var_dir)
        self.env["REDIS_URL"] = f"unix://{socket_path}?db=0"
        child = self._child("valkey", startup.valkey_command(self.var_dir, socket_path))
        child.on_quick_death = lambda: startup.set_broker_files_aside(self.var_dir)
        self.supervisor.add(child)

    def _start_sas(self, web_port: int) -> None:
        """The SAS stand-in, unless SAS_URL names a real one."""
        if self.environ.get("SAS_URL"):
            return
        port = startup.sas_port(web_port)
        self.env |= {"SAS_URL": f"http://127.0.0.1:{port}", "SAS_KEY": settings.SAS_KEY}
        self.ledger = self.var_dir / "sas" / "ledger.sqlite3"
        argv = [sys.executable, "-m", "standin", "--port", str(port), "--ledger", str(self.ledger)]
        self.supervisor.add(self._child("sas", argv))

    def _prepare_database(self) -> None:
        stamps = Stamps(self.var_dir / "run" / "stamps.json")
        startup.collect_static(stamps, self.say)
        migrated = startup.migrate(self.say)
        startup.load_reference(stamps, self.say, migrated=migrated)
        startup.seed_demo(stamps, self.say, self.ledger)
        self.logins = startup.demo_logins()
        connections.close_all()

    def _start_web(self, port: int) -> None:
        """gunicorn; ready when /healthz answers."""
        self.env |= {"HOST": self.host, "PORT": str(port)}
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:config.web", "config.wsgi"]
        self.supervisor.add(self._child("web", gunicorn))
        until = time.monotonic() + READY_WITHIN_S
        while not answers(f"{self._local_address(port)}/healthz"):
            if time.monotonic() > until:
                raise startup.CannotStart(f"A web não respondeu em 60 s. Veja {self.var_dir}/log/web.log")
            self.supervisor.look()
            time.sleep(0.05)

    def _start_workers(self) -> None:
        """Background work and its clock, nicer than the web so that people go first."""
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        threads, for_sas = self.environ.get("WORKER_THREADS", "4"), self.environ.get("SAS_WORKER_THREADS", "4")
        for name, queue, size in (("worker", "celery", threads), ("worker-sas", "sas", for_sas)):  # F45
            pool = ["worker", "-Q", queue, "-n", f"{name}@%h", "-P", "threads", "-c", size]
            self.supervisor.add(self._child(name, [*celery, *pool, "-l", "WARNING", *quiet], niceness=10))
        schedule = str(self.var_dir / "run" / "beat-schedule")
        beat = self._child("beat", [*celery, "beat", "-s", schedule, "-l", "WARNING"], niceness=10)
        beat.on_quick_death = lambda: startup.forget_schedule(self.var_dir)
        self.supervisor.add(beat)

    def _local_address(self, port: int) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104  (compared, not bound)
        return f"http://{host}:{port}"

    def _tell_addresses(self, port: int) -> None:
        self.say(f"\nRota Ativa no ar: {self._local_address(port)}/  (Ctrl-C encerra)")
        self.say(f"SAS: {self.env.get('SAS_URL', settings.SAS_URL)}")
        self.say(f"Dados e registros: {self.var_dir}")
        if self.logins:
            self.say("\nEntradas de demonstração:")
        for role, email, password in self.logins:
            self.say(f"  {role:<28} {email:<34} senha: {password}")


def answers(url: str) -> bool:
    """Whether an address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  (our own http address)
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
