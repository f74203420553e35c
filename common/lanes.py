"""Queues of their own: kinds of jobs that a slow destination may hold up, without holding up anything else (F45).

A message in such a queue says "look", no more: whoever gets it takes one due job after another until nothing is due,
the guard is shut or its time is over. However many rows wait, there is about one message for each worker, so that a
long outage leaves no herd behind (F44, F46).
"""

from __future__ import annotations

import logging
import random
import time
from uuid import UUID

from common import jobs
from common.failpoints import reached
from common.models import Job

logger = logging.getLogger("rota.jobs")

AT_A_TIME = 16
LOOK_S = 20.0  # then somebody else's turn comes


def look(name: str) -> None:
    """Ask a worker of the queue to look at what is due. A broker that is away costs latency only (F34)."""
    from common.tasks import drain_queue

    try:
        drain_queue.apply_async((name,), queue=name)
    except Exception as error:  # kombu raises whatever its transport raises
        logger.warning("no look at queue %s: %s", name, type(error).__name__)


def look_where_due() -> None:
    """Have somebody look at each queue in which something is due and nobody is at work."""
    for name, kinds in jobs.queues().items():
        mine = Job.objects.filter(kind__in=kinds)
        if mine.due().exists() and not mine.leased().exists():
            look(name)


def drain(name: str, *, seconds: float = LOOK_S) -> int:
    """Do what is due in a queue, oldest first; returns how many jobs were taken."""
    until = time.monotonic() + seconds
    done, is_first = 0, True
    while time.monotonic() < until:
        reached("drain.looking")
        found = _due(name)
        if is_first and len(found) > 1:
            look(name)  # one message taken, one given: more workers join while there is work
        is_first = False
        taken, is_shut = _take(found, until)
        done += taken
        if is_shut or not taken:  # nothing due, or all of it in other hands
            break
    return done


def _due(name: str) -> list[UUID]:
    """The oldest due jobs, in an order of one's own so that workers seldom reach for the same row."""
    kinds = jobs.queues().get(name, [])
    due = Job.objects.due().filter(kind__in=kinds).order_by("next_attempt_at")
    found = list(due.values_list("pk", flat=True)[:AT_A_TIME])
    return random.sample(found, len(found))


def _take(found: list[UUID], until: float) -> tuple[int, bool]:
    """How many of them were ours to do, and whether the guard has shut."""
    taken = 0
    for job_id in found:
        outcome = jobs.run(job_id)
        if isinstance(outcome, jobs.Shut):
            return taken, True
        taken += outcome is not None
        if time.monotonic() > until:
            break
    return taken, False
