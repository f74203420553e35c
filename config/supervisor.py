"""Keep child processes alive: start, watch, restart with growing pauses, end together."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from config.processes import Child

Say = Callable[[str], None]

QUICK = 5.0  # seconds; a child that dies sooner than this "died at once"
PATIENT = 5  # deaths at once before a person is told that it will not get better by itself
LONGEST_PAUSE = 30.0
TROUBLE = re.compile(r"\b(ERROR|CRITICAL|Traceback)\b")


class Supervisor:
    """The children of one `manage.py up`."""

    def __init__(self, run_dir: Path, say: Say) -> None:
        self.run_dir = run_dir
        self.say = say
        self.children: list[Child] = []

    def add(self, child: Child) -> Child:
        """Start a child and keep it alive from now on."""
        child.start()
        self.children.append(child)
        self.write_pids()
        return child

    def watch(self) -> None:
        """Look after the children until somebody interrupts."""
        while True:
            self.look()
            time.sleep(0.2)

    def look(self) -> None:
        """One look: tell what went wrong, restart what died and has waited long enough."""
        for child in self.children:
            for line in child.news():
                if TROUBLE.search(line):
                    self.say(f"[{child.name}] {line}")
            if child.is_running:
                continue
            if child.retry_at:
                self._start_again(child)
            else:
                self._plan_restart(child)

    def _plan_restart(self, child: Child) -> None:
        """Clear up after a dead child and decide when to start it again."""
        lived = time.monotonic() - child.started_at
        status = child.process.returncode if child.process else None
        child.kill_group()
        child.quick_deaths = child.quick_deaths + 1 if lived < QUICK else 0
        pause = min(0.2 * 4**child.quick_deaths, LONGEST_PAUSE) if child.quick_deaths else 0.0
        child.retry_at = time.monotonic() + pause
        if child.quick_deaths and child.quick_deaths % PATIENT == 0:
            self._complain(child)
        else:
            self.say(f"O processo {child.name} parou (código {status}); começa de novo em {pause:.0f} s.")
        if child.quick_deaths > 1 and child.on_quick_death:
            child.on_quick_death()

    def _complain(self, child: Child) -> None:
        """Say clearly that a child does not stay up, with the end of its log."""
        self.say(
            f"ATENÇÃO: o processo {child.name} parou logo depois de começar {child.quick_deaths} vezes seguidas. "
            f"O resto continua. Veja {child.log}; as últimas linhas são:"
        )
        for line in child.last_words():
            self.say(f"    {line}")

    def _start_again(self, child: Child) -> None:
        if time.monotonic() >= child.retry_at:
            child.retry_at = 0.0
            child.start()
            self.write_pids()

    def write_pids(self) -> None:
        """Tell operators and tests which process is which."""
        pids = {child.name: child.process.pid for child in self.children if child.process}
        fresh = self.run_dir / "pids.json.new"
        fresh.write_text(json.dumps(pids))
        fresh.replace(self.run_dir / "pids.json")

    def stop(self, patience_s: float = 8.0) -> None:
        """End all children, the broker last because the others say goodbye to it. A second Ctrl-C ends them at once."""
        broker = [child for child in self.children if child.name == "valkey"]
        others = [child for child in self.children if child.name != "valkey"]
        try:
            for group in (others, broker):
                for child in group:
                    child.terminate()
                until = time.monotonic() + patience_s
                while any(child.is_running for child in group) and time.monotonic() < until:
                    time.sleep(0.05)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for child in self.children:
                child.kill_group()
            if self.children:  # else they are those of another supervisor
                (self.run_dir / "pids.json").unlink(missing_ok=True)
