"""Drawing a tutor's sample of a week, so that anybody can draw it again."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agents.enums import Role
from agents.models import Region, User
from common import audit
from common.dates import today_in
from reviews import rules
from reviews.models import Review, Sample
from visits.enums import Outcome
from visits.models import Visit


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def frame(region: Region, week_starts_on: date, *, received_until: datetime) -> list[rules.Candidate]:
    """The week's visits of a region as they stood at a moment: what arrives later does not change the draw."""
    new_since = week_starts_on - timedelta(days=rules.NEW_AGENT_DAYS)
    rows = (
        Visit.objects.filter(region=region, received_at__lte=received_until)
        .between(week_starts_on, week_starts_on + timedelta(days=6))
        .order_by()
        .values_list("pk", "agent_id", "started_at", "outcome", "agent__created_at")
    )
    return [
        rules.Candidate(
            id=str(pk), agent=str(agent), started_at=started_at, is_attended=outcome == Outcome.ATTENDED,
            is_new_agent=created_at.date() > new_since,
        )
        for pk, agent, started_at, outcome, created_at in rows
    ]  # fmt: skip


@transaction.atomic
def draw_sample(
    *, region: Region, tutor: User, week_starts_on: date, by: User | None, size: int | None = None
) -> Sample | None:
    """Draw and keep a tutor's sample of a region's week (MON-01), once: a second call gives the same sample.

    The seed and the fingerprint of the frame are kept, so `drawn_again` can prove the draw. None: there is nothing
    to draw from. `by` is None when the beat draws.
    """
    User.objects.get_queryset().select_for_update().get(pk=tutor.pk)  # a second tap waits here and finds the sample
    existing = Sample.objects.filter(region=region, tutor=tutor, week_starts_on=week_starts_on).first()
    if existing:
        return existing
    now = timezone.now()
    visits = frame(region, week_starts_on, received_until=now)
    if not visits:
        return None
    seed = secrets.randbelow(10_000)  # short enough to be read out over the phone
    drawn = rules.draw(visits, seed=seed, size=size)
    sample = Sample.objects.create(
        region=region, tutor=tutor, week_starts_on=week_starts_on, seed=seed, drawn_at=now,
        frame_size=len(visits), frame_sha256=rules.frame_sha256(visit.id for visit in visits),
    )  # fmt: skip
    Review.objects.bulk_create(
        Review(sample=sample, visit_id=visit.id, position=position, drawn_because=f"{visit.because}, semente {seed}")
        for position, visit in enumerate(drawn, start=1)
    )
    audit.record("sample.drawn", sample, by=by, seed=seed, frame=len(visits), drawn=len(drawn))
    return sample


def drawn_again(sample: Sample) -> list[str] | None:
    """Ids of the visits that the kept seed draws from the kept frame; None when the frame is no longer the same."""
    visits = frame(sample.region, sample.week_starts_on, received_until=sample.drawn_at)
    if rules.frame_sha256(visit.id for visit in visits) != sample.frame_sha256:
        return None
    return [visit.id for visit in rules.draw(visits, seed=sample.seed, size=sample.reviews.count())]


def draw_last_week_everywhere(now: datetime) -> int:
    """Draw last week's sample for every active tutor; returns how many samples there are for it."""
    tutors = User.objects.get_queryset().filter(role=Role.TUTOR, is_active=True, region__isnull=False)
    drawn = 0
    for tutor in tutors.select_related("region__unit"):
        region = tutor.region
        if region is None:
            continue
        week = monday_of(today_in(region.unit.timezone, now)) - timedelta(weeks=1)
        drawn += draw_sample(region=region, tutor=tutor, week_starts_on=week, by=None) is not None
    return drawn
