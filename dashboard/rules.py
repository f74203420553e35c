"""Sums of the dashboard over plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

SAME_TOOL_MIN_VISITS = 8  # fewer visits say nothing
SAME_TOOL_SHARE = 0.9
SILENT_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Trend:
    """A number against the same days of the month before."""

    before: float
    now: float

    @property
    def change(self) -> float:
        """How much it moved."""
        return self.now - self.before

    @property
    def direction(self) -> str:
        """up, down or flat."""
        if abs(self.change) < 1e-9:
            return "flat"
        return "up" if self.change > 0 else "down"


def share(part: float, whole: float) -> float | None:
    """Part of a whole; nothing of nothing is unknown, not zero."""
    return part / whole if whole else None


def is_same_tool_for_all(visits: int, with_tool: int) -> bool:
    """Whether an agent hands the same tool to nearly everybody (DEL-02: a standard portfolio for all is wrong)."""
    return visits >= SAME_TOOL_MIN_VISITS and with_tool / visits >= SAME_TOOL_SHARE


def is_silent(since: datetime, now: datetime, *, unsent: int = 0) -> bool:
    """Whether a phone is overdue: 24 h without sending, not counting weekends unless it said it holds visits."""
    return now - since > SILENT_AFTER if unsent else working_time(since, now) > SILENT_AFTER


def working_time(since: datetime, now: datetime) -> timedelta:
    """Time between two local moments that lies on Mondays to Fridays."""
    total = timedelta()
    while since < now:
        midnight = datetime.combine(since.date() + timedelta(days=1), time(), since.tzinfo)
        if since.weekday() < 5:
            total += min(midnight, now) - since
        since = midnight
    return total


def signed(change: float, decimals: int = 0) -> str:
    """+41, −2, +3,1: the minus is a real minus sign, the comma Brazilian."""
    rounded = round(change, decimals)
    text = f"{abs(rounded):.{decimals}f}".replace(".", ",")
    return "igual" if not rounded else f"{'+' if rounded > 0 else '−'}{text}"
