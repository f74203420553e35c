"""The dated rules as tables, and an action for each unit's plan year to begin with."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

from django.db import transaction

from agents.models import Unit
from attendance.enums import ACTION_PREFIX, AgentKind
from attendance.models import Action
from attendance.rules.publics import CATEGORY
from attendance.rules.rule_set import RuleSet, rule_set_of
from common.dates import today_in

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """The dated rules that come with the product (PRG-01, SOL-01)."""
    entries = json.loads((DATA / "rule_sets.json").read_text(encoding="utf-8"))
    return tuple(rule_set_of(entry, _table(entry["types"]), _table(entry["categories"])) for entry in entries)


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def solution_types() -> dict[str, str]:
    """Code → name of the twenty solution types (SOL-02)."""
    return {code: kind.name for one in rule_sets() for code, kind in one.types.items()}


OWN_ACTIONS = {
    AgentKind.GUIDANCE: ("Visitas a pequenos negócios", "01"),
    AgentKind.CREDIT: ("Orientação sobre finanças e crédito", "02"),
}


@transaction.atomic
def load_actions() -> int:
    """Give each unit without one an action a kind for the present plan year; answers how many were made."""
    return sum(open_actions(unit, today_in(unit.timezone).year) for unit in Unit.objects.all())


def open_actions(unit: Unit, plan_year: int, *, project_code: str = "") -> int:
    """An action for each kind of agent that has none in the plan year; answers how many were made.

    The codes are SAS's to give: without them (PRG-15) attendances wait until the unit has written them down on /acoes/.
    """
    made = 0
    for kind, (name, code) in OWN_ACTIONS.items():
        if Action.objects.filter(unit=unit, plan_year=plan_year, agent_kind=kind).exists():
            continue
        Action.objects.create(
            unit=unit, plan_year=plan_year, agent_kind=kind, category=CATEGORY, name=f"{ACTION_PREFIX[kind]}{name}",
            project_code=project_code, action_code=f"{project_code}-{code}" if project_code else "",
        )  # fmt: skip
        made += 1
    return made
