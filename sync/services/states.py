"""Where an agent's visits stand, for the phone's list."""

from __future__ import annotations

from datetime import datetime, timedelta

from agents.models import User
from attendance.models import AttendanceRecord, Impediment
from visits.enums import VisitState
from visits.models import Visit

DAYS = 30


def states_of(*, by: User, at: datetime) -> dict[str, dict[str, str]]:
    """State of each visit received in the last 30 days, with what is wrong where a person has to act."""
    visits = Visit.objects.filter(agent=by, received_at__gte=at - timedelta(days=DAYS)).order_by()
    states = {str(pk): {"state": state, "problem": ""} for pk, state in visits.values_list("pk", "state")}
    stuck = AttendanceRecord.objects.needing_attention().filter(visit__in=visits.filter(state=VisitState.ATTENTION))
    for visit_id, message in Impediment.objects.filter(visit__in=visits).values_list("visit_id", "message"):
        states[str(visit_id)]["problem"] = message
    for visit_id, problem in stuck.order_by("-sequence").values_list("visit_id", "problem"):
        states[str(visit_id)]["problem"] = problem
    return states
