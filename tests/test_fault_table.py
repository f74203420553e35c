"""docs/faults.md says which test proves what happens under each fault; here it is held to it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.test_architecture import ROOT

ROW = re.compile(r"^\| (F\d\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TABLE = {
    number: (fault, says, tests) for number, fault, says, tests in ROW.findall((ROOT / "docs/faults.md").read_text())
}
NAMED = [(number, node) for number, (_, _, tests) in TABLE.items() for node in re.findall(r"`([^`]+)`", tests)]


def test_every_fault_has_its_row():
    assert sorted(TABLE) == [f"F{number:02}" for number in range(1, 59)]
    assert all(fault.strip() and says.strip().endswith(".") for fault, says, _ in TABLE.values())
    assert {number for number, _ in NAMED} == set(TABLE), "each row names a test"


@pytest.mark.parametrize(("number", "node"), NAMED, ids=lambda one: one)
def test_a_named_test_is_there_runs_and_says_which_fault(number: str, node: str):
    path, _, name = node.partition("::")
    said = _in_python(ROOT / path, name) if path.endswith(".py") else _in_javascript(ROOT / path, name)
    assert re.search(rf"\b{number}\b", said), f"{node} does not mention {number}"
    assert not re.search(r"(mark|pytest)\.(skip|xfail)|\b(skip|todo): ", said.replace("# fmt: skip", "")), (
        f"{node} may be skipped"
    )


def _in_python(path: Path, name: str) -> str:
    """The source of a test function, decorators included."""
    text = path.read_text()
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef) and node.name == name]
    assert found, f"{path.name} has no {name}"
    assert "pytestmark = pytest.mark.skip" not in text
    first = min([found[0].lineno, *(decorator.lineno for decorator in found[0].decorator_list)])
    return "\n".join(text.splitlines()[first - 1 : found[0].end_lineno])


def _in_javascript(path: Path, title: str) -> str:
    """The line that opens the test of this title (a part of it may be a template)."""
    lines = [line for line in path.read_text().splitlines() if title in line and re.match(r"\s*test\(", line)]
    assert lines, f"{path.name} has no test called {title}"
    return lines[0]
