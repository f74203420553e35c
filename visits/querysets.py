"""Who may see which routes, visits and appointments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Least

from agents.querysets import reach
from visits.enums import AppointmentState, Outcome, PhotoState, RouteState

if TYPE_CHECKING:
    from agents.models import Region
    from visits.models import Appointment, Contact, Photo, Route, Stop, Visit  # noqa: F401  (the types of their rows)

HAPPENED_AT = Least("started_at", "received_at")  # a phone that lived in 2035 is not the last for ever (F10)


class RouteQuerySet(models.QuerySet["Route"]):
    """Routes by scope and day."""

    def visible_to(self, user: Any) -> RouteQuerySet:
        """Agents see their own published routes; managers those of their region."""
        own = Q(agent_id=user.pk, state=RouteState.PUBLISHED)
        return self.filter(reach(user, region="territory__region", own=own))

    def on(self, day: date) -> RouteQuerySet:
        """Routes of a day."""
        return self.filter(scheduled_on=day)

    def of_region(self, region: Region | None) -> RouteQuerySet:
        """Routes in a region's territories; all of them when no region is given."""
        return self.filter(territory__region=region) if region else self

    def with_who_and_where(self) -> RouteQuerySet:
        """With the agent, the territory and its unit, which every page of a route names."""
        return self.select_related("agent", "territory__region__unit")

    def drafts(self) -> RouteQuerySet:
        """Routes still in planning."""
        return self.filter(state=RouteState.DRAFT)


class StopQuerySet(models.QuerySet["Stop"]):
    """Stops by scope."""

    def visible_to(self, user: Any) -> StopQuerySet:
        """Stops of visible routes."""
        own = Q(route__agent_id=user.pk, route__state=RouteState.PUBLISHED)
        return self.filter(reach(user, region="route__territory__region", own=own))


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits by scope and outcome."""

    def visible_to(self, user: Any) -> VisitQuerySet:
        """Agents see the visits they made; managers those made in their region. Tutors see theirs through reviews."""
        return self.filter(reach(user, region="region", own=Q(agent_id=user.pk)))

    def attended(self) -> VisitQuerySet:
        """Visits in which the client was attended."""
        return self.filter(outcome=Outcome.ATTENDED)

    def between(self, first: date, last: date) -> VisitQuerySet:
        """Visits whose local date lies in a period, both ends included."""
        return self.filter(visited_on__range=(first, last))


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts beyond the visit, by scope."""

    def visible_to(self, user: Any) -> ContactQuerySet:
        """Agents and credit agents see those they made; managers those made in their region."""
        return self.filter(reach(user, region="region", own=Q(agent_id=user.pk)))


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Photos by scope."""

    def visible_to(self, user: Any) -> PhotoQuerySet:
        """Photos of visible visits. Tutors see theirs through reviews."""
        return self.filter(reach(user, region="visit__region", own=Q(visit__agent_id=user.pk)))

    def ready(self) -> PhotoQuerySet:
        """Those that can be shown."""
        return self.filter(state=PhotoState.READY)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Promises to come back."""

    def visible_to(self, user: Any) -> AppointmentQuerySet:
        """Agents see their own; managers those of their region."""
        return self.filter(reach(user, region="business__municipality__region", own=Q(agent_id=user.pk)))

    def open(self) -> AppointmentQuerySet:
        """Promises not yet kept."""
        return self.filter(state=AppointmentState.OPEN)
