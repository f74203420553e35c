"""docs/regras.md: every requirement is in it, and whatever it names exists and speaks of it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from pydoc import locate
from typing import NamedTuple

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TABLE = (ROOT / "docs" / "regras.md").read_text(encoding="utf-8")
GROUPS = {
    "PRG": 32, "CAT": 16, "SOL": 46, "ACT": 14, "PRM": 24, "PLN": 14, "EXE": 8, "CNS": 5, "DIA": 7, "DEL": 12, "JOR": 6,
    "CRD": 10, "IND": 11, "MON": 7, "CAP": 5, "TRN": 6, "PAR": 15, "KAM": 13,
}  # fmt: skip
BINDING = {"PRG", "CAT", "SOL", "CRD", "IND"}  # groups that bind attendance


class Row(NamedTuple):
    """A line of the table."""

    number: str
    strength: str
    what: str
    held_by: str
    proved_by: str
    remark: str


def rows() -> list[Row]:
    """The lines of the requirements."""
    lines = re.findall(r"^\| ([A-Z]{3}-\d\d) \| (\w+) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", TABLE, re.M)
    return [Row(*(cell.strip("` ") for cell in line)) for line in lines]


ROWS = rows()
CONTRADICTIONS = re.findall(r"^\| (X\d+) \| .*? \| (.*?) \|$", TABLE, re.M)


@cache
def proofs_in(path: str) -> dict[str, str]:
    """The text of each test of a file, what stands above it (parametrised cases) included."""
    source = (ROOT / path).read_text(encoding="utf-8")
    lines = source.splitlines()
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            found[node.name] = "\n".join(lines[first - 1 : node.end_lineno])
    return found


def cited(text: str, number: str) -> bool:
    """Whether a text names a number, alone or within "SOL-07 to SOL-26"."""
    if re.search(rf"\b{number}\b", text):
        return True
    group, _, place = number.partition("-")
    spans = re.findall(rf"{group}-(\d\d) to {group}-(\d\d)", text)
    return any(int(first) <= int(place) <= int(last) for first, last in spans)


def test_every_requirement_has_its_line() -> None:
    assert sum(GROUPS.values()) == 251
    expected = [f"{group}-{place:02d}" for group, count in GROUPS.items() for place in range(1, count + 1)]
    assert sorted(row.number for row in ROWS) == sorted(expected)
    assert [number for number, _ in CONTRADICTIONS] == [f"X{place}" for place in range(1, 28)]


def test_binding_items_have_a_holder_and_a_test_or_a_reason() -> None:
    naked = [
        row.number
        for row in ROWS
        if row.strength == "HARD"
        and row.number[:3] in BINDING
        and not (row.held_by and row.proved_by)
        and len(row.remark) < 8
    ]
    assert not naked
    held = [row for row in ROWS if row.strength == "HARD" and row.number[:3] in BINDING and row.proved_by]
    assert len(held) > 70  # most of them: reasons are the exception


@pytest.mark.parametrize("name", sorted({row.held_by for row in ROWS if row.held_by}))
def test_holders_exist(name: str) -> None:
    if name.startswith("constraint "):
        constraints = {each.name for model in apps.get_models() for each in model._meta.constraints}
        assert name.removeprefix("constraint ") in constraints
    else:
        assert locate(name) is not None


@pytest.mark.parametrize("row", [row for row in ROWS if row.proved_by], ids=lambda row: row.number)
def test_proofs_exist_and_speak_of_it(row: Row) -> None:
    path, _, name = row.proved_by.partition("::")
    found = proofs_in(path)
    assert name in found
    header = (ROOT / path).read_text(encoding="utf-8").split('"""')[1]
    assert cited(found[name] + header, row.number), f"{row.proved_by} does not cite {row.number}"


@pytest.mark.parametrize(("number", "shown"), [(n, shown) for n, shown in CONTRADICTIONS if "::" in shown])
def test_contradictions_are_shown(number: str, shown: str) -> None:
    path, _, name = shown.strip("`").partition("::")
    assert re.search(rf"\b{number}\b", proofs_in(path)[name])
