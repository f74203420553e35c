"""What counts of everything that somebody said about a purpose, and the legal term of an answer. Pure."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from privacy.enums import ConsentState

ANSWER_WITHIN = timedelta(days=15)  # LGPD art. 19, II


@dataclass(frozen=True)
class Word:
    """One thing that was said: about what, what, when it happened and when we wrote it down."""

    purpose: str
    state: str
    happened_at: datetime
    noted_at: datetime

    @property
    def counts_from(self) -> datetime:
        """When it counts from. A phone that lives in 2035 must not outlast a withdrawal of today (F10)."""
        return min(self.happened_at, self.noted_at)


def standing(words: Iterable[Word]) -> dict[str, Word]:
    """The last word on each purpose. Of two at the same moment the one that stops counts: doubt is no consent."""
    latest: dict[str, Word] = {}
    for word in words:
        before = latest.get(word.purpose)
        if before is None or _order(word) >= _order(before):
            latest[word.purpose] = word
    return latest


def _order(word: Word) -> tuple[datetime, bool]:
    return word.counts_from, word.state != ConsentState.GIVEN


def may(words: Iterable[Word], purpose: str, terms: Mapping[str, int | None], *, on: date) -> bool:
    """Whether the person's last word on a purpose is a yes whose term is not over."""
    word = standing(words).get(purpose)
    if word is None or word.state != ConsentState.GIVEN:
        return False
    until = runs_out_on(word, terms.get(purpose))
    return until is None or on <= until


def runs_out_on(word: Word, months: int | None) -> date | None:
    """The last day on which a yes counts; none when the notice gave it no term."""
    return months_later(word.counts_from.date(), months) if months else None


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


WORDS_PER_S = 3.3  # somebody reading plain Portuguese to themselves


def reading_seconds(content: Mapping[str, Any]) -> int:
    """How long the notice's screen takes to read: its lines and the questions, not what unfolds."""
    lines = [content.get(name, "") for name in ("title", "intro", "what", "why", "who", "rights")]
    asked = [purpose.get("text", "") for purpose in content.get("purposes", ()) if purpose.get("needs_consent")]
    return math.ceil(len(" ".join([*lines, *asked]).split()) / WORDS_PER_S)


def due_on(asked_on: date) -> date:
    """By when a request must be answered (LGPD art. 19, II)."""
    return asked_on + ANSWER_WITHIN
