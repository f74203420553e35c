"""Files for bulk loading and their return files, as texts."""

from __future__ import annotations

import csv
import io
import json
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.rules.sheets import Unreadable, as_csv, as_lines, harmless, read_return

UNSTORABLE = ('{"numero": "\\ud800"}', '{"numero": NaN}', '{"numero": 1e999}')  # Python reads it, PostgreSQL refuses it
TEXT = st.text("aÇã0;\"'=,— \u2028😀", max_size=12)


@given(st.lists(st.fixed_dictionaries({"cnpj": TEXT, "descricao": TEXT}), min_size=1, max_size=5))
def test_it_works_what_is_written_is_read(rows: list[dict[str, str]]) -> None:
    safe = [{key: harmless(text) for key, text in row.items()} for row in rows]
    assert list(csv.DictReader(io.StringIO(as_csv(rows), newline=""), delimiter=";")) == safe
    assert [json.loads(line) for line in as_lines(rows).split("\n")[:-1]] == rows


@pytest.mark.parametrize("name", ["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_what_a_client_is_called_is_no_formula(name: str) -> None:
    row = next(csv.DictReader(io.StringIO(as_csv([{"nome": name, "minutos": -3}]), newline=""), delimiter=";"))
    assert row == {"nome": f"'{name}", "minutos": "-3"}


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("linha;referencia;numero\n" + "9" * 5_000 + ";r;1\n", True),
        ('{"referencia": "r", "linha": "' + "9" * 5_000 + '"}', True),
        ("referencia;numero;" + "a" * 200_000 + "\nr;1\n", False),
        ("referencia;numero;mensagem\nr;1;a\0b\n", True),
        ('{"referencia": "r", "numero": "a\\u0000b"}', True),
    ],
    ids=["line number", "line number, JSON", "heading", "NUL, which no column holds", "NUL, JSON"],
)
def test_a_hostile_return_breaks_nothing(text: str, is_read: bool) -> None:
    with nullcontext() if is_read else pytest.raises(Unreadable):
        assert [(one.line, "\0" in str(one.body)) for one in read_return(text)] == [(1, False)]


def test_a_csv_of_returns() -> None:
    text = "\ufefflinha;Referencia;numero;codigo;mensagem\r\n1;r1;SAS-1;;\r\n2;r2;;DOC-INVALIDO;CPF inválido\r\n"
    first, second = read_return(text)
    assert (first.line, first.reference, first.body["numero"], "erros" in first.body) == (1, "r1", "SAS-1", False)
    assert second.body["erros"] == [{"campo": "", "codigo": "DOC-INVALIDO", "mensagem": "CPF inválido"}]


def test_json_lines_of_returns() -> None:
    text = '{"referencia": "r1", "numero": "SAS-1"}\n\n{"referencia": "r2", "erros": [{"codigo": "X"}]}\n'
    assert [(said.line, said.reference) for said in read_return(text)] == [(1, "r1"), (2, "r2")]


@pytest.mark.parametrize(
    "text", ["", "  \n", "a,b,c\n1,2,3\n", '{"referencia": ', "[1]", "<html></html>", "{}\n[]\n", *UNSTORABLE]
)
def test_what_is_no_return_is_said(text: str) -> None:
    with pytest.raises(Unreadable):
        read_return(text)


@given(st.text(max_size=200))
def test_no_file_breaks_the_reader(text: str) -> None:
    try:
        said: Any = read_return(text)
    except Unreadable:
        return
    assert all(isinstance(row.body, dict) for row in said)
