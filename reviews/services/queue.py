"""A tutor's queue: the sample in hand, how far it is, and which weeks can still be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from agents.models import Region, User
from common.dates import today_in
from reviews.enums import Verdict
from reviews.models import Review, Sample
from reviews.rules import Criterion
from reviews.services.decide import criteria_of
from reviews.services.draw import monday_of
from reviews.services.evidence import Evidence, evidence, with_evidence
from visits.models import Visit


@dataclass(frozen=True)
class QueueItem:
    """A review in the queue."""

    review: Review
    signals: int


@dataclass(frozen=True)
class Queue:
    """A sample as the tutor works through it."""

    sample: Sample
    items: tuple[QueueItem, ...]

    @property
    def decided(self) -> int:
        """How many have a verdict."""
        return sum(item.review.verdict != Verdict.PENDING for item in self.items)

    @property
    def first_open(self) -> Review | None:
        """The next to look at; the first of all when everything is decided."""
        reviews = [item.review for item in self.items]
        return next((r for r in reviews if r.verdict == Verdict.PENDING), reviews[0] if reviews else None)

    def neighbours(self, review: Review) -> tuple[Review | None, Review | None]:
        """The reviews before and after one."""
        reviews = [item.review for item in self.items]
        place = next((n for n, each in enumerate(reviews) if each.pk == review.pk), 0)
        return (
            reviews[place - 1] if place else None,
            reviews[place + 1] if place + 1 < len(reviews) else None,
        )


@dataclass(frozen=True)
class TutorPage:
    """Everything on the tutor's page. At the start the phone shows the queue, then one visit."""

    queue: Queue
    review: Review | None
    evidence: Evidence | None
    is_start: bool
    before: Review | None
    after: Review | None
    criteria: tuple[Criterion, ...]
    weeks: list[tuple[date, str]]
    samples: list[Sample]


def tutor_page(tutor: User, sample: Sample, chosen: Review | None) -> TutorPage:
    """Lay the page out; without a chosen review the first open one is shown."""
    queue, found = queue_of(sample)
    review = chosen or queue.first_open
    before, after = queue.neighbours(review) if review else (None, None)
    return TutorPage(
        queue=queue, review=review, evidence=found[str(review.visit_id)] if review else None, is_start=chosen is None,
        before=before, after=after, criteria=criteria_of(review) if review else (),
        weeks=weeks_to_draw(tutor), samples=[s for s in weeks_drawn(tutor) if s.pk != sample.pk],
    )  # fmt: skip


def sample_in_hand(tutor: User, week: date | None = None) -> Sample | None:
    """The sample of a week, else the oldest with something open, else the newest."""
    mine = Sample.objects.filter(tutor=tutor)
    if week:
        return mine.filter(week_starts_on=week).first()
    return mine.filter(reviews__verdict=Verdict.PENDING).order_by("week_starts_on").first() or mine.first()


def queue_of(sample: Sample) -> tuple[Queue, dict[str, Evidence]]:
    """The queue and the evidence of each of its visits, in a fixed number of queries."""
    reviews = list(sample.reviews.order_by("position"))
    visits = with_evidence(Visit.objects.filter(pk__in=[review.visit_id for review in reviews]))
    found = {str(visit.pk): evidence(visit) for visit in visits}
    for review in reviews:
        review.visit = found[str(review.visit_id)].visit
    items = tuple(QueueItem(review, len(found[str(review.visit_id)].signals)) for review in reviews)
    return Queue(sample, items), found


def next_open(sample: Sample) -> Review | None:
    """What `Queue.first_open` tells, asked without reading the evidence of every visit."""
    reviews = sample.reviews.order_by("position")
    return reviews.filter(verdict=Verdict.PENDING).first() or reviews.first()


def weeks_to_draw(tutor: User) -> list[tuple[date, str]]:
    """Last week and this one, where visits have arrived and no sample has been drawn: (Monday, words)."""
    region = tutor.region
    if region is None:
        return []
    monday = monday_of(today_in(region.unit.timezone))
    drawn = set(Sample.objects.filter(tutor=tutor).values_list("week_starts_on", flat=True))
    weeks = [(monday - timedelta(weeks=1), "Sortear a semana passada"), (monday, "Sortear esta semana")]
    return [(week, words) for week, words in weeks if week not in drawn and _has_visits(region, week)]


def _has_visits(region: Region, week: date) -> bool:
    """Whether there is anything to draw from."""
    return Visit.objects.filter(region=region).between(week, week + timedelta(days=6)).exists()


def weeks_drawn(tutor: User, limit: int = 6) -> list[Sample]:
    """The newest samples of a tutor."""
    return list(Sample.objects.filter(tutor=tutor).order_by("-week_starts_on")[:limit])
