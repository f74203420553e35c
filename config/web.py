"""gunicorn's settings (`gunicorn -c python:config.web config.wsgi`), for `manage.py up` and for production."""

from __future__ import annotations

import gc
import os
import socket
import time
from pathlib import Path
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # gunicorn has no types

from config.processes import die_with_parent

HESITATION_S = 0.0002  # for each connection that a worker holds
LONGEST_HESITATION_S = 0.002


class SharingWorker(ThreadWorker):
    """Lets a worker that holds fewer connections be quicker: else whoever is awake takes all, on one processor."""

    def accept(self, listener: socket.socket) -> None:
        """Hesitate, then take the connection if it is still there."""
        time.sleep(min(self.nr_conns * HESITATION_S, LONGEST_HESITATION_S))
        super().accept(listener)


bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = SharingWorker
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True  # imports once, then forks: the second worker is free
timeout = 60
graceful_timeout = 5
keepalive = 15
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (heartbeat file, not data)
proc_name = "rota-ativa-web"


GARBAGE_EVERY = 50_000  # objects more than were let go; a visit makes some thousands and keeps none


def when_ready(server: Any) -> None:
    """What was loaded stays: the collector need not look through it, nor touch the memory that workers share."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_EVERY, 10, 10)


def post_fork(server: Any, worker: Any) -> None:
    """A worker that outlived its master would keep the port."""
    die_with_parent(worker.ppid)
