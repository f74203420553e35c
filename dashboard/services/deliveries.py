"""What was left with clients: tool by tool, proposed or chosen by the agent, and what clients thought (DEL-02)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dashboard.rules import share
from dashboard.services import scope
from dashboard.services.filters import Filters
from dashboard.services.indicators import visit_list
from deliveries.enums import Opinion
from deliveries.models import Delivery
from deliveries.rules import is_own_choice

LATEST = 30
GUIDANCE = ""  # the key of what is no tool


@dataclass
class ToolRow:
    """One tool in the period."""

    key: str
    name: str
    url: str = ""
    left: int = 0
    proposed: int = 0  # visits in which the rule proposed it
    own: int = 0  # of those left: the agent's own choice
    opinions: Counter[str] = field(default_factory=Counter)

    @property
    def will_use(self) -> int:
        """Clients who said that they will use it."""
        return self.opinions[Opinion.WILL_USE]

    @property
    def undecided(self) -> int:
        """Clients who did not know yet."""
        return self.opinions[Opinion.UNDECIDED]

    @property
    def not_useful(self) -> int:
        """Clients for whom it was nothing."""
        return self.opinions[Opinion.NOT_USEFUL]


@dataclass(frozen=True)
class OwnChoice:
    """Something that an agent chose in place of what was proposed, and why."""

    delivery: Delivery
    instead_of: tuple[str, ...]


@dataclass(frozen=True)
class Left:
    """The page's content."""

    rows: list[ToolRow]
    total: int
    own: int
    asked: int
    will_use: int
    choices: list[OwnChoice]

    @property
    def own_share(self) -> float | None:
        """Own choices among what was left."""
        return share(self.own, self.total)

    @property
    def will_use_share(self) -> float | None:
        """Who will use it, of those who were asked."""
        return share(self.will_use, self.asked)


def left_behind(user: Any, filters: Filters) -> Left:
    """What the period's attended visits left, of those that the reader may see."""
    found = Delivery.objects.filter(visit__in=scope.visits(user, filters).attended().order_by())
    names = scope.names_of_tools(user)
    rows = _by_tool(found.values_list("tool__key", "proposed", "own_choice_because", "opinion", "visit_id"), names)
    for row in rows:
        row.url = visit_list(filters.but(tool=row.key)) if row.key else ""
    opinions = sum((row.opinions for row in rows), Counter[str]())
    asked = sum(count for opinion, count in opinions.items() if opinion)
    return Left(
        rows, sum(row.left for row in rows), sum(row.own for row in rows), asked, opinions[Opinion.WILL_USE],
        list(_latest(found, names)),
    )  # fmt: skip


def _by_tool(deliveries: Iterable[Any], names: dict[str, str]) -> list[ToolRow]:
    """Tools that were left or proposed, what was left most often first; guidance is one row."""
    rows: dict[str, ToolRow] = {}
    told: set[tuple[str, UUID]] = set()
    for key, proposed, because, opinion, visit_id in deliveries:
        name = names.get(key, key) if key else "Orientação com as palavras do agente"
        row = rows.setdefault(key or GUIDANCE, ToolRow(key or GUIDANCE, name))
        row.left += 1
        row.own += is_own_choice(key, proposed, because)
        row.opinions[opinion] += 1
        told.update((each, visit_id) for each in proposed or ())
    for key, count in Counter(key for key, _ in told).items():
        rows.setdefault(key, ToolRow(key, names.get(key, key))).proposed = count
    return sorted(rows.values(), key=lambda row: (-row.left, -row.proposed, row.name))


def _latest(found: Any, names: dict[str, str]) -> Iterable[OwnChoice]:
    """The newest own choices with their reasons."""
    chosen = found.exclude(own_choice_because="").select_related("tool", "visit__agent", "visit__business")
    for delivery in chosen.order_by("-visit__started_at", "pk")[:LATEST]:
        yield OwnChoice(delivery, tuple(names.get(key, key) for key in delivery.proposed or ()))
