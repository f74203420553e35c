"""Who may see which deliveries and referrals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from agents.enums import Role
from agents.querysets import NOTHING, reach
from deliveries.enums import ReferralState

if TYPE_CHECKING:
    from deliveries.models import JourneyEntry, Referral, Tool  # noqa: F401


class ToolQuerySet(models.QuerySet["Tool"]):
    """The toolkit."""

    def offered_in(self, unit_id: Any) -> ToolQuerySet:
        """Active tools of the annex and of the unit (DEL-04)."""
        return self.filter(Q(unit__isnull=True) | Q(unit_id=unit_id), is_active=True)


class JourneyEntryQuerySet(models.QuerySet["JourneyEntry"]):
    """Entries on journeys."""

    def visible_to(self, user: Any) -> JourneyEntryQuerySet:
        """Agents see those of their visits; managers those of their region."""
        return self.filter(reach(user, region="visit__region", own=Q(visit__agent_id=user.pk)))


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Credit needs."""

    def visible_to(self, user: Any) -> ReferralQuerySet:
        """Agents see those they raised; credit agents their own and the aligned ones of their region."""
        own = Q(visit__agent_id=user.pk)
        if user.is_authenticated and user.role == Role.CREDIT_AGENT:
            free = Q(visit__region_id=user.region_id, state=ReferralState.ALIGNED)
            own = Q(taken_by_id=user.pk) | free
        return self.filter(reach(user, region="visit__region", own=own, tutor=NOTHING))
