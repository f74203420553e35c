"""Each setting that comes from the environment stands in the operators' table, and the other way round."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READS = re.compile(r"""(?:environ(?:\.get|\.setdefault)?[\[(]|flag\(|listed\(|number\()\s*["']([A-Z][A-Z_]+)["']""")
NOT_FOR_OPERATORS = {
    "DJANGO_SETTINGS_MODULE",  # Django's own
    "CI",  # the test suite's
}


def read_by_the_code() -> set[str]:
    """Names that settings and start-up read."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "config").rglob("*.py"))
    return set(READS.findall(sources)) - NOT_FOR_OPERATORS


def named_in_the_table() -> set[str]:
    """Names in the first column of the table."""
    guide = (ROOT / "docs" / "guias" / "operacao.md").read_text(encoding="utf-8")
    first_columns = re.findall(r"^\| (`[^|]+`) \|", guide, flags=re.MULTILINE)
    return {name for column in first_columns for name in re.findall(r"`([A-Z][A-Z_]+)`", column)}


def test_every_setting_is_documented() -> None:
    assert read_by_the_code() - named_in_the_table() == set()


def test_nothing_is_documented_that_nobody_reads() -> None:
    assert named_in_the_table() - read_by_the_code() == set()
