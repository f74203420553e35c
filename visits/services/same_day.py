"""Two agents at one door on one day: both visits stay, and the later one says so to whoever looks (F51)."""

from __future__ import annotations

from django.db import transaction

from common import audit
from visits.models import Visit

SAME_DAY = "same_day"


def note_same_day(visit: Visit) -> None:
    """Flag each visit of this business and day that another agent's came before. Doing it again changes nothing.

    Call it after the visit is committed: of two that arrive at once, in whatever order, one finds the other.
    """
    that_day = Visit.objects.filter(business_id=visit.business_id, visited_on=visit.visited_on)
    if not that_day.exclude(agent_id=visit.agent_id).exists():
        return
    with transaction.atomic():
        held = sorted(that_day.select_for_update().order_by("pk"), key=lambda one: (one.started_at, one.pk))
        for place, later in enumerate(held):
            is_second = any(earlier.agent_id != later.agent_id for earlier in held[:place])
            if is_second and SAME_DAY not in later.flags:
                Visit.objects.filter(pk=later.pk).update(flags=sorted([*later.flags, SAME_DAY]))
                audit.record("same day noticed", later, by=None, business=str(later.business_id))
