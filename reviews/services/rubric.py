"""The rubric that tutors use, read from its data file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reviews.rules import Rubric

FILE = Path(__file__).resolve().parent.parent / "data" / "rubric.json"


@cache
def rubric() -> Rubric:
    """The rubric in force."""
    return Rubric.read(FILE.read_text(encoding="utf-8"))
