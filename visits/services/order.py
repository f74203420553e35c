"""The order of a day's stops, found by PyVRP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from visits.rules import (
    DAY_MINUTES,
    PUNCTUAL,
    DayClock,
    Planned,
    day_clock,
    distance_m,
    inserted,
    walking_s,
)

SEED = 20
PRIZE = 100_000  # seconds of walking that one point of weight is worth: far more than any day holds
FAR = 2**40


def walking_order(
    starts_at: datetime, stops: Sequence[Planned], *, keep_all: bool
) -> tuple[list[Planned], list[Planned]]:
    """The stops in a sensible walking order, and those that do not fit in the day.

    Every stop is optional to the solver with a prize for its weight, so that a day with too much in it still has an
    answer. With `keep_all` (a person chose these stops) the day may get long, and whatever the solver could not fit is
    put back where it harms least.
    """
    if len(stops) < 2:
        return list(stops), []
    clock, limit_s = day_clock(starts_at, stops), None if keep_all else DAY_MINUTES * 60
    ordered = _solve(stops, clock, limit_s, timedelta(0))
    if any(stop.promised_at and stop not in ordered for stop in stops):
        ordered = _solve(stops, clock, limit_s, PUNCTUAL)
    left_out = [stop for stop in stops if stop not in ordered]
    if not keep_all:
        return ordered, left_out
    for stop in sorted(left_out, key=lambda stop: str(stop.promised_at or "9")):
        ordered = inserted(starts_at, ordered, stop)
    return ordered, []


def _solve(stops: Sequence[Planned], clock: DayClock, limit_s: int | None, leeway: timedelta) -> list[Planned]:
    """One vehicle on foot that starts and ends anywhere, promised hours as time windows in time at work."""
    from pyvrp import Model  # numpy is 60 MB: only where a route is planned
    from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement

    model = Model()
    nowhere = model.add_location(0, 0)  # the day begins and ends at a door: no walk to or from the depot
    depot = model.add_depot(nowhere)
    places = [model.add_location(*_grid(stop)) for stop in stops]
    for stop, place in zip(stops, places, strict=True):
        model.add_client(place, prize=stop.weight * PRIZE, required=False, **_service(stop, clock, leeway))
    model.add_vehicle_type(
        start_depot=depot, end_depot=depot, start_late=0, shift_duration=limit_s or FAR, unit_duration_cost=1
    )
    _add_walks(model, nowhere, list(zip(stops, places, strict=True)))
    stop_when = MultipleCriteria([MaxRuntime(0.5), NoImprovement(2000)])
    best = model.solve(stop=stop_when, seed=SEED, collect_stats=False, display=False).best
    return _visited(best, stops) if best.is_feasible() else []


def _service(stop: Planned, clock: DayClock, leeway: timedelta) -> dict[str, Any]:
    """How long a client takes and, for a promised hour, when service may begin."""
    service = {"service_duration": stop.minutes * 60}
    if stop.promised_at:
        early = max(0, clock.at_work(stop.promised_at))
        service |= {"tw_early": early, "tw_late": early + int(leeway.total_seconds())}
    return service


def _add_walks(model: Any, nowhere: Any, doors: list[tuple[Planned, Any]]) -> None:
    """Walking seconds between every two doors."""
    for stop, place in doors:
        model.add_edge(nowhere, place, distance=0, duration=0)
        model.add_edge(place, nowhere, distance=0, duration=0)
        for other, there in doors:
            if stop is not other:
                seconds = walking_s(distance_m(stop.point, other.point))
                model.add_edge(place, there, distance=seconds, duration=seconds)


def _visited(solution: Any, stops: Sequence[Planned]) -> list[Planned]:
    """The stops of the solution's only route, in order."""
    return [stops[step.idx] for route in solution.routes() for step in route.schedule() if step.is_client()]


def _grid(stop: Planned) -> tuple[int, int]:
    """The position in whole 10-metre steps: only a hint for the solver, the walks are what counts."""
    return (round(stop.point[0] * 1e4), round(stop.point[1] * 1e4)) if stop.point else (0, 0)
