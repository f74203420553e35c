"""What today's routes are for, beside first visits: clients of earlier weeks who expect the agent, two at an hour and
one since days ago. Those of whom there is something to know come first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from agents.models import Territory, User
from demo import speech
from sync.services.remarks import flags_of
from visits.enums import AppointmentState, Outcome
from visits.models import Appointment, Visit

FIRST = time(10)
AHEAD = timedelta(minutes=90)
REMEMBERED = timedelta(days=60)


def promise_today(agent: User, territory: Territory, *, on: date, now: datetime) -> int:
    """Let up to three clients of this agent expect them; answers how many do now."""
    zone = territory.zone
    expecting = list(_clients(agent, territory, since=now - REMEMBERED))
    hours = list(_hours(on, now.astimezone(zone)))
    for position, (visit, due_at) in enumerate(zip(expecting, hours, strict=False)):
        purpose = speech.PURPOSES[position % len(speech.PURPOSES)]
        values = {"due_at": due_at, "purpose": purpose, "state": AppointmentState.OPEN}
        Appointment.objects.update_or_create(
            promised_in=visit, defaults=values | {"business": visit.business, "agent": agent}
        )
    return min(len(expecting), len(hours))


def _clients(agent: User, territory: Territory, *, since: datetime) -> Iterator[Visit]:
    """The last conversation with each client of the territory that led to no other visit; the most remarkable first."""
    attended = Visit.objects.filter(agent=agent, outcome=Outcome.ATTENDED, business__territories=territory)
    others = Appointment.objects.open().exclude(agent=agent)
    waiting = attended.exclude(promises__state=AppointmentState.KEPT).exclude(business__appointments__in=others)
    last = {visit.business_id: visit for visit in waiting.select_related("business").order_by("started_at")}
    flags = flags_of(list(last), by=agent, since=since)
    yield from sorted(last.values(), key=lambda visit: (-len(flags[visit.business_id]), visit.started_at))


def _hours(on: date, now: datetime) -> Iterator[datetime]:
    """An hour of the day that is still to come and a later one; then one of two days before."""
    first = datetime.combine(on, FIRST, now.tzinfo)
    soon = (now + AHEAD).replace(minute=0 if now.minute < 30 else 30, second=0, microsecond=0)
    first = soon if soon.date() == on and soon > first else first
    yield first
    yield first + timedelta(hours=4 if first.hour < 12 else 2)
    yield datetime.combine(on - timedelta(days=2), time(15), now.tzinfo)
