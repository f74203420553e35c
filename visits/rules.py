"""A day on foot, over plain values: how long it takes, what a change would do to a promise, whom to visit next."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nsmallest

from common.problems import Problem
from visits.enums import Outcome

WALKING_M_PER_S = 4.5 / 3.6  # 4.5 km/h with a bag and in the sun
STREET_FACTOR = 1.3  # streets are longer than the straight line
UNKNOWN_WALK_M = 600  # between two doors when one has no position yet
DAY_MINUTES = 450  # visits and walking; the midday pause is not in it (CAP-02; a parameter, learned later: CAP-04)
PAUSE = timedelta(hours=1)
PUNCTUAL = timedelta(minutes=5)  # a promise kept within this is kept

QUIET_DAYS = 90  # an attended business is left in peace for so long unless something was promised
MAX_ATTEMPTS = 3  # doors found shut before we stop knocking
NEAR_ENOUGH = 20  # candidates looked at for each one picked: the day never leads farther
CELL_DEGREES = 0.003  # about 330 m: a few blocks

Point = tuple[float, float]  # latitude, longitude
Order = Sequence["Planned"]


@dataclass(frozen=True)
class Planned:
    """A door to knock at: where, for how long, and the hour that was promised, if one was."""

    key: Hashable
    name: str
    point: Point | None
    minutes: int
    promised_at: datetime | None = None
    weight: int = 1  # how much the day would lose without it


@dataclass(frozen=True)
class DayClock:
    """Turns the clock on the wall into time at work (seconds since leaving, the midday pause cut out) and back."""

    starts_at: datetime
    pause_at: datetime | None = None

    def at_work(self, moment: datetime) -> int:
        """Seconds of work from leaving until this moment; all of the pause is one instant."""
        seconds = int((moment - self.starts_at).total_seconds())
        pause = self._pause_begins
        return seconds if pause is None or seconds <= pause else max(pause, seconds - int(PAUSE.total_seconds()))

    def on_the_wall(self, seconds: int) -> datetime:
        """The moment at which so much work has been done; what would begin in the pause begins after it."""
        moment = self.starts_at + timedelta(seconds=seconds)
        return moment if self._pause_begins is None or seconds < self._pause_begins else moment + PAUSE

    @property
    def _pause_begins(self) -> int | None:
        return None if self.pause_at is None else int((self.pause_at - self.starts_at).total_seconds())


@dataclass(frozen=True)
class Arrival:
    """When the agent reaches a door, after how long a walk, and how late for what was promised."""

    key: Hashable
    arrives_at: datetime
    walk_m: int
    late: timedelta


@dataclass(frozen=True)
class Schedule:
    """A whole day: arrivals in order, metres walked, and minutes of visits, walking and waiting."""

    arrivals: tuple[Arrival, ...]
    distance_m: int
    minutes: int


def straight_m(a: Point, b: Point) -> float:
    """Metres between two positions along the great circle, on the Earth taken as a ball."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(p[0]), math.radians(p[1])) for p in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000 * math.asin(min(1.0, math.sqrt(h)))


def distance_m(a: Point | None, b: Point | None) -> int:
    """Metres on foot between two doors: the straight line, lengthened by the street factor."""
    return UNKNOWN_WALK_M if a is None or b is None else round(straight_m(a, b) * STREET_FACTOR)


def how_far(metres: int) -> str:
    """A distance as people say it: 850 m, 4,2 km."""
    return f"{metres} m" if metres < 1000 else f"{metres / 1000:.1f} km".replace(".", ",")


def walking_s(metres: int) -> int:
    """Seconds that a walk takes."""
    return round(metres / WALKING_M_PER_S)


def day_clock(starts_at: datetime, stops: Iterable[Planned]) -> DayClock:
    """The day's clock, its pause near noon where it touches no promised hour (none if every place is taken)."""
    promised = [stop.promised_at for stop in stops if stop.promised_at]
    noon = starts_at.replace(hour=12, minute=0, second=0, microsecond=0)
    for shift in (0, -30, 30, -60, 60):
        pause = noon + timedelta(minutes=shift)
        if starts_at < pause and not any(pause - timedelta(minutes=15) < hour < pause + PAUSE for hour in promised):
            return DayClock(starts_at, pause)
    return DayClock(starts_at)


def schedule(starts_at: datetime, stops: Order) -> Schedule:
    """Walk the stops in the given order. The day begins at the first door; a promised hour is waited for."""
    clock = day_clock(starts_at, stops)
    arrivals, work, total_m, here = [], 0, 0, None
    for stop in stops:
        walk_m = distance_m(here.point, stop.point) if here else 0
        total_m, work = total_m + walk_m, work + walking_s(walk_m)
        reached = clock.on_the_wall(work)
        late = timedelta(0)
        if stop.promised_at:
            late = max(late, reached - stop.promised_at)
            work = max(work, clock.at_work(stop.promised_at))
        arrivals.append(Arrival(stop.key, clock.on_the_wall(work), walk_m, late))
        work, here = work + stop.minutes * 60, stop
    return Schedule(tuple(arrivals), total_m, math.ceil(work / 60))


def late_promises(starts_at: datetime, stops: Order) -> dict[Hashable, int]:
    """Minutes of delay of each promise that this order would not keep."""
    return {
        arrival.key: math.ceil(arrival.late.total_seconds() / 60)
        for arrival in schedule(starts_at, stops).arrivals
        if arrival.late > PUNCTUAL
    }


def _warning(code: str, message: str) -> Problem:
    """Worth knowing; the route can be published all the same."""
    return Problem(code, message, blocks=False)


def problems(starts_at: datetime, stops: Order) -> list[Problem]:
    """What the manager should know before publishing this order."""
    if not stops:
        return [Problem("empty", "Esta rota não tem paradas. Inclua pelo menos uma.")]
    late = late_promises(starts_at, stops)
    found = [
        _warning("late_promise", f"A promessa das {stop.promised_at:%H:%M} ({stop.name}) atrasa {late[stop.key]} min.")
        for stop in stops
        if stop.promised_at and stop.key in late
    ]
    over = overlong_minutes(starts_at, stops)
    if over:
        found.append(
            _warning("overlong", f"O dia passa do planejado em {over} min. Tire uma parada ou comece mais cedo.")
        )
    return found


def overlong_minutes(starts_at: datetime, stops: Order) -> int:
    """By how much the day is longer than planned for (a hint for planning, no control of hours: CAP-05)."""
    return max(0, schedule(starts_at, stops).minutes - DAY_MINUTES)


def moved(stops: Order, key: Hashable, step: int) -> list[Planned]:
    """The order with one stop moved by so many places (kept inside the list)."""
    order = list(stops)
    index = next(i for i, stop in enumerate(order) if stop.key == key)
    stop = order.pop(index)
    order.insert(max(0, min(len(order), index + step)), stop)
    return order


def consequence(starts_at: datetime, stops: Order, key: Hashable, step: int) -> str:
    """What moving a stop would do to a promise that is kept now ("" if nothing)."""
    before, after_order = late_promises(starts_at, stops), moved(stops, key, step)
    after = late_promises(starts_at, after_order)
    worse = [stop for stop in after_order if after.get(stop.key, 0) > before.get(stop.key, 0)]
    if not worse:
        return ""
    name = next(stop.name for stop in stops if stop.key == key)
    verb, minutes = "Subir" if step < 0 else "Descer", after[worse[0].key]
    return f"{verb} {name} atrasa a promessa das {worse[0].promised_at:%H:%M} em {minutes} min."


def inserted(starts_at: datetime, stops: Order, new: Planned) -> list[Planned]:
    """The order with one more stop where it delays promises least, then where it costs the least time."""
    orders = [[*stops[:i], new, *stops[i:]] for i in range(len(stops) + 1)]
    return min(orders, key=lambda order: _cost(starts_at, order))


def _cost(starts_at: datetime, stops: Order) -> tuple[float, int, int]:
    """Seconds of delay over all promises, then minutes, then metres."""
    day = schedule(starts_at, stops)
    return sum(a.late.total_seconds() for a in day.arrivals if a.late > PUNCTUAL), day.minutes, day.distance_m


@dataclass(frozen=True)
class History:
    """What we know of our dealings with a business: the promise that is open, the last visit, the doors found shut."""

    is_mei: bool
    promised_at: datetime | None = None
    has_hour: bool = False
    last_outcome: str = ""
    last_on: date | None = None
    shut_doors: int = 0


@dataclass(frozen=True)
class Reason:
    """Why a business is on a route, in the agent's words, and what follows from it for the plan.

    `minutes` is how long the visit takes. `weight` is what the day would lose without it: it decides who stays when not
    everybody fits. `detour_m` is what the kind of reason costs against others, in metres of walking. `due_at` is the
    promise that is due; `promised_at` repeats it where it names an hour of this very day, which the order must keep.
    """

    text: str
    minutes: int
    weight: int
    detour_m: int
    due_at: datetime | None = None
    promised_at: datetime | None = None


def reason_to_visit(history: History, on: date) -> Reason | None:
    """Why to visit on this day: a promise that is due, a request to come back, a first visit, a door found shut, or a
    long silence; None when the business should be left in peace."""
    if history.promised_at:
        return _promise(history, history.promised_at, on)
    if history.last_on is None:
        weight, detour_m = (2, 1100) if history.is_mei else (3, 600)
        return Reason("Primeira visita", minutes=30, weight=weight, detour_m=detour_m)
    days = (on - history.last_on).days
    match history.last_outcome:
        case Outcome.COME_BACK if days > 0:
            return Reason("Pediu para voltar", minutes=30, weight=6, detour_m=0)
        case Outcome.OWNER_AWAY | Outcome.CLOSED if days > 0 and history.shut_doors < MAX_ATTEMPTS:
            return Reason(f"{history.shut_doors + 1}ª tentativa", minutes=30, weight=3, detour_m=600)
        case Outcome.ATTENDED if days >= QUIET_DAYS:
            return Reason(f"Sem visita há {days} dias", minutes=20, weight=1, detour_m=1600)
    return None


def _promise(history: History, promised_at: datetime, on: date) -> Reason | None:
    """A promise of this day or overdue; one for a later day keeps the business off this route."""
    if promised_at.date() > on:
        return None
    text = f"Prometido para {promised_at:%d/%m}"
    if promised_at.date() < on or not history.has_hour:
        return Reason(text, minutes=20, weight=50, detour_m=0, due_at=promised_at)
    text = f"{text} às {promised_at:%H:%M}"
    return Reason(text, minutes=20, weight=100, detour_m=0, due_at=promised_at, promised_at=promised_at)


@dataclass(frozen=True)
class Candidate:
    """A business that there is a reason to visit."""

    key: Hashable
    point: Point | None
    reason: Reason


def pick(candidates: Sequence[Candidate], count: int) -> list[Candidate]:
    """So many candidates near each other: promises first (soonest hour, then oldest), then whoever is closest to one
    already picked, each kind of reason being worth some detour. Without promises it begins where most are to be found.
    """
    due = [(-c.reason.weight, c.reason.due_at, str(c.key), c) for c in candidates if c.reason.due_at]
    picked = [row[-1] for row in sorted(due)[:count]]
    rest = [c for c in candidates if not c.reason.due_at]
    if not picked and rest and count:
        picked = [_liveliest(rest)]
        rest = [c for c in rest if c is not picked[0]]
    costs = [(min((distance_m(c.point, p.point) for p in picked), default=0) + c.reason.detour_m, c) for c in rest]
    costs = nsmallest(count * NEAR_ENOUGH, costs, key=lambda row: (row[0], str(row[1].key)))
    while costs and len(picked) < count:
        best = costs.pop(0)[1]
        picked.append(best)
        costs = [(min(cost, distance_m(c.point, best.point) + c.reason.detour_m), c) for cost, c in costs]
        costs.sort(key=lambda row: row[0])
    return picked


def _liveliest(candidates: Sequence[Candidate]) -> Candidate:
    """The weightiest candidate of the few blocks where the candidates together weigh most."""
    cells: dict[tuple[int, int] | None, list[Candidate]] = {}
    for candidate in candidates:
        cells.setdefault(_cell(candidate.point), []).append(candidate)
    fullest = max(cells, key=lambda cell: (cell is not None, sum(c.reason.weight for c in cells[cell]), cell or (0, 0)))
    return min(cells[fullest], key=lambda c: (-c.reason.weight, str(c.key)))


def _cell(point: Point | None) -> tuple[int, int] | None:
    return point and (math.floor(point[0] / CELL_DEGREES), math.floor(point[1] / CELL_DEGREES))
