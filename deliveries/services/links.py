"""Looking whether the addresses of tools still open (DEL-11). What is found is kept with its moment; a dead address is
no longer offered, and the tool stays."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common import audit, jobs
from common.remember import forget_all
from deliveries.enums import LinkState
from deliveries.models import Tool
from deliveries.rules import Looked, link_verdict
from deliveries.services.looking import Visitor, host_of

KIND = "deliveries.links"
ALL_OF_THEM = uuid.UUID("5f0a3e0e-3c1b-5d53-9a0e-6c696e6b7300")  # one job looks at all: sites are asked one by one
SLICE_S = 30.0  # of a worker's time; then whatever else waits has its turn
SOON = timedelta(seconds=2)
CONTROLS = 3


@dataclass(frozen=True)
class Found:
    """A tool, what its address said and what that makes of it."""

    tool: Tool
    looked: Looked
    state: str
    problem: str
    failures: int


@dataclass
class Manners:
    """Waits between two requests to one site."""

    asked: dict[str, float] = field(default_factory=dict)

    def wait_for(self, url: str) -> None:
        """Until this site may be asked again."""
        host = host_of(url)
        wait = self.asked.get(host, 0.0) + settings.LINK_PAUSE_S - time.monotonic()
        if wait > 0 and host in self.asked:
            time.sleep(wait)
        self.asked[host] = time.monotonic()


@transaction.atomic
def expect_looks() -> None:
    """Write down that whatever is due must be looked at."""
    jobs.enqueue(KIND, ALL_OF_THEM)
    jobs.requeue(KIND, ALL_OF_THEM, even_done=True)


@jobs.handles(KIND)
def look_at_due(_: uuid.UUID, attempt: int) -> jobs.Outcome:
    """A slice of what is due; asked again until nothing is."""
    until = time.monotonic() + SLICE_S
    found = []
    for each in look(Tool.objects.due_for_a_look(timezone.now()).order_by("link_checked_at", "pk")):
        found.append(each)
        if time.monotonic() > until:
            break
    if not keep(found, at=timezone.now()):
        return jobs.Done()  # nobody answers us: it is our own network, and tomorrow is another day
    return jobs.Retry(SOON, "more addresses") if _is_more_due() else jobs.Done()


def _is_more_due() -> bool:
    return Tool.objects.due_for_a_look(timezone.now()).exists()


def look(tools: Iterable[Tool]) -> Iterator[Found]:
    """Ask each address, one at a time; nothing is written."""
    manners = Manners()
    with Visitor() as visitor:
        for tool in tools:
            manners.wait_for(tool.url)
            looked = visitor.look(tool.url)
            yield Found(tool, looked, *link_verdict(looked, tool.link_failures))


def keep(found: Iterable[Found], *, at: datetime) -> bool:
    """Write what was found; False when it says more about our network than about the addresses."""
    found = list(found)
    asked = [each for each in found if not each.looked.is_hopeless]
    if asked and not any(each.looked.status for each in asked) and not _somebody_answers(found):
        return False
    for each in found:
        _keep_one(each, at)
    return True


def _somebody_answers(found: list[Found]) -> bool:
    """Whether an address that opened last time still does, when none of these said anything."""
    known = Tool.objects.filter(link_state=LinkState.WORKS).exclude(pk__in=[each.tool.pk for each in found])
    controls = known.order_by("-link_checked_at")[:CONTROLS]
    return any(each.looked.status for each in look(controls))


@transaction.atomic
def _keep_one(found: Found, at: datetime) -> None:
    """The verdict, unless somebody has changed the address meanwhile."""
    tool = found.tool
    mine = Tool.objects.filter(pk=tool.pk, url=tool.url)
    is_written = mine.update(
        link_state=found.state, link_problem=found.problem, link_failures=found.failures, link_checked_at=at
    )
    if is_written and LinkState.BROKEN in (tool.link_state, found.state) and tool.link_state != found.state:
        audit.record("tool.link", tool, by=None, was=tool.link_state, now=found.state)
        transaction.on_commit(forget_all)
