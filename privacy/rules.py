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
    """One thing that was said: about what, what, when it happened and when we wrote it down, by the clock of the place.

    `months`: how long a yes counts, as the notice said that it answers; none: until it is taken back.
    """

    purpose: str
    state: str
    happened_at: datetime
    noted_at: datetime
    months: int | None = None

    @property
    def counts_from(self) -> datetime:
        """When it counts from. A phone that lives in 2035 must not outlast a withdrawal of today (F10)."""
        return min(self.happened_at, self.noted_at)

    @property
    def runs_out_on(self) -> date | None:
        """The last day on which a yes counts, if it has one."""
        return months_later(self.counts_from.date(), self.months) if self.months else None


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


def may(words: Iterable[Word], purpose: str, *, on: date) -> bool:
    """Whether the person's last word on a purpose is a yes whose term is not over."""
    word = standing(words).get(purpose)
    if word is None or word.state != ConsentState.GIVEN:
        return False
    return word.runs_out_on is None or on <= word.runs_out_on


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
