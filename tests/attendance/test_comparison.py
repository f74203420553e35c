"""A day of ours beside a day of SAS's, as values."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from attendance.rules.comparison import Row, Tally, compare, tallies

ROW = Row("r1", "SAS-1", "rosangela", "CE-01", "attendance", True)


def kinds(ours: list[Row], theirs: list[Row], elsewhere: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(found.kind, found.number) for found in compare(ours, theirs, elsewhere)]


def test_it_works() -> None:
    assert kinds([ROW], [ROW]) == []
    assert tallies([ROW], [ROW, replace(ROW, reference="x", agent="davi")]) == [
        Tally("davi", "CE-01", 0, 1), Tally("rosangela", "CE-01", 1, 1),
    ]  # fmt: skip


def test_each_kind_of_difference() -> None:
    assert kinds([ROW], []) == [("missing", "SAS-1")]
    assert kinds([replace(ROW, number="")], []) == []
    assert kinds([replace(ROW, number="")], [ROW]) == [("unsettled", "SAS-1")]
    assert kinds([ROW], [ROW, replace(ROW, number="SAS-2")]) == [("doubled", "SAS-2")]
    assert kinds([ROW], [replace(ROW, number="SAS-9")]) == [("number", "SAS-9")]
    assert kinds([ROW], [replace(ROW, agent="davi")]) == [("content", "SAS-1")]
    assert kinds([], [ROW]) == [("unknown", "SAS-1")]
    assert kinds([], [ROW], elsewhere=("r1",)) == []


ROWS = st.builds(Row, st.sampled_from("abcd"), st.sampled_from(["1", "2", "3"]), st.just("x"), st.just("y"))


@given(st.lists(ROWS, max_size=6, unique_by=lambda row: row.reference))
def test_a_side_never_differs_from_itself(rows: list[Row]) -> None:
    assert compare(rows, rows) == []


@given(st.lists(ROWS, max_size=6, unique_by=lambda row: row.reference), st.lists(ROWS, max_size=6, unique=True))
def test_nothing_that_differs_goes_untold(ours: list[Row], theirs: list[Row]) -> None:
    same = {(row.reference, row.number) for row in ours} == {(row.reference, row.number) for row in theirs}
    assert (compare(ours, theirs) == []) == same
