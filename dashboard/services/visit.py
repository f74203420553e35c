"""The page of one visit: evidence, attendance records with their reasons, reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attendance.models import AttendanceRecord, Impediment
from deliveries.models import Referral
from diagnostics.services.progress import Shown, result_of
from privacy.models import Consent
from reviews.models import Review
from reviews.rules import flag_words
from reviews.services import Evidence, evidence
from visits.models import Visit


@dataclass(frozen=True)
class VisitPage:
    """What the page shows."""

    visit: Visit
    evidence: Evidence
    records: tuple[AttendanceRecord, ...]
    impediment: Impediment | None
    consent: Consent | None
    choices: tuple[tuple[str, str], ...]  # what was asked, what was said
    flags: tuple[str, ...]
    referral: Referral | None
    reviews: tuple[Review, ...]
    result: Shown | None


def visit_page(visit: Visit, user: Any) -> VisitPage:
    """Lay out a visit that was fetched with its evidence."""
    consent = getattr(visit, "consent", None)
    records = AttendanceRecord.objects.visible_to(user).filter(visit=visit).select_related("action", "person")
    return VisitPage(
        visit=visit,
        evidence=evidence(visit),
        records=tuple(records),
        impediment=Impediment.objects.visible_to(user).filter(visit=visit).first(),
        consent=consent,
        choices=_choices(consent) if consent else (),
        flags=tuple(flag_words(code) for code in visit.flags),
        referral=Referral.objects.visible_to(user).filter(visit=visit).first(),
        reviews=tuple(Review.objects.visible_to(user).decided().filter(visit=visit)),
        result=result_of(visit.diagnosis) if hasattr(visit, "diagnosis") else None,
    )


def _choices(consent: Consent) -> tuple[tuple[str, str], ...]:
    """Each purpose in the words of the notice that was shown, with what the person said."""
    texts = {purpose["key"]: purpose["text"] for purpose in consent.notice.content.get("purposes", [])}
    return tuple((texts.get(event.purpose, event.purpose), event.get_state_display()) for event in consent.events.all())
