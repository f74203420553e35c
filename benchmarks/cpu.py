"""Processor time by who used it: on a busy machine it says more than the clock on the wall."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
BUSY = (0, 1, 2, 5, 6)  # user, nice, system, irq, softirq of /proc/stat


def tree_s(pid: int) -> float:
    """Seconds used so far by a process, its children, and those of them that have ended."""
    pids, ticks = [pid], 0
    while pids:
        current = pids.pop()
        try:
            pids += [int(child) for child in Path(f"/proc/{current}/task/{current}/children").read_text().split()]
            fields = Path(f"/proc/{current}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def machine_s() -> float:
    """Seconds that all processors of the machine were busy."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    return sum(int(fields[index]) for index in BUSY) / TICKS


def postmaster() -> int:
    """The process that all of PostgreSQL's processes are children of."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return int(Path(f"/proc/{backend}/stat").read_text().rsplit(")", 1)[1].split()[1])


class Meter:
    """What was used between `start` and `per_document`."""

    def __init__(self, **trees: int) -> None:
        self.trees = trees

    def start(self) -> None:
        """Take the first reading."""
        self.wall, self.first, self.machine = time.perf_counter(), self._read(), machine_s()

    def _read(self) -> dict[str, float]:
        return {name: tree_s(pid) for name, pid in self.trees.items()} | {"load": time.process_time()}

    def per_document(self, count: int) -> dict[str, float]:
        """Milliseconds of each part for one document, and how many processors other programs kept busy meanwhile."""
        now, wall = self._read(), time.perf_counter() - self.wall
        used = {name: now[name] - self.first[name] for name in now}
        others = max(0.0, machine_s() - self.machine - sum(used.values())) / wall
        return {
            **{f"cpu_{name}_ms": round(1000 * seconds / count, 2) for name, seconds in used.items()},
            "cpu_ms": round(1000 * sum(used.values()) / count, 2),
            "busy_elsewhere": round(others, 2),
        }
