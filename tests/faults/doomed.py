"""A process that does one step of the path at a time in a child of its own, which may die at an armed point.

`Doomed` is the test's side. Killing is real: os._exit in the middle of the work, and nothing is rolled back by us. Only
the interpreter is forked instead of started, so that fifty deaths take seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

DIED = 137
PATIENCE_S = 60.0


class Doomed:
    """Ask it to receive a document or to run a job; it answers with what came of it, or with None: it died."""

    def __init__(self, environment: dict[str, str], points: Path) -> None:
        self.points = points
        self.points.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.doomed"], env=environment | {"FAILPOINTS": str(points)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def arm(self, point: str) -> None:
        """The next process that reaches this point dies there."""
        (self.points / point).touch()

    def is_armed(self, point: str) -> bool:
        """Nobody has come by yet."""
        return (self.points / point).exists()

    def ask(self, **what: Any) -> dict[str, Any] | None:
        """One step, in a new child."""
        self.begin(**what)
        return self.answer()

    def begin(self, **what: Any) -> int:
        """Let a child begin a step; which process it is."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()
        return int(self._line())

    def answer(self) -> dict[str, Any] | None:
        """What came of the step that was begun."""
        said: dict[str, Any] | None = json.loads(self._line())
        return said

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def end(self) -> None:
        """Let it go."""
        self.process.communicate(timeout=30)


def main() -> None:
    """Fork for every line; nothing of the database or of threads is open in the parent."""
    import django

    django.setup()
    import attendance.services.send  # noqa: F401  (loaded once, before the forks)
    import sync.services.receive  # noqa: F401  (the same)

    for line in sys.stdin:
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.write(write, json.dumps(_do(json.loads(line))).encode())
            os._exit(0)
        os.close(write)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        with os.fdopen(read) as answer:
            said = answer.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert said or code == DIED, f"the child ended with {code}"
        sys.stdout.write((said if code == 0 else "null") + "\n")
        sys.stdout.flush()


def _do(what: dict[str, Any]) -> dict[str, Any]:
    """What the web's or the worker's process would do."""
    if "body" in what:
        return _receive(what)
    from common import jobs, lanes

    if "drain" in what:
        return {"taken": lanes.drain(what["drain"])}
    return {"outcome": type(jobs.run(uuid.UUID(what["job"]))).__name__}


def _receive(what: dict[str, Any]) -> dict[str, Any]:
    """Take a document in, answer, and give the publisher's thread the time that a living process has."""
    import uuid

    from agents.models import User
    from common import announce
    from sync.services.receive import receive

    published = _listen(announce)
    by = User.objects.get(pk=what["by"])
    answer = receive(what["body"].encode(), visit_id=uuid.UUID(what["visit"]), by=by)
    until = time.monotonic() + PATIENCE_S
    while what["waits"] and not published and time.monotonic() < until:
        time.sleep(0.005)
    return {"answer": json.loads(json.dumps(answer.as_json(), default=str))}


def _listen(announce: Any) -> list[bool]:
    """Know when the publisher has rested after a message."""
    published: list[bool] = []

    def rest(seconds: float) -> None:
        if seconds == announce.REST_S:
            published.append(True)
            time.sleep(60)

    announce.time = type("Clock", (), {"sleep": staticmethod(rest)})
    return published


if __name__ == "__main__":
    main()
