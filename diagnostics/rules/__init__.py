"""Rules over instruments and answers: pure, the same in both languages."""

from diagnostics.rules.logic import apply, truthy
from diagnostics.rules.scoring import (
    HIGHEST,
    LOWEST,
    NOT_SAID,
    NOT_SAID_WORDS,
    TOP_POINTS,
    answer_words,
    is_scored,
    missing_answers,
    said,
    score,
    visible_questions,
)
from diagnostics.rules.showing import (
    DOWN,
    MOST_USEFUL,
    SAME,
    UP,
    blocks_of,
    headline,
    level_of,
    lowest_first,
    moved,
    named,
)

__all__ = [
    "DOWN",
    "HIGHEST",
    "LOWEST",
    "MOST_USEFUL",
    "NOT_SAID",
    "NOT_SAID_WORDS",
    "SAME",
    "TOP_POINTS",
    "UP",
    "answer_words",
    "apply",
    "blocks_of",
    "headline",
    "is_scored",
    "level_of",
    "lowest_first",
    "missing_answers",
    "moved",
    "named",
    "said",
    "score",
    "truthy",
    "visible_questions",
]
