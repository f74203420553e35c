"""Who may see which notices, consents and requests."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from agents.enums import Role
from agents.querysets import reach
from privacy.enums import ConsentState, RequestState

if TYPE_CHECKING:
    from privacy.models import Consent, ConsentEvent, Notice, SubjectRequest  # noqa: F401  (the types of their rows)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Published texts."""

    def of_unit(self, unit_id: Any) -> NoticeQuerySet:
        """The unit's own and the national ones, the one in force first."""
        notices = self.filter(Q(unit_id=unit_id) | Q(unit__isnull=True))
        return notices.order_by(F("unit_id").asc(nulls_last=True), "-version")


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Answers to notices."""

    def visible_to(self, user: Any) -> ConsentQuerySet:
        """Agents see those of their own visits; managers those of their region."""
        return self.filter(reach(user, region="visit__region", own=Q(agent_id=user.pk)))

    def with_a_yes_before(self, moment: datetime) -> ConsentQuerySet:
        """Answers of known people with a yes from before a moment that nothing has ended since."""
        from privacy.models import ConsentEvent

        ended = [ConsentState.WITHDRAWN, ConsentState.EXPIRED]
        later = ConsentEvent.objects.filter(
            consent__person=OuterRef("consent__person"), purpose=OuterRef("purpose"), state__in=ended,
            happened_at__gt=OuterRef("happened_at"),
        )  # fmt: skip
        standing = ConsentEvent.objects.filter(state=ConsentState.GIVEN, happened_at__lt=moment).exclude(Exists(later))
        found = self.filter(pk__in=standing.values("consent_id"), person__isnull=False)
        return found.select_related("notice", "visit")


class ConsentEventQuerySet(models.QuerySet["ConsentEvent"]):
    """What was said."""

    def of_whom(self, consent: Consent) -> ConsentEventQuerySet:
        """Everything that the same person ever said; of nobody known, what was said in that visit."""
        same = Q(consent__person_id=consent.person_id) if consent.person_id else Q(consent=consent)
        return self.filter(same)


class SubjectRequestQuerySet(models.QuerySet["SubjectRequest"]):
    """What people ask about their data."""

    def visible_to(self, user: Any) -> SubjectRequestQuerySet:
        """Managers answer those of their region; the national observer sees no persons."""
        if user.is_authenticated and user.role == Role.NATIONAL_OBSERVER:
            return self.none()
        return self.filter(reach(user, region="region"))

    def open(self) -> SubjectRequestQuerySet:
        """Those that wait for an answer."""
        return self.filter(state=RequestState.OPEN)

    def in_state(self, state: str) -> SubjectRequestQuerySet:
        """Those in one state; the open ones when it is empty."""
        return self.filter(state=state or RequestState.OPEN)

    def overdue(self, on: date) -> SubjectRequestQuerySet:
        """Open ones past the legal term."""
        return self.open().filter(due_on__lt=on)
