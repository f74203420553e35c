"""What the rules answer: records to make, what stands in the way, and every rule that spoke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Who can put a problem right (`acts`); pages and commands show these words.
AGENT, MANAGER, STATE, SUPPORT = "Agente", "Gestão regional", "Administração estadual", "Suporte técnico"


@dataclass(frozen=True)
class Reason:
    """A rule that spoke: its number and what it said, in Portuguese."""

    rule: str
    text: str


@dataclass(frozen=True)
class Obstacle:
    """Why nothing leaves, and who can put it right. `where` is the field of the form that cures it, if one does."""

    code: str
    message: str
    acts: str
    rule: str
    where: str = ""
    blocks: bool = True  # the programme blocks, it does not warn (PRG-21)


@dataclass(frozen=True)
class Planned:
    """A record to make."""

    kind: str
    solution_type: str
    action: Any  # the key that the facts brought
    category: str
    with_person: bool
    with_business: bool
    modality: str
    counts: bool
    description: str
    detail: str = ""
    solution: Any = None
    tied_to: Any = None


@dataclass(frozen=True)
class Decision:
    """Records to make, or the problem that stands in the way, and every rule that spoke. Never both."""

    records: tuple[Planned, ...] = ()
    problem: Obstacle | None = None
    reasons: tuple[Reason, ...] = ()
