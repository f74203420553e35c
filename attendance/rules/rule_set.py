"""The programme's rules as dated values (PRG-01, SOL-01): Anexo I, the solution types, the actions of a plan year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from attendance.enums import Modality
from attendance.rules.facts import ActionFact

MODALITY = {"presencial": Modality.IN_PERSON, "à distância": Modality.REMOTE}
ANY_INSTRUMENT = "Todos"
YES, NO, CONDITIONAL = "yes", "no", "conditional"


@dataclass(frozen=True)
class SolutionType:
    """One of the twenty types of 2024 with its attributes (SOL-07 to SOL-26)."""

    code: str
    name: str
    proposition: str
    admits_business: bool
    needs_business: bool
    modalities: frozenset[str]
    is_assisted: bool
    structures: frozenset[str]
    needs_offer: bool
    counting_event: str


@dataclass(frozen=True)
class CategoryRow:
    """A row of Anexo I: an instrument of a category and whom it may attend."""

    category: str
    instrument: str
    solution_type: str  # its equivalent of 2024; empty: none (X7) or any (CAT-14)
    person: str  # yes, no or conditional
    business: str
    condition: str
    only_management: bool


@dataclass(frozen=True)
class RuleSet:
    """The rules in force between two days, with the unit's actions once `with_actions` has put them in."""

    key: str
    starts_on: date
    ends_on: date | None
    types: Mapping[str, SolutionType]
    rows: tuple[CategoryRow, ...]
    minimum_minutes: Mapping[str, int] = field(default_factory=dict)
    admits_unnamed: frozenset[str] = frozenset()
    fair_admits_startup_person: bool = False  # X9
    network_share_percent: int = 10
    excludes: Mapping[str, frozenset[str]] = field(default_factory=dict)  # indicator → types left out (SOL-06)
    actions: tuple[ActionFact, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether these rules are in force on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def with_actions(self, actions: Iterable[ActionFact]) -> RuleSet:
        """The same rules for a unit's plan year."""
        return replace(self, actions=tuple(actions))

    def rows_of(self, category: str) -> tuple[CategoryRow, ...]:
        """The rows of a category."""
        return tuple(row for row in self.rows if row.category == category)

    def knows_instrument(self, solution_type: str) -> bool:
        """Whether Anexo I of 2023 has an instrument for a type of 2024 at all (X8)."""
        return any(row.solution_type == solution_type for row in self.rows)


def rule_set_of(entry: Mapping[str, Any], types: Iterable[Mapping[str, str]], rows: Any) -> RuleSet:
    """A rule set from its entry in rule_sets.json and the rows of its two tables."""
    ends_on = entry["ends_on"]
    return RuleSet(
        key=entry["key"],
        starts_on=date.fromisoformat(entry["starts_on"]),
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
        types={row["code"]: _type_of(row) for row in types},
        rows=tuple(_row_of(row) for row in rows),
        minimum_minutes=dict(entry["minimum_minutes"]),
        admits_unnamed=frozenset(entry["admits_unnamed"]),
        fair_admits_startup_person=entry["fair_admits_startup_person"],
        network_share_percent=entry["network_share_percent"],
        excludes={key: frozenset(one["excludes"]) for key, one in entry["indicators"].items()},
    )


def _type_of(row: Mapping[str, str]) -> SolutionType:
    return SolutionType(
        code=row["code"],
        name=row["type_pt"],
        proposition=row["value_proposition_pt"],
        admits_business=row["pj_allowed"] == YES,
        needs_business=row["pj_required"] == YES,
        modalities=frozenset(MODALITY[one] for one in row["modalidades"].split("|")),
        is_assisted=row["intermediacao"].startswith("assistida"),
        structures=frozenset(row["execution_structures"].split("|")),
        needs_offer=row["disponibilizacao"] == "sim",
        counting_event=row["counting_event"],
    )


def _row_of(row: Mapping[str, str]) -> CategoryRow:
    return CategoryRow(
        category=row["category_pt"],
        instrument=row["instrument_pt"],
        solution_type=row["equivalent_2024_type"],
        person=row["pf_allowed"],
        business=row["pn_allowed"],
        condition=row["condition_key"],
        only_management=row["condition_key"] == "management_only",
    )


def rule_set_on(day: date, known: Iterable[RuleSet]) -> RuleSet | None:
    """The rules in force on a day; None when nobody has loaded any for it."""
    return next((one for one in known if one.holds_on(day)), None)
