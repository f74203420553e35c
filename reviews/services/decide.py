"""What a tutor does with a review: marks, a verdict, words for the agent; and the agent's reading of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agents.models import User
from common import audit
from common.problems import Problem
from reviews import rules
from reviews.enums import Verdict
from reviews.models import Review
from reviews.services.rubric import rubric
from visits.enums import Outcome

FEEDBACK_MAX = 2000


def criteria_of(review: Review) -> tuple[rules.Criterion, ...]:
    """The criteria that apply to a review's visit."""
    return rubric().for_visit(is_attended=review.visit.outcome == Outcome.ATTENDED)


@transaction.atomic
def save_marks(review: Review, *, marks: Mapping[str, str], feedback: str) -> bool:
    """Keep marks and words of a review that is still open. False: it has been decided meanwhile, nothing changed.

    The page does this at every tap, so it is not audited; the verdict is.
    """
    cleaned = rules.clean_marks(marks, criteria_of(review))
    changed = Review.objects.filter(pk=review.pk, verdict=Verdict.PENDING).update(
        marks=cleaned, feedback=feedback.strip()[:FEEDBACK_MAX], saved_at=timezone.now()
    )
    review.refresh_from_db()
    return bool(changed)


@transaction.atomic
def decide(review: Review, *, by: User, verdict: str, marks: Mapping[str, str], feedback: str) -> list[Problem]:
    """Approve or return a visit; the agent reads it on the phone (MON-03). Problems: nothing but the marks was kept."""
    if not save_marks(review, marks=marks, feedback=feedback):
        return [Problem("decided", "Esta visita já foi decidida. Para mudar, reabra a revisão.")]
    problems = rules.decision_problems(verdict, review.feedback, review.marks, criteria_of(review))
    if problems:
        return problems
    Review.objects.filter(pk=review.pk).update(verdict=verdict, decided_at=timezone.now())
    audit.record("review.decided", review, by=by, verdict=verdict, rubric_version=rubric().version)
    review.refresh_from_db()
    return []


@transaction.atomic
def reopen(review: Review, *, by: User) -> bool:
    """Take a verdict back while the agent has not read it."""
    changed = (
        Review.objects.decided()
        .filter(pk=review.pk, read_at__isnull=True)
        .update(verdict=Verdict.PENDING, decided_at=None)
    )
    if changed:
        audit.record("review.reopened", review, by=by)
    review.refresh_from_db()
    return bool(changed)


@transaction.atomic
def mark_read(review: Review, *, by: User) -> datetime | None:
    """Remember when the agent first read what the tutor wrote; asking again changes nothing."""
    if Review.objects.filter(pk=review.pk, read_at__isnull=True).update(read_at=timezone.now()):
        audit.record("review.read", review, by=by)
    review.refresh_from_db()
    return review.read_at


def feedback_for(agent: User, *, since: datetime | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """What tutors said of an agent's visits, newest first, as the day bundle carries it (MON-03)."""
    found = Review.objects.visible_to(agent).decided().select_related("visit__business").order_by("-decided_at")
    if since:
        found = found.filter(decided_at__gte=since)
    return [_as_feedback(review) for review in found[:limit]]


def _as_feedback(review: Review) -> dict[str, Any]:
    """One review as the phone shows it."""
    titles = {criterion.key: criterion.title for criterion in rubric().criteria}
    return {
        "id": str(review.pk),
        "business": review.visit.business.name,
        "visited_on": review.visit.visited_on.isoformat(),
        "verdict": review.verdict,
        "feedback": review.feedback,
        "marks": [{"criterion": titles.get(key, key), "mark": mark} for key, mark in review.marks.items()],
        "read_at": review.read_at.isoformat() if review.read_at else None,
    }
