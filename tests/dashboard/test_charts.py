"""Geometry of the charts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.templatetags.charts import BASE, TOP, Column, nice_step, spark_path, spark_points, stacked_bars

NUMBERS = st.integers(min_value=0, max_value=10**6)


@pytest.mark.parametrize(
    ("highest", "step"),
    [(0, 1), (3, 1), (4, 2), (25, 10), (43, 15), (45, 15), (46, 20), (216, 80), (240, 80), (241, 100), (1000, 400)],
)
def test_steps_are_round(highest: int, step: int):
    assert nice_step(highest) == step


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_columns_stay_inside_and_add_up(values: list[tuple[int, int, int]]):
    chart = stacked_bars([Column(label=str(n), values=each) for n, each in enumerate(values)])
    scale = (BASE - TOP) / chart.ticks[-1].value

    for bar in chart.bars:
        drawn = [segment for segment in bar.segments]
        assert len(drawn) == sum(value > 0 for value in bar.column.values)
        assert all(TOP - 0.1 <= float(segment.y) <= BASE for segment in drawn)
        if drawn:
            assert BASE - float(drawn[-1].y) == pytest.approx(bar.column.total * scale, abs=0.1)


def test_no_columns_draw_an_empty_chart():
    assert stacked_bars([]).bars == ()


def test_coordinates_have_a_point_whatever_the_language():
    assert spark_path([1.5, 2.25]) == "M3.0 21.0L69.0 4.0"


def test_a_flat_line_lies_in_the_middle():
    assert {y for _, y in spark_points([7, 7, 7])} == {"12.5"}


def test_nothing_draws_nothing():
    assert spark_path([]) == ""
