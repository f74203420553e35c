"""Charts as SVG: pure functions that turn values into geometry, and the tags that draw it.

Coordinates leave here as text with a point, because templates write numbers the Brazilian way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()

WIDTH, BASE, TOP = 760, 190, 10  # of the stacked chart's drawing
FOOT, LABEL, INSIDE = 26, 18, 12  # room under the base, where the labels stand, where a value stands in its bar
LEFT, GAP = 34, 1.6
SPARK_LEFT, SPARK_RIGHT, SPARK_TOP, SPARK_BASE = 3, 69, 4, 21


@dataclass(frozen=True)
class Column:
    """What a caller gives: a label, one value per series (in the order of the stack) and the list behind it."""

    label: str
    values: tuple[int, ...]
    url: str = ""

    @property
    def total(self) -> int:
        """The whole stack."""
        return sum(self.values)


@dataclass(frozen=True)
class Segment:
    """One coloured rectangle."""

    css: str
    y: str
    height: str


@dataclass(frozen=True)
class Bar:
    """A column as drawn."""

    column: Column
    x: str
    middle: str
    width: str
    segments: tuple[Segment, ...]
    total_y: str
    first: int
    first_fits: bool


@dataclass(frozen=True)
class Tick:
    """A line across the chart with its value."""

    y: str
    text_y: str
    value: int


@dataclass(frozen=True)
class StackedChart:
    """Everything the template needs."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def coordinate(value: float) -> str:
    """A coordinate as text: one decimal, a point."""
    return f"{value:.1f}"


def nice_step(highest: int, steps: int = 3) -> int:
    """The smallest round step (10, 15, 20, 30, 40, 50, 60 or 80 and their tenfolds) of which `steps` reach `highest`.

    Under ten every whole number but 7 and 9 will do: nobody visits half a business.
    """
    if highest <= 8 * steps:
        return next(step for step in (1, 2, 3, 4, 5, 6, 8) if step * steps >= highest)
    power = 10
    while True:
        for tenths in (10, 15, 20, 30, 40, 50, 60, 80):
            if tenths * power * steps >= highest * 10:
                return tenths * power // 10
        power *= 10


def stacked_bars(columns: Sequence[Column]) -> StackedChart:
    """Geometry of a stacked column chart, first series at the bottom."""
    step = nice_step(max((column.total for column in columns), default=0))
    scale = (BASE - TOP) / (step * 3)
    ticks = tuple(
        Tick(y=coordinate(BASE - scale * step * n), text_y=coordinate(BASE - scale * step * n + 4), value=step * n)
        for n in range(4)
    )
    slot = (WIDTH - LEFT) / max(len(columns), 1)
    return StackedChart(tuple(_bar(column, n, slot, scale) for n, column in enumerate(columns)), ticks)


def _bar(column: Column, n: int, slot: float, scale: float) -> Bar:
    """One column: segments from the base upwards with a hair of air between them."""
    width = min(slot * 0.51, 46)
    middle = LEFT + slot * (n + 0.5)
    segments = []
    y: float = BASE
    for css, value in zip(("c1", "c2", "c3"), column.values, strict=False):
        height = value * scale
        y -= height
        if value:
            segments.append(Segment(css, coordinate(y), coordinate(max(height - GAP, 0.8))))
    first = column.values[0] if column.values else 0
    return Bar(
        column=column, x=coordinate(middle - width / 2), middle=coordinate(middle), width=coordinate(width),
        segments=tuple(segments), total_y=coordinate(y - 5), first=first, first_fits=first * scale >= 22,
    )  # fmt: skip


def spark_points(values: Sequence[float]) -> list[tuple[str, str]]:
    """Points of a sparkline, evenly spaced, lowest value at the base; a flat line lies in the middle."""
    if not values:
        return []
    low, high = min(values), max(values)
    across = (SPARK_RIGHT - SPARK_LEFT) / max(len(values) - 1, 1)
    span = SPARK_BASE - SPARK_TOP
    return [
        (
            coordinate(SPARK_LEFT + across * n),
            coordinate(SPARK_BASE - span * ((value - low) / (high - low) if high > low else 0.5)),
        )
        for n, value in enumerate(values)
    ]


def spark_path(values: Sequence[float]) -> str:
    """The `d` of a sparkline's path."""
    return "".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(spark_points(values)))


@register.inclusion_tag("charts/stacked.html")
def stacked_chart(columns: Sequence[Column], title: str, description: str) -> dict[str, object]:
    """A stacked column chart with its values printed, each column a link to the list behind it."""
    return {
        "chart": stacked_bars(columns), "title": title, "description": description,
        "width": WIDTH, "height": BASE + FOOT, "top": TOP, "hit": BASE + LABEL - TOP,
        "left": LEFT, "label_y": BASE + LABEL, "inside_y": BASE - INSIDE,
    }  # fmt: skip


@register.inclusion_tag("charts/spark.html")
def sparkline(values: Sequence[float]) -> dict[str, object]:
    """A small line without axes; the number beside it says the same."""
    points = spark_points(values)
    return {"path": spark_path(values), "last": points[-1] if len(points) > 1 else None}


@register.inclusion_tag("charts/bar.html")
def share_bar(share: float | None, of: float = 1) -> dict[str, object]:
    """A horizontal bar of 0 to 100 %, `share` of `of`; the number stands beside it."""
    return {"width": coordinate(min(max((share or 0) / (of or 1), 0), 1) * 100)}


LEVEL_BLOCKS = ((1, 16, 8), (15, 11, 13), (29, 6, 18), (43, 1, 23))  # x, y, height: each a step taller
FILLED, UNFILLED, IN_NEED = "#6d2a63", "#e4d8e1", "#ffb629"


@register.inclusion_tag("charts/blocks.html")
def level_blocks(theme: Any) -> dict[str, object]:
    """A level as four growing blocks, with a dot under the block of last time; the same on screen and on paper."""
    fills = [IN_NEED if theme.is_gap else FILLED] * theme.filled + [UNFILLED] * (len(LEVEL_BLOCKS) - theme.filled)
    blocks = [
        {"x": x, "y": y, "height": height, "on": fill != UNFILLED, "fill": fill}
        for (x, y, height), fill in zip(LEVEL_BLOCKS, fills, strict=True)
    ]
    dot = LEVEL_BLOCKS[theme.before - 1][0] + 5.5 if theme.before else None
    return {"blocks": blocks, "dot": coordinate(dot) if dot else "", "words": theme.words}
