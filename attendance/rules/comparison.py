"""A day of ours beside a day of SAS's: counts per agent and action, and every key on which we differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MISSING, UNSETTLED, DOUBLED = "missing", "unsettled", "doubled"
NUMBER, CONTENT, UNKNOWN = "number", "content", "unknown"


@dataclass(frozen=True)
class Row:
    """One record, as either side has it. `number` empty: ours is not registered."""

    reference: str
    number: str
    agent: str
    action: str
    kind: str = ""
    counts: bool = False

    @property
    def content(self) -> tuple[str, str, str, bool]:
        """What must be the same on both sides."""
        return self.agent, self.action, self.kind, self.counts


@dataclass(frozen=True)
class Finding:
    """A key on which the two sides differ."""

    kind: str
    reference: str
    number: str
    agent: str
    action: str


@dataclass(frozen=True)
class Tally:
    """How many of an agent in an action, on each side."""

    agent: str
    action: str
    ours: int
    theirs: int


def compare(ours: Collection[Row], theirs: Collection[Row], elsewhere: Collection[str] = ()) -> list[Finding]:
    """Every difference. `elsewhere`: references of ours that are of another day."""
    there: dict[str, list[Row]] = {}
    for row in theirs:
        there.setdefault(row.reference, []).append(row)
    here = {row.reference for row in ours} | set(elsewhere)
    found = [finding for row in ours for finding in _differences(row, there.get(row.reference, []))]
    strangers = [row for row in theirs if row.reference not in here]
    return found + [_finding(UNKNOWN, row, row.number) for row in strangers]


def _differences(row: Row, there: list[Row]) -> Iterable[Finding]:
    if not there:
        return [_finding(MISSING, row, row.number)] if row.number else []
    if not row.number:
        return [_finding(UNSETTLED, row, there[0].number), *_doubles(row, there[0].number, there)]
    if row.number not in {other.number for other in there}:
        return [_finding(NUMBER, row, other.number) for other in there]
    same = next(other for other in there if other.number == row.number)
    changed = [_finding(CONTENT, row, row.number)] if same.content != row.content else []
    return changed + _doubles(row, row.number, there)


def _doubles(row: Row, kept: str, there: list[Row]) -> list[Finding]:
    return [_finding(DOUBLED, row, other.number) for other in there if other.number != kept]


def _finding(kind: str, row: Row, number: str) -> Finding:
    return Finding(kind, row.reference, number, row.agent, row.action)


def tallies(ours: Collection[Row], theirs: Collection[Row]) -> list[Tally]:
    """Counts per agent and action; ours are those that are registered."""
    mine = Counter((row.agent, row.action) for row in ours if row.number)
    yours = Counter((row.agent, row.action) for row in theirs)
    return [Tally(agent, action, mine[agent, action], yours[agent, action]) for agent, action in sorted(mine | yours)]
