"""Filling an empty database with the demo, and giving its agents a route for the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import timezone

from agents.enums import Role
from agents.models import User
from attendance.services.reference import open_actions
from clients.services.register_import import import_register
from common import audit
from common.dates import today_in
from common.models import AuditEntry
from common.problems import RefusedError
from demo import aftermath, contacts, records
from demo.places import TOWNS
from demo.promises import promise_today
from demo.register import write_register
from demo.team import DOMAIN, gather, logins
from demo.visits import send_history
from visits.models import Route
from visits.services.plan import plan_route, publish

SEED = 20261122
STOPS_A_DAY = (7, 8, 9)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Scale:
    """How large the demo is."""

    businesses: int = 2000
    visits: int = 600
    weeks: int = 8


def is_seeded() -> bool:
    """Whether the demo is complete."""
    return AuditEntry.objects.filter(verb="demo.seeded").exists()


def seed(*, scale: Scale = Scale(), folder: Path | None = None, say: Say = lambda line: None) -> bool:
    """Fill the database with the demo; False when it is there already. A seed that was cut short is completed."""
    if is_seeded():
        return False
    now = timezone.now()
    team = gather(now=now)
    today = today_in(team.unit.timezone)
    for year in {today.year, (today - timedelta(weeks=scale.weeks)).year}:
        open_actions(team.unit, year, project_code=f"CE-{year}-0001")  # the unit's attendances need them (PRG-22)
    folder = folder or settings.VAR_DIR / "demo" / "register"
    positions = write_register(folder, businesses=scale.businesses, random=Random(SEED))
    run = import_register(folder=folder, codes=[town.ibge for town in TOWNS], positions=positions)
    say(f"{run.created} negócios novos, {run.updated} atualizados.")
    sent = send_history(team, visits=scale.visits, weeks=scale.weeks, today=today, random=Random(SEED + 1))
    say(f"{sent} visitas das últimas {scale.weeks} semanas.")
    random = Random(SEED + 2)
    aftermath.move_back(team, now=now)
    aftermath.drop_old_promises(team, now=now)

    records.make_records(team)
    records.settle_records(team, random=random)
    aftermath.follow_credit_needs(team, now=now, random=random)
    contacts.open_portfolio()
    contacts.make_contacts(team, now=now, random=random)
    aftermath.review_weeks(team, today=today, now=now, random=random)
    audit.record("demo.seeded", team.unit, by=None, businesses=run.created, visits=sent)
    return True


def give_routes_for_today(on: date | None = None) -> int:
    """A published route for every demo agent who has none today; answers how many were given."""
    given = 0
    agents = User.objects.get_queryset().field_agents().filter(email__endswith=f"@{DOMAIN}").select_related("unit")
    managers = {u.region_id: u for u in User.objects.filter(role=Role.REGIONAL_MANAGER, email__endswith=f"@{DOMAIN}")}
    for index, agent in enumerate(agents.order_by("email")):
        day = on or today_in(agent.unit.timezone if agent.unit else None)
        assignment = agent.assignments.active(day).select_related("territory__region__unit").first()
        manager = managers.get(agent.region_id)
        if not assignment or not manager or Route.objects.filter(agent=agent, scheduled_on=day).exists():
            continue
        promise_today(agent, assignment.territory, on=day, now=timezone.now())
        count = STOPS_A_DAY[index % len(STOPS_A_DAY)]
        try:
            route = plan_route(by=manager, agent=agent, territory=assignment.territory, on=day, count=count)
            publish(by=manager, route=route)
        except RefusedError:
            continue  # nobody left to visit there
        given += 1
    return given


__all__ = ["Scale", "give_routes_for_today", "is_seeded", "logins", "seed"]
