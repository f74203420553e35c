"""Telling workers that something is due, beside the request and not in its way.

A thread of the process publishes: one job by its id, many at once as a single "look what is due". A broker that is away
then holds no request up, and what is lost with the process costs latency only: the sweeper finds the rows (F29, F34).
"""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
import uuid

from common.failpoints import reached

logger = logging.getLogger("rota.jobs")

GATHER_S = 0.02  # jobs of the same moment share one message
REST_S = 0.25  # between two messages: publishing costs more than storing a visit does

_due: queue.SimpleQueue[uuid.UUID | str] = queue.SimpleQueue()  # a job, or a queue that should be looked at
_lock = threading.Lock()
_publisher: tuple[int, threading.Thread] | None = None  # and the process it belongs to: a fork has none


def announce(due: uuid.UUID | str) -> None:
    """Wake a worker up for a job, or for a queue of its own, soon."""
    _due.put(due)
    if _publisher is None or _publisher[0] != os.getpid():
        _start()


def _start() -> None:
    """Start this process's publisher, once."""
    global _publisher
    with _lock:
        if _publisher is None or _publisher[0] != os.getpid():
            thread = threading.Thread(target=_publish_for_ever, name="announce", daemon=True)
            _publisher = (os.getpid(), thread)
            thread.start()


def _publish_for_ever() -> None:
    """Publish what is due; a failure is logged and forgotten."""
    while True:
        jobs = {_due.get()}
        time.sleep(GATHER_S)
        while not _due.empty():
            jobs.add(_due.get())
        reached("announce.publishing")
        try:
            _publish(jobs)
        except Exception as error:  # kombu raises whatever its transport raises
            logger.warning("no wake-up for %d jobs: %s", len(jobs), type(error).__name__)
        reached("announce.published")
        time.sleep(REST_S)


def _publish(due: set[uuid.UUID | str]) -> None:
    """One message for the jobs, their own or a look at everything that is due; and one for each queue of its own."""
    from common.lanes import look
    from common.tasks import run_job, sweep_jobs

    jobs = [job for job in due if isinstance(job, uuid.UUID)]
    for name in due.difference(jobs):
        look(str(name))
    if len(jobs) == 1:
        run_job.delay(str(jobs[0]))
    elif jobs:
        sweep_jobs.delay()
