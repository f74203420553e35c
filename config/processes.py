"""Child processes: they end with their parent, and what an earlier run left behind is found and ended."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MARK = "ROTA_SUPERVISED_BY"  # every child carries the VAR_DIR of its supervisor in its environment
PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5_000_000  # bytes; a longer log is set aside at the next start
_prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux only; elsewhere `end_leftovers` has to do


def die_with_parent(parent: int, signum: int = signal.SIGKILL) -> None:
    """Ask the kernel to end this process when its parent dies, even by kill -9."""
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, int(signum))
        if os.getppid() != parent:
            os._exit(1)


@dataclass
class Child:
    """A process to keep alive. `env` is added to ours; its output goes to `log`."""

    name: str
    argv: list[str]
    env: Mapping[str, str]
    log: Path
    cwd: Path
    niceness: int = 0
    on_quick_death: Callable[[], None] | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    quick_deaths: int = field(default=0, init=False)
    retry_at: float = field(default=0.0, init=False)
    read_to: int = field(default=0, init=False)  # how much of the log the console has seen

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches only the supervisor."""
        parent, niceness = os.getpid(), self.niceness

        def prepare() -> None:
            die_with_parent(parent)
            os.nice(niceness)

        with self.log.open("ab") as log:
            if not self.started_at:
                self.read_to = log.tell()
            self.process = subprocess.Popen(
                self.argv, env={**os.environ, **self.env}, cwd=self.cwd, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, preexec_fn=prepare,
            )  # fmt: skip
        self.started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def terminate(self) -> None:
        """Ask the process to end."""
        if self.process and self.is_running:
            self.process.terminate()

    def kill_group(self) -> None:
        """End the process and whatever it started, at once."""
        if self.process:
            with _gone_is_fine():
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def news(self) -> list[str]:
        """Lines that were written to the log since the last look."""
        try:
            with self.log.open("rb") as log:
                log.seek(self.read_to)
                written = log.read(200_000)
        except OSError:
            return []
        whole = written[: written.rfind(b"\n") + 1]
        self.read_to += len(whole)
        return whole.decode(errors="replace").splitlines()

    def last_words(self, lines: int = 8) -> list[str]:
        """The end of the log."""
        return self.log.read_text(errors="replace").splitlines()[-lines:] if self.log.exists() else []


class _gone_is_fine:  # noqa: N801  (reads as a phrase in `with`)
    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> bool:
        return kind is not None and issubclass(kind, ProcessLookupError | PermissionError)


def rotate(log: Path) -> None:
    """Set a long log aside, keeping one older."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".1.log"))


def marked(var_dir: Path) -> list[int]:
    """Ids of living processes that a supervisor of this VAR_DIR started, children's children included."""
    mark = f"{MARK}={var_dir}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = mark in (entry / "environ").read_bytes().split(b"\0")
        except OSError:  # gone meanwhile, or somebody else's
            continue
        if is_ours and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def end_leftovers(var_dir: Path, patience_s: float = 3.0) -> int:
    """End what an earlier run of the same VAR_DIR left behind; returns how many. Call it while holding the lock."""
    left = marked(var_dir)
    for signum, until in ((signal.SIGTERM, time.monotonic() + patience_s), (signal.SIGKILL, time.monotonic() + 10)):
        for pid in marked(var_dir):
            with _gone_is_fine():
                os.kill(pid, signum)
        while marked(var_dir) and time.monotonic() < until:
            time.sleep(0.05)
    return len(left)
