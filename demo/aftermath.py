"""What became of the past weeks' visits: moments moved back, credit needs aligned and taken, samples reviewed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.db.models import F, Max, OuterRef, Subquery

from agents.enums import Role
from agents.models import User
from deliveries.enums import ReferralState
from deliveries.models import Referral
from deliveries.services import referrals
from demo import speech
from demo.team import Team
from reviews.enums import Verdict
from reviews.models import Review, Sample
from reviews.services.decide import criteria_of, decide, mark_read
from reviews.services.draw import draw_sample, monday_of
from sync.models import Device, Submission
from visits.enums import AppointmentState
from visits.models import Appointment, Visit

SYNC_DELAY = timedelta(minutes=47)  # from the door to the server: most agents have signal at lunch and in the evening
WEEKS_REVIEWED = 3
OVERDUE = timedelta(days=5)
SILENT = ("ticiano", "otavio")  # agents whose phones hold visits that have not come


@transaction.atomic
def move_back(team: Team, *, now: datetime) -> None:
    """Everything arrived just now; give it the moments that it would have arrived at."""
    agents = list(team.people.values())
    Visit.objects.filter(agent__in=agents).update(received_at=F("finished_at") + SYNC_DELAY)
    arrived = Visit.objects.filter(pk=OuterRef("visit_id")).values("received_at")
    Submission.objects.filter(sent_by__in=agents).update(received_at=Subquery(arrived))
    finished = Visit.objects.filter(pk=OuterRef("visit_id")).values("finished_at")
    Referral.objects.filter(visit__agent__in=agents).update(requested_at=Subquery(finished))
    first = Visit.objects.filter(agent=OuterRef("user")).order_by("received_at").values("received_at")
    last = Visit.objects.filter(agent=OuterRef("user")).order_by("-received_at").values("received_at")
    devices = Device.objects.filter(user__in=agents)
    devices.update(first_seen_at=Subquery(first[:1]), last_seen_at=Subquery(last[:1]), last_sent_at=Subquery(last[:1]))
    silent = [team.people[key].pk for key in SILENT]
    devices.filter(user__in=silent).update(unsent=3)
    devices.exclude(user__in=silent).update(last_seen_at=now, last_sent_at=now - timedelta(hours=3))
    for hours, user in enumerate(sorted(agents, key=lambda user: user.email), start=3):
        sent_at = Visit.objects.filter(agent=user).aggregate(last=Max("received_at"))["last"]
        User.objects.filter(pk=user.pk).update(last_seen_at=sent_at or now - timedelta(hours=hours))


def drop_old_promises(team: Team, *, now: datetime) -> None:
    """A promise that was not kept within days was called off; the latest ones wait for today's routes."""
    old = Appointment.objects.open().filter(agent__in=team.people.values(), due_at__lt=now - OVERDUE)
    old.update(state=AppointmentState.CANCELLED)


@transaction.atomic
def follow_credit_needs(team: Team, *, now: datetime, random: Random) -> None:
    """Managers align most needs within days, credit agents take most of those; the newest wait."""
    needs = Referral.objects.filter(visit__agent__in=team.people.values(), state=ReferralState.REQUESTED)
    for referral in needs.select_related("visit"):
        manager = team.in_region(Role.REGIONAL_MANAGER, referral.visit.region_id)
        aligned_at = referral.requested_at + timedelta(days=random.randrange(1, 6), minutes=random.randrange(600))
        if aligned_at > now or random.random() < 0.12:
            continue
        if random.random() < 0.09:
            referrals.decline(referral, by=manager, because=random.choice(speech.DECLINED))
            continue
        referrals.align(referral, by=manager, note=random.choice(speech.ALIGNED))
        moments = {"aligned_at": aligned_at}
        taken_at = aligned_at + timedelta(days=random.randrange(1, 5), minutes=random.randrange(400))
        if taken_at < now and random.random() < 0.75:
            referrals.take(referral, by=team.in_region(Role.CREDIT_AGENT, referral.visit.region_id))
            moments["taken_at"] = taken_at
        Referral.objects.filter(pk=referral.pk).update(**moments)


@transaction.atomic
def review_weeks(team: Team, *, today: date, now: datetime, random: Random) -> None:
    """Tutors drew the last full weeks' samples; the oldest are decided, of the newest about half."""
    for tutor in (user for user in team.people.values() if user.role == Role.TUTOR):
        assert tutor.region  # noqa: S101  (the database has no tutor without one)
        for weeks_ago in range(WEEKS_REVIEWED, 0, -1):
            week = monday_of(today) - timedelta(weeks=weeks_ago)
            if Sample.objects.filter(tutor=tutor, week_starts_on=week).exists():
                continue
            sample = draw_sample(region=tutor.region, tutor=tutor, week_starts_on=week, by=tutor)
            if sample is None:
                continue
            drawn_at = datetime.combine(week + timedelta(days=7), time(7), team.unit.zone)
            Sample.objects.filter(pk=sample.pk).update(drawn_at=min(drawn_at, now))
            reviews = list(sample.reviews.select_related("visit__agent").order_by("position"))
            for review in reviews if weeks_ago > 1 else reviews[: len(reviews) // 2]:
                _review(review, tutor=tutor, drawn_at=drawn_at, now=now, random=random)


def _review(review: Review, *, tutor: User, drawn_at: datetime, now: datetime, random: Random) -> None:
    """A verdict with marks and words; most agents have read them."""
    is_good = random.random() < 0.85
    verdict = Verdict.APPROVED if is_good else Verdict.RETURNED
    marks = {
        criterion.key: str(random.choice([3, 4, 4, 5, 5] if is_good else [1, 2, 2, 3]))
        for criterion in criteria_of(review)
    }
    problems = decide(
        review, by=tutor, verdict=verdict, marks=marks, feedback=random.choice(speech.FEEDBACK[verdict.value])
    )
    if problems:
        raise ValueError([problem.code for problem in problems])
    decided_at = min(drawn_at + timedelta(days=random.randrange(0, 4), hours=random.randrange(1, 9)), now)
    moments = {"saved_at": decided_at, "decided_at": decided_at}
    read_at = decided_at + timedelta(hours=random.randrange(2, 40))
    if read_at < now and random.random() < 0.8:
        mark_read(review, by=review.visit.agent)
        moments["read_at"] = read_at
    Review.objects.filter(pk=review.pk).update(**moments)
