"""Who may see which businesses and people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from agents.querysets import NOTHING, reach
from clients.enums import TARGET_SIZES, BusinessSource, RegisterStatus

if TYPE_CHECKING:
    from clients.models import Business, Person  # noqa: F401  (the types of their rows)


class BusinessQuerySet(models.QuerySet["Business"]):
    """Businesses by scope and by place in the target public."""

    def visible_to(self, user: Any) -> BusinessQuerySet:
        """Agents see the businesses of territories they work in today and those they added themselves."""
        if not user.is_authenticated:
            return self.none()
        today = user.assignments.active(user.today()).values("territory_id")
        inside = self.model.territories.through.objects.filter(territory_id__in=today).values("business_id")
        own = Q(pk__in=inside) | Q(added_by=user)
        return self.filter(reach(user, region="municipality__region", own=own))

    def target_public(self) -> BusinessQuerySet:
        """Active MEI, ME and EPP: the public of active outreach (PRM-11)."""
        return self.filter(status=RegisterStatus.ACTIVE, size__in=TARGET_SIZES)

    def of_register(self) -> BusinessQuerySet:
        """Those that the federal register names: not what a sweep alone has told (IND-11)."""
        return self.filter(source=BusinessSource.REGISTER)


class PersonQuerySet(models.QuerySet["Person"]):
    """People by scope: through the businesses one may see."""

    def visible_to(self, user: Any) -> PersonQuerySet:
        """People linked to visible businesses."""
        from clients.models import Business

        if not user.is_authenticated:
            return self.filter(NOTHING)
        return self.filter(businesses__in=Business.objects.visible_to(user)).distinct()
