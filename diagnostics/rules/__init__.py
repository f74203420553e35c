"""Rules over instruments and answers: pure, the same in both languages."""

from diagnostics.rules.logic import apply, truthy
from diagnostics.rules.scoring import (
    HIGHEST,
    LOWEST,
    NOT_SAID,
    TOP_POINTS,
    is_scored,
    missing_answers,
    said,
    score,
    visible_questions,
)

__all__ = [
    "HIGHEST",
    "LOWEST",
    "NOT_SAID",
    "TOP_POINTS",
    "apply",
    "is_scored",
    "missing_answers",
    "said",
    "score",
    "truthy",
    "visible_questions",
]
