"""Places where a test may end the process, as a power cut would. Without FAILPOINTS in the environment nothing happens.

FAILPOINTS names a folder; a file in it with the name of a point arms that point once: the process that reaches it first
takes the file away and is gone. tests/faults loops over all of them (see docs/faults.md).
"""

from __future__ import annotations

import os
from pathlib import Path

DIED = 137  # as after SIGKILL

FOLDER = os.environ.get("FAILPOINTS", "")


def reached(point: str, detail: str = "") -> None:
    """Say that the work is here; an armed point ends the process, without any goodbye. `detail`: an address of SAS."""
    if FOLDER and _is_armed(point + detail.replace("/", ".")):
        os._exit(DIED)


def _is_armed(point: str) -> bool:
    try:
        (Path(FOLDER) / point).unlink()
    except OSError:
        return False
    return True
