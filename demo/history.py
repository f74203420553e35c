"""Weeks of field days: which agent was where on which day, in which order, and what happened at each door."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from agents.models import Territory, User
from clients.enums import BusinessSource, Size
from clients.models import Business
from clients.services.register_rows import readable
from demo import names
from demo.places import METRES_PER_DEGREE

OUTCOMES = ("attended", "owner_away", "closed", "come_back", "refused", "moved", "not_found")
SHARES = (63, 12, 8, 8, 5, 2, 2)
COMES_AGAIN = frozenset({"owner_away", "closed", "come_back"})
MINUTES = {"attended": (16, 38), "come_back": (3, 7), "refused": (2, 5)}
WALKING_METRES_PER_MINUTE = 70
SWEPT_ONE_IN = 45
STARTS = (time(8, 20), time(8, 20), time(8, 20), time(13, 30))


@dataclass
class Call:
    """One door on one day."""

    business: Business
    outcome: str
    started_at: datetime
    finished_at: datetime
    is_swept: bool = False  # found on the way, on no list (varredura)
    returns_at: datetime | None = None  # when the agent stood at this door again


@dataclass
class FieldDay:
    """One agent's day: the doors in order, and those that were planned and left for another day."""

    agent: User
    territory: Territory
    on: date
    calls: list[Call] = field(default_factory=list)
    skipped: list[Business] = field(default_factory=list)


def field_days(
    *,
    agent: User,
    grounds: Sequence[tuple[Territory, date, date | None]],
    visits: int,
    today: date,
    weeks: int,
    visited: dict[date, set[UUID]],
    random: Random,
) -> Iterator[FieldDay]:
    """An agent's days over the past weeks, in order, with about so many visits in all.

    Territories overlap: nobody knocks where another agent was that day (`visited`).
    """
    zone = agent.zone
    days = _work_days(visits, today, weeks, random)
    fresh = {territory.pk: _shuffled(territory, random) for territory, _, _ in grounds}
    again: list[Business] = []
    met: set[UUID] = set()
    for index, on in enumerate(days):
        territory = next((t for t, start, end in grounds if start <= on and (end is None or on <= end)), None)
        if territory is None:
            continue
        count = max(visits * (index + 1) // len(days) - visits * index // len(days), 1)
        elsewhere = visited.setdefault(on, set())
        near = [business for business in again if business.pk not in elsewhere]
        mine = [business for business in near if territory in business.territories.all()]
        back = [business for business in mine if random.random() < 0.5][:2]
        again = [business for business in again if business not in back]
        doors = _cluster(fresh[territory.pk], count - len(back), elsewhere) + back
        day = FieldDay(agent, territory, on)
        day.calls = list(_calls(_walk(doors), on, zone, met, random))
        again += [call.business for call in day.calls if _comes_again(call, met, random)]
        met |= {call.business.pk for call in day.calls if call.outcome == "attended"}
        elsewhere |= {call.business.pk for call in day.calls}
        day.skipped = _cluster(fresh[territory.pk], random.choice([0, 0, 1, 2]))
        yield day


def link_returns(days: Sequence[FieldDay]) -> None:
    """Tell each call when the agent came back to that door, so that what is promised is what happened."""
    following: dict[UUID, Call] = {}
    for call in (call for day in reversed(days) for call in reversed(day.calls)):
        later = following.get(call.business.pk)
        call.returns_at = later.started_at if later else None
        following[call.business.pk] = call


def _work_days(visits: int, today: date, weeks: int, random: Random) -> list[date]:
    """Weekdays before today, enough for some four visits a day, spread evenly over the weeks."""
    past = [today - timedelta(days=n) for n in range(weeks * 7 - 1, 0, -1)]
    weekdays = [day for day in past if day.weekday() < 5]
    wanted = min(max(visits // 4, 1), len(weekdays))
    edges = [len(weekdays) * n // wanted for n in range(wanted + 1)]
    days = [random.choice(weekdays[start:end]) for start, end in pairwise(edges)]
    return [*days[:-1], weekdays[-1]] if random.random() < 0.6 else days


def _shuffled(territory: Territory, random: Random) -> list[Business]:
    listed = territory.businesses.target_public().filter(source=BusinessSource.REGISTER)
    found = list(listed.prefetch_related("territories").order_by("cnpj"))
    random.shuffle(found)
    return found


def _cluster(pool: list[Business], count: int, but: Collection[UUID] = ()) -> list[Business]:
    """Take a business and its nearest neighbours out of the pool."""
    there = [business for business in pool if business.pk not in but]
    if not there or count < 1:
        return []
    first = there[0]
    near = sorted(there, key=lambda business: _metres(first, business))[:count]
    pool[:] = [business for business in pool if business not in near]
    return near


def _walk(doors: list[Business]) -> list[Business]:
    """From door to the nearest next door."""
    rest = list(doors)
    ordered: list[Business] = []
    while rest:
        here = ordered[-1] if ordered else rest[0]
        following = min(rest, key=lambda business: _metres(here, business))
        rest.remove(following)
        ordered.append(following)
    return ordered


def _comes_again(call: Call, met: set[UUID], random: Random) -> bool:
    """A door found shut is tried again; one client in four is visited a second time."""
    if call.is_swept or call.business.pk in met:
        return False
    return call.outcome in COMES_AGAIN or (call.outcome == "attended" and random.random() < 0.25)


def _calls(doors: list[Business], on: date, zone: ZoneInfo, met: set[UUID], random: Random) -> Iterator[Call]:
    """From the morning or from after lunch on. Now and then there is a business on no list next door."""
    now = datetime.combine(on, random.choice(STARTS), zone) + timedelta(minutes=random.randrange(0, 40))
    before: Business | None = None
    for business in doors:
        walk = _metres(before, business) / WALKING_METRES_PER_MINUTE if before else 0
        now += timedelta(minutes=min(walk, 40) + random.randrange(2, 9), seconds=random.randrange(60))
        if now.hour == 12:
            now = now.replace(hour=13, minute=random.randrange(30, 59))
        call = _call(business, now, is_expected=business.pk in met, random=random)
        yield call
        before, now = business, call.finished_at
        if random.randrange(SWEPT_ONE_IN) == 0:
            call = _call(swept(business, random), now + timedelta(minutes=3), is_expected=True, random=random)
            call.is_swept = True
            yield call
            now = call.finished_at


def _call(business: Business, at: datetime, *, is_expected: bool, random: Random) -> Call:
    """What happened at a door; somebody who expects the agent is mostly there."""
    outcome = random.choices(OUTCOMES, SHARES)[0]
    if is_expected and random.random() < 0.85:
        outcome = "attended"
    low, high = MINUTES.get(outcome, (1, 4))
    return Call(business, outcome, at, at + timedelta(minutes=random.randint(low, high), seconds=random.randrange(60)))


def swept(neighbour: Business, random: Random) -> Business:
    """A business that no list has, next door to one that we know. Not saved: the phone reports it."""
    owner = names.person(random)
    activity = random.choice(names.ACTIVITIES)
    return Business(
        cnpj=names.cnpj(random, with_letters=random.random() < 0.5),
        legal_name=owner,
        trade_name=readable(random.choice(activity.signs).format(names.nickname(owner).upper())),
        size=Size.MEI,
        street=neighbour.street,
        number=f"{neighbour.number} A" if neighbour.number != "S/N" else "S/N",
        bairro=neighbour.bairro,
        cep=neighbour.cep,
        municipality_id=neighbour.municipality_id,
        latitude=neighbour.latitude,
        longitude=neighbour.longitude,
    )


def _metres(one: Business, other: Business) -> float:
    """Distance between two doors, flat."""
    north = ((one.latitude or 0) - (other.latitude or 0)) * METRES_PER_DEGREE
    east = ((one.longitude or 0) - (other.longitude or 0)) * METRES_PER_DEGREE
    return math.hypot(north, east)
