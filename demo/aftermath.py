"""What became of the past weeks' visits: moments moved back, records in SAS, credit needs, reviews."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from deliveries.models import Referral
from demo.team import Team
from sync.models import Device, Submission
from visits.models import Visit

SYNC_DELAY = timedelta(minutes=47)  # from the door to the server: most agents have signal at lunch and in the evening


def follow(team: Team, *, now: datetime, today: date, random: Random) -> None:
    """Do what managers, workers, credit agents and tutors would have done since."""
    move_back(team)


@transaction.atomic
def move_back(team: Team) -> None:
    """Everything arrived just now; give it the moments that it would have arrived at."""
    agents = list(team.people.values())
    Visit.objects.filter(agent__in=agents).update(received_at=F("finished_at") + SYNC_DELAY)
    arrived = Visit.objects.filter(pk=OuterRef("visit_id")).values("received_at")
    Submission.objects.filter(sent_by__in=agents).update(received_at=Subquery(arrived))
    Referral.objects.filter(visit__agent__in=agents).update(
        requested_at=Subquery(Visit.objects.filter(pk=OuterRef("visit_id")).values("finished_at"))
    )
    first = Visit.objects.filter(agent=OuterRef("user")).order_by("received_at").values("received_at")
    last = Visit.objects.filter(agent=OuterRef("user")).order_by("-received_at").values("received_at")
    Device.objects.filter(user__in=agents).update(
        first_seen_at=Subquery(first[:1]), last_seen_at=Subquery(last[:1]), last_sent_at=Subquery(last[:1])
    )
