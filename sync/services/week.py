"""The agent's week: what was planned and done each day, the goal, and the routes that come next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count

from agents.models import User
from visits.models import Route, Visit

DAYS_AHEAD = 7

Json = dict[str, Any]


def week_of(on: date, *, by: User) -> Json:
    """Monday to Sunday around a day. The goal is the operator's (`WEEKLY_GOAL`), else what the routes plan."""
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=count) for count in range(7)]
    routes = Route.objects.visible_to(by).filter(agent=by, scheduled_on__range=(days[0], days[-1])).order_by()
    planned = dict(routes.values_list("scheduled_on").annotate(Count("stops")))
    visits = Visit.objects.filter(agent=by).between(days[0], days[-1]).order_by()
    done = dict(visits.values_list("visited_on").annotate(Count("pk")))
    return {
        "goal": settings.WEEKLY_GOAL or sum(planned.values()) or None,
        "days": [{"on": day, "planned": planned.get(day, 0), "done": done.get(day, 0)} for day in days],
    }


def next_routes(on: date, *, by: User) -> list[Json]:
    """Published routes of the coming days."""
    coming = Route.objects.visible_to(by).filter(
        agent=by, scheduled_on__range=(on + timedelta(days=1), on + timedelta(days=DAYS_AHEAD))
    )
    rows = coming.order_by("scheduled_on").annotate(count=Count("stops"))
    return [
        {"on": day, "stops": count, "territory": territory}
        for day, count, territory in rows.values_list("scheduled_on", "count", "territory__name")
    ]
