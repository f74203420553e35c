"""Who may see which deliveries and referrals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from agents.enums import Role
from agents.querysets import NOTHING, reach
from deliveries.enums import OPEN_REFERRALS, ReferralState

if TYPE_CHECKING:
    from deliveries.models import JourneyEntry, Referral, ResultSheet, Tool  # noqa: F401


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


class ResultSheetQuerySet(models.QuerySet["ResultSheet"]):
    """Results on paper."""

    def visible_to(self, user: Any) -> ResultSheetQuerySet:
        """Agents see those of their visits; managers those of their region."""
        return self.filter(reach(user, region="visit__region", own=Q(visit__agent_id=user.pk)))


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Credit needs."""

    def visible_to(self, user: Any) -> ReferralQuerySet:
        """Agents see those they raised; credit agents their own and the aligned ones of their region."""
        own = Q(visit__agent_id=user.pk)
        if user.is_authenticated and user.role == Role.CREDIT_AGENT:
            free = Q(visit__region_id=user.region_id, state=ReferralState.ALIGNED)
            own = Q(taken_by_id=user.pk) & ~Q(state=ReferralState.WITHDRAWN) | free
        return self.filter(reach(user, region="visit__region", own=own, tutor=NOTHING))

    def in_state(self, state: str) -> ReferralQuerySet:
        """Needs in one state; the open ones when it is empty."""
        return self.filter(state=state) if state else self.filter(state__in=OPEN_REFERRALS)

    def for_list(self) -> ReferralQuerySet:
        """Needs with what their list shows: what waits for alignment first, the oldest on top."""
        waiting_first = models.Case(
            *(models.When(state=state, then=place) for place, state in enumerate(ReferralState.values)),
            output_field=models.IntegerField(),
        )
        rows = self.select_related("visit__business__municipality", "visit__agent", "aligned_by", "taken_by")
        return rows.order_by(waiting_first, "requested_at", "pk")

    def count_by_state(self) -> dict[str, int]:
        """How many needs stand in each state."""
        return dict(self.order_by().values_list("state").annotate(models.Count("pk")))
