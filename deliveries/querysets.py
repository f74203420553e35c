"""Who may see which deliveries and referrals."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce

from agents.enums import Role
from agents.querysets import NOTHING, reach
from deliveries.enums import OPEN_REFERRALS, LinkState, ReferralState

if TYPE_CHECKING:
    from deliveries.models import JourneyEntry, Referral, Tool  # noqa: F401  (the types of their rows)


class ToolQuerySet(models.QuerySet["Tool"]):
    """The toolkit."""

    def known_in(self, unit_id: Any) -> ToolQuerySet:
        """Tools of the annex and of the unit, with `is_on` and `place`: what the unit decided, else the catalogue's."""
        return (
            self.filter(Q(unit__isnull=True) | Q(unit_id=unit_id))
            .annotate(
                use=FilteredRelation("uses", condition=Q(uses__unit_id=unit_id)),
                is_on=Coalesce("use__is_active", "is_active"),
                place=Coalesce("use__position", "order"),
            )
            .order_by("place", "order", "name")
        )

    def offered_in(self, unit_id: Any) -> ToolQuerySet:
        """What the unit's phones carry, in the order in which it is proposed (DEL-04)."""
        return self.known_in(unit_id).filter(is_on=True)  # type: ignore[misc]  # annotated

    def visible_to(self, user: Any) -> ToolQuerySet:
        """Tools of the annex and of the reader's unit."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.known_in(user.unit_id)

    def own_of(self, user: Any) -> ToolQuerySet:
        """Tools that the reader may change: those of the unit that they administer."""
        is_admin = user.is_authenticated and user.is_active and user.role == Role.STATE_ADMIN and user.unit_id
        return self.known_in(user.unit_id).filter(unit_id=user.unit_id) if is_admin else self.none()

    def names(self) -> dict[str, str]:
        """Key → name; of two tools with one key, the unit's own rather than the annex's."""
        return dict(self.order_by(F("unit_id").asc(nulls_first=True)).values_list("key", "name"))

    def with_a_link(self) -> ToolQuerySet:
        """Tools that have an address (DEL-11: some have none)."""
        return self.exclude(url="")

    def due_for_a_look(self, now: datetime) -> ToolQuerySet:
        """Tools whose address nobody has looked at for a week; for a day, where the last look found something wrong."""
        settled = Q(link_state=LinkState.WORKS, link_checked_at__gt=now - timedelta(days=6, hours=12))
        doubtful = ~Q(link_state=LinkState.WORKS) & Q(link_checked_at__gt=now - timedelta(hours=12))
        return self.with_a_link().exclude(settled | doubtful)


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
