"""Anexo I and the solution types as tables, and an action for each unit's plan year to begin with."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from django.db import transaction

from agents.models import Unit
from attendance.enums import ACTION_PREFIX, AgentKind
from attendance.models import Action
from attendance.rules.records import CATEGORY
from common.dates import today_in

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def publics() -> dict[tuple[str, str], tuple[bool, bool]]:
    """Anexo I of 2023: (category, solution type) → (natural person allowed, small business allowed)."""
    with (DATA / "action_categories.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["category_pt"], row["equivalent_2024_type"]): (row["pf_allowed"] == "yes", row["pn_allowed"] == "yes")
            for row in csv.DictReader(file)
        }


@cache
def solution_types() -> dict[str, str]:
    """Code → name of the twenty solution types (SOL-02)."""
    with (DATA / "solution_types.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["type_pt"] for row in csv.DictReader(file)}


@transaction.atomic
def load_actions() -> int:
    """Give each unit without one a guidance action for the present plan year; the unit puts its SAS codes in."""
    made = 0
    for unit in Unit.objects.all():
        year = today_in(unit.timezone).year
        has_one = Action.objects.filter(unit=unit, plan_year=year, agent_kind=AgentKind.GUIDANCE).exists()
        if has_one:
            continue
        project = f"{unit.uf}-{year}-0001"
        Action.objects.create(
            unit=unit, plan_year=year, agent_kind=AgentKind.GUIDANCE, category=CATEGORY,
            name=f"{ACTION_PREFIX[AgentKind.GUIDANCE]}Visitas a pequenos negócios",
            project_code=project, action_code=f"{project}-01",
        )  # fmt: skip
        made += 1
    return made
