"""Who may see which people and places. Default: nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Q

from agents.enums import FIELD_ROLES, Role

if TYPE_CHECKING:
    from agents.models import Assignment, Invitation, Region, Territory, User  # noqa: F401  (the types of their rows)

NOTHING = Q(pk__in=[])


def reach(user: Any, *, region: str, own: Q = NOTHING, tutor: Q = NOTHING) -> Q:
    """The condition that narrows any queryset to what `user` may see.

    `region` is the lookup path from the row to its region, `own` what field agents see of it, `tutor` what tutors see.
    Every `visible_to` of the product ends here, so this is the one place that decides (default deny).
    """
    if not user.is_authenticated or not user.is_active:
        return NOTHING
    match user.role:
        case Role.NATIONAL_OBSERVER:
            return Q()
        case Role.STATE_ADMIN:
            return Q(**{f"{region}__unit_id": user.unit_id})
        case Role.REGIONAL_MANAGER:
            return Q(**{region: user.region_id})
        case Role.TUTOR:
            return tutor
        case role if role in FIELD_ROLES:
            return own
    return NOTHING


class UserQuerySet(models.QuerySet["User"]):
    """People by role and place."""

    def visible_to(self, user: Any) -> UserQuerySet:
        """People of the places that `user` steers, and oneself."""
        return self.filter(reach(user, region="region", own=Q(pk=user.pk), tutor=Q(pk=user.pk)))

    def in_role(self, role: str) -> UserQuerySet:
        """People with one role; everybody when it is empty."""
        return self.filter(role=role) if role else self

    def for_team_list(self, on: date) -> UserQuerySet:
        """People with what the team's table shows, those without access last."""
        from agents.models import Assignment

        current = Assignment.objects.active(on).select_related("territory")
        places = models.Prefetch("assignments", current, to_attr="current_assignments")
        return self.select_related("region", "unit").prefetch_related(places).order_by("-is_active", "name")

    def count_by_role(self) -> list[tuple[str, str, int]]:
        """(role, its name, how many people), in the order of the roles, without empty ones."""
        counted = dict(self.order_by().values_list("role").annotate(models.Count("pk")))
        return [(role, name, counted[role]) for role, name in Role.choices if role in counted]

    def field_agents(self) -> UserQuerySet:
        """Active guidance agents, who can be given a route."""
        return self.filter(role=Role.AGENT, is_active=True)


class UserManager(BaseUserManager["User"]):
    """Creates accounts; the e-mail address is the login."""

    def get_queryset(self) -> UserQuerySet:
        """All people, as a queryset with the vocabulary above."""
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: Any) -> UserQuerySet:
        """See `UserQuerySet.visible_to`."""
        return self.get_queryset().visible_to(user)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account with a hashed password (or none that works)."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class RegionQuerySet(models.QuerySet["Region"]):
    """Regions by who may see them."""

    def visible_to(self, user: Any) -> RegionQuerySet:
        """A manager's own region, a state's regions, all for the national observer; field people see their own."""
        mine = Q(pk=user.region_id) if user.is_authenticated and user.region_id else NOTHING
        if user.is_authenticated and user.role == Role.STATE_ADMIN:
            return self.filter(unit_id=user.unit_id)
        return self.filter(reach(user, region="pk", own=mine, tutor=mine))


class TerritoryQuerySet(models.QuerySet["Territory"]):
    """Territories by who may see them."""

    def visible_to(self, user: Any) -> TerritoryQuerySet:
        """Agents see the territories they have ever been assigned to; managers those of their region."""
        assigned = Q(pk__in=user.assignments.values("territory_id")) if user.is_authenticated else NOTHING
        return self.filter(reach(user, region="region", own=assigned))


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Who works where, by date."""

    def visible_to(self, user: Any) -> AssignmentQuerySet:
        """Agents see their own; managers those of their region."""
        return self.filter(reach(user, region="territory__region", own=Q(agent_id=user.pk)))

    def active(self, on: date) -> AssignmentQuerySet:
        """Assignments in force on a day."""
        return self.not_over(on).filter(starts_on__lte=on)

    def not_over(self, on: date) -> AssignmentQuerySet:
        """Assignments in force on a day or still to come."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by who may see them."""

    def visible_to(self, user: Any) -> InvitationQuerySet:
        """Invitations to the places that `user` steers."""
        if user.is_authenticated and user.role == Role.STATE_ADMIN:
            return self.filter(unit_id=user.unit_id)
        return self.filter(reach(user, region="region"))

    def open(self, now: datetime) -> InvitationQuerySet:
        """Not accepted and not too old."""
        return self.filter(accepted_at__isnull=True, expires_at__gt=now)
