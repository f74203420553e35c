"""The map of a route: positions turned into a drawing of our own, without tiles (nothing is asked from outside)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from common.templatetags.charts import coordinate
from visits.models import Stop
from visits.rules import Point
from visits.services.choice import point
from visits.services.day import Sheet

register = template.Library()

WIDTH, HEIGHT, MARGIN = 348, 330, 26
PIN = 9.5
LEEWAY = 0.35  # of the route's height and width, shown around it
XY = tuple[float, float]


@dataclass(frozen=True)
class Pin:
    """A numbered stop as drawn."""

    x: str
    y: str
    text_y: str
    number: int
    name: str
    is_fixed: bool
    door: str


@dataclass(frozen=True)
class Drawing:
    """Everything the template draws, coordinates as text with a point (templates write numbers the Brazilian way)."""

    area: str
    dots: tuple[tuple[str, str], ...]
    path: str
    pins: tuple[Pin, ...]
    bar_m: int
    bar_to: str


@register.inclusion_tag("visits/_map.html")
def route_map(sheet: Sheet) -> dict[str, object]:
    """Draw a route: its territory, its stops in order and the businesses around them."""
    return {"sheet": sheet, "map": draw(sheet)}


def draw(sheet: Sheet) -> Drawing:
    """The drawing of a sheet. Stops without a position are in the list only."""
    placed = [(line.stop, place) for line in sheet.lines if (place := _place(line.stop))]
    others = sheet.neighbours
    ring = [(lat, lon) for lon, lat, *_ in sheet.route.territory.polygon or []]
    outline = ring or hull([*others, *(place for _, place in placed)])
    onto = Projection.around(_framed([place for _, place in placed], others, outline))
    centres = spread([onto.xy(place) for _, place in placed], 2 * PIN + 2)
    bar_m = next((size for size in (2000, 1000, 500, 200, 100) if size * onto.units_per_metre <= WIDTH / 3), 50)
    area = swollen([onto.xy(place) for place in outline], 0 if ring else 14)
    return Drawing(
        area=_d(area) + "z" if len(area) > 2 else "",
        dots=tuple((coordinate(x), coordinate(y)) for x, y in map(onto.xy, others)),
        path=_d(centres),
        pins=tuple(_pin(stop, xy) for (stop, _), xy in zip(placed, centres, strict=True)),
        bar_m=bar_m,
        bar_to=coordinate(14 + bar_m * onto.units_per_metre),
    )


def hull(points: Sequence[Point]) -> list[Point]:
    """The convex outline of the points (monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return _half(ordered)[:-1] + _half(ordered[::-1])[:-1]


def spread(points: Sequence[XY], gap: float) -> list[XY]:
    """The points, those closer than a gap pushed apart so that every number can be read."""
    placed = [list(xy) for xy in points]
    for _ in range(40):
        for i, a in enumerate(placed):
            for b in placed[i + 1 :]:
                dx, dy = b[0] - a[0], b[1] - a[1]
                distance = math.hypot(dx, dy)
                if distance < gap:
                    push, angle = (gap - distance) / 2, math.atan2(dy, dx) if distance else float(i)
                    a[0], a[1] = a[0] - push * math.cos(angle), a[1] - push * math.sin(angle)
                    b[0], b[1] = b[0] + push * math.cos(angle), b[1] + push * math.sin(angle)
    return [(min(max(x, PIN + 2), WIDTH - PIN - 2), min(max(y, PIN + 2), HEIGHT - PIN - 2)) for x, y in placed]


def swollen(points: Sequence[XY], by: float) -> list[XY]:
    """The outline moved outwards from its middle, so that no dot lies on it."""
    if not points or not by:
        return list(points)
    cx, cy = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    return [(x + by * (x - cx) / r, y + by * (y - cy) / r) for x, y in points if (r := math.hypot(x - cx, y - cy) or 1)]


@dataclass(frozen=True)
class Projection:
    """Turns positions into places of the drawing; flat around the middle, which is exact enough for a walk."""

    middle: Point
    scale: float  # units of the drawing for one degree of latitude

    @classmethod
    def around(cls, points: Sequence[Point]) -> Projection:
        """The projection in which all these points are visible."""
        south, north = min(p[0] for p in points), max(p[0] for p in points)
        west, east = min(p[1] for p in points), max(p[1] for p in points)
        middle = ((south + north) / 2, (west + east) / 2)
        tall, wide = max(north - south, 0.003), max((east - west) * _squeeze(middle), 0.003)
        return cls(middle, min((HEIGHT - 2 * MARGIN) / tall, (WIDTH - 2 * MARGIN) / wide))

    def xy(self, place: Point) -> XY:
        """Where a position is drawn."""
        x = WIDTH / 2 + (place[1] - self.middle[1]) * _squeeze(self.middle) * self.scale
        return x, HEIGHT / 2 - (place[0] - self.middle[0]) * self.scale

    @property
    def units_per_metre(self) -> float:
        """How long a metre is drawn."""
        return self.scale / 111_320


def _squeeze(place: Point) -> float:
    """How much shorter a degree of longitude is than one of latitude."""
    return math.cos(math.radians(place[0]))


def _framed(stops: list[Point], others: list[Point], outline: list[Point]) -> list[Point]:
    """The corners of what must be visible: the route with some of its surroundings, or else the whole territory."""
    around = _corners([*stops, *others, *outline] or [(0.0, 0.0)])
    if len(stops) < 2:
        return around
    (south, west), (north, east) = _corners(stops)
    tall, wide = LEEWAY * max(north - south, 0.003), LEEWAY * max(east - west, 0.003)
    return [
        (max(south - tall, around[0][0]), max(west - wide, around[0][1])),
        (min(north + tall, around[1][0]), min(east + wide, around[1][1])),
    ]


def _corners(points: list[Point]) -> list[Point]:
    """The south-west and the north-east corner around the points."""
    latitudes, longitudes = [p[0] for p in points], [p[1] for p in points]
    return [(min(latitudes), min(longitudes)), (max(latitudes), max(longitudes))]


def _pin(stop: Stop, xy: XY) -> Pin:
    x, y = xy
    return Pin(
        x=coordinate(x), y=coordinate(y), text_y=coordinate(y + 3.3),
        number=stop.position, name=stop.business.name, is_fixed=stop.is_fixed,
        door=f"{_d([(x - PIN, y)])}a{PIN} {PIN} 0 0 1 19 0v7a2.5 2.5 0 0 1-2.5 2.5h-14a2.5 2.5 0 0 1-2.5-2.5z",
    )  # fmt: skip


def _place(stop: Stop) -> Point | None:
    return point(stop.business.latitude, stop.business.longitude)


def _half(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for p in points:
        while len(chain) > 1 and _turns_right(chain[-2], chain[-1], p):
            chain.pop()
        chain.append(p)
    return chain


def _turns_right(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) <= 0


def _d(points: Sequence[XY]) -> str:
    """An SVG path through the points."""
    return "M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points) if points else ""
