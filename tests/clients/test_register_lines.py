from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clients.services.register_lines import MAX_LINES_PER_ROW, join, rows, sample_problem, split

LATIN_1 = st.text(st.characters(max_codepoint=255, exclude_characters="\n"), max_size=30)
ROWS = st.lists(st.lists(LATIN_1, min_size=7, max_size=7), max_size=8)


def decoded(parts: list[bytes] | None) -> list[str] | None:
    return parts if parts is None else [part.decode("latin-1") for part in parts]


def test_it_works() -> None:
    file = b'"1";"BAR DO ZE"\r\n"2";"A ""B""; C"\n'
    assert [split(row, 2) for row in rows(file.splitlines(keepends=True))] == [
        [b"1", b"BAR DO ZE"],
        [b"2", b'A "B"; C'],
    ]


@given(ROWS)
def test_any_field_values_come_back(published: list[list[str]]) -> None:
    lines = [join(row) for row in published]
    assert [decoded(split(row, 7)) for row in rows(lines)] == published


@given(st.lists(st.sampled_from(['"', ";", '";"', "a", "É", " "]), min_size=1, max_size=12).map("".join))
def test_quotes_and_semicolons_inside_a_field_come_back(value: str) -> None:
    assert decoded(split(join([value, "x", value]), 3)) == [value, "x", value]


@given(st.integers(1, MAX_LINES_PER_ROW - 1))
def test_a_line_break_inside_quotes_does_not_end_the_row(breaks: int) -> None:
    value = "RUA" + "\n" * breaks + "A"
    file = join(["1", value]) + join(["2", "B"])
    assert [decoded(split(row, 2)) for row in rows(file.splitlines(keepends=True))] == [["1", value], ["2", "B"]]


@given(st.lists(st.binary(max_size=60), max_size=20), st.integers(1, 30))
def test_any_bytes_become_rows_or_broken_rows(pieces: list[bytes], columns: int) -> None:
    lines = [piece.replace(b"\n", b"") + b"\n" for piece in pieces]
    read = list(rows(lines))
    assert b"".join(read).split() == b"".join(line for line in lines if line.strip()).split()
    for parts in (split(row, columns) for row in read):
        assert parts is None or len(parts) == columns


@given(st.binary(max_size=3000), st.sampled_from([2, 7, 30]))
def test_any_sample_gets_a_clear_answer(sample: bytes, columns: int) -> None:
    assert isinstance(sample_problem(sample, columns), str)


def test_a_stray_quote_costs_one_row_only() -> None:
    good = [join([str(n), "OK"]) for n in range(20)]
    read = [split(row, 2) for row in rows([b'"0";"BAR "DO ZE"\n', *good])]
    assert read[0] is None
    assert [parts[0] for parts in read[1:] if parts] == [str(n).encode() for n in range(20)]


def test_tells_what_a_file_is_instead() -> None:
    seven = ["1", "2", "3", "4", "5", "6", "7"]
    assert sample_problem(join(seven), 7) == ""
    assert "7 colunas" in sample_problem(join(seven), 30)
    assert "vazio" in sample_problem(b"\n", 7)
    assert "página da internet" in sample_problem(b"<!DOCTYPE html><html>", 7)
    assert "BOM" in sample_problem(b"\xef\xbb\xbf" + join(seven), 7)
    assert "UTF-8" in sample_problem('"1";"AÇÚCAR"\n'.encode(), 2)
    assert "não é um arquivo de texto" in sample_problem(b"PK\x03\x04\x00\x00\x00", 7)
    assert "aspas" in sample_problem(b"bom dia\n", 7)
