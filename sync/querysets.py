"""Who may see which phones and submissions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from agents.querysets import reach
from sync.enums import SubmissionState

if TYPE_CHECKING:
    from sync.models import Blob, Device, Submission  # noqa: F401  (the types of their rows)


DORMANT = timedelta(days=30)
UNHEARD_AFTER = timedelta(hours=24)  # without a word
LATE_AFTER = timedelta(hours=48)  # that a visit has been lying on a phone


def unheard(now: datetime) -> Q:
    """What makes a phone unheard: no word from it for a day, at whatever hour (the dashboard counts working hours)."""
    return Q(last_seen_at__lt=now - UNHEARD_AFTER)


def late(now: datetime) -> Q:
    """What makes a phone late: it has held a visit for more than two days."""
    return Q(unsent__gt=0, oldest_unsent_at__lt=now - LATE_AFTER)


class DeviceQuerySet(models.QuerySet["Device"]):
    """Phones by scope."""

    def visible_to(self, user: Any) -> DeviceQuerySet:
        """One's own phones; managers see those of their region's people."""
        return self.filter(reach(user, region="user__region", own=Q(user_id=user.pk)))

    def revoked(self) -> DeviceQuerySet:
        """Switched off by a manager."""
        return self.filter(revoked_at__isnull=False)

    def in_use(self, now: datetime) -> DeviceQuerySet:
        """Not switched off, and heard from lately or still holding visits."""
        return self.filter(Q(last_seen_at__gte=now - DORMANT) | Q(unsent__gt=0), revoked_at=None)

    def dormant(self, now: datetime) -> DeviceQuerySet:
        """Put away: long unheard of and owing nothing."""
        return self.filter(last_seen_at__lt=now - DORMANT, unsent=0, revoked_at=None)

    def unheard(self, now: datetime) -> DeviceQuerySet:
        """Not heard from for more than a day."""
        return self.filter(unheard(now))

    def late(self, now: datetime) -> DeviceQuerySet:
        """Holding a visit for more than two days."""
        return self.filter(late(now))


class BlobQuerySet(models.QuerySet["Blob"]):
    """Sealed bytes of photos."""

    def visible_to(self, user: Any) -> BlobQuerySet:
        """One's own only: nobody else can open them."""
        return self.filter(user_id=user.pk)

    def whole(self) -> BlobQuerySet:
        """Those that have arrived to the last byte and whose bytes are still here."""
        return self.filter(completed_at__isnull=False, opened_at=None)

    def unopened(self) -> BlobQuerySet:
        """Those whose bytes are still here."""
        return self.filter(opened_at=None)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Documents as they arrived."""

    def visible_to(self, user: Any) -> SubmissionQuerySet:
        """One's own; managers see those of their region's people."""
        return self.filter(reach(user, region="sent_by__region", own=Q(sent_by_id=user.pk)))

    def kept(self) -> SubmissionQuerySet:
        """Those that did not become a visit: a person looks at them."""
        return self.exclude(state=SubmissionState.ACCEPTED)

    def waiting(self) -> SubmissionQuerySet:
        """Kept ones that nobody has settled and whose very bytes have not arrived since."""
        return self.kept().filter(~self._arrival(), settled_at=None)

    def settled(self) -> SubmissionQuerySet:
        """Kept ones that need nobody any more."""
        arrival = self._arrival()
        return self.kept().annotate(has_arrived=arrival).filter(Q(settled_at__isnull=False) | Q(arrival))

    def _arrival(self) -> models.Exists:
        """Whether the same bytes became a visit later: the phone sent them again."""
        return models.Exists(
            self.model.objects.filter(
                state=SubmissionState.ACCEPTED, visit_id=models.OuterRef("visit_id"), sha256=models.OuterRef("sha256")
            )
        )

    def accepted_for(self, visit_id: UUID | None) -> Submission | None:
        """The document that became the visit of that number."""
        return self.filter(visit_id=visit_id, state=SubmissionState.ACCEPTED).first() if visit_id else None
