"""Routes and stops, the visit as it happened, and promises to come back."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agents.models import Region, Territory
from clients.models import Business, Person
from common.models import Identified
from visits.enums import (
    AppointmentState,
    Channel,
    ContactKind,
    ImproperReason,
    Outcome,
    PhotoState,
    PhotoSubject,
    RouteState,
    SkipReason,
    StopState,
    VisitState,
)
from visits.querysets import (
    AppointmentQuerySet,
    ContactQuerySet,
    PhotoQuerySet,
    RouteQuerySet,
    StopQuerySet,
    VisitQuerySet,
)


class Route(Identified):
    """One agent's stops for one day, in walking order."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="routes")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="routes")
    scheduled_on = models.DateField("dia")
    state = models.CharField(max_length=10, choices=RouteState.choices, default=RouteState.DRAFT)
    starts_at = models.DateTimeField("saída")
    distance_m = models.PositiveIntegerField(default=0)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    left_out = models.JSONField(default=list, blank=True)  # [{"business": id, "because": text}]: chosen, did not fit
    changed_by_agent_at = models.DateTimeField(null=True, blank=True)  # on the phone, during the day

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["-scheduled_on"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "scheduled_on"], name="route_one_per_agent_and_day"),
            models.CheckConstraint(
                condition=Q(state=RouteState.DRAFT) | Q(published_at__isnull=False), name="route_published_has_a_moment"
            ),
        ]

    @property
    def local_start(self) -> datetime:
        """When the agent leaves, on the clock of the place."""
        return self.starts_at.astimezone(self.territory.zone)


class Stop(Identified):
    """A business to visit on a route. `position` starts at 1; a promised hour (`is_fixed`) keeps its time.

    `arrives_at` is what the order gives; it is later than `promised_at` when the order cannot keep the promise.
    `walked_position` is where the agent put it on the phone; the planned `position` stays for comparison.
    """

    route = models.ForeignKey(Route, models.CASCADE, related_name="stops")
    business = models.ForeignKey(Business, models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField()
    arrives_at = models.DateTimeField("chegada prevista")
    is_fixed = models.BooleanField(default=False)
    promised_at = models.DateTimeField("hora prometida", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("minutos no local", default=30)
    reason = models.CharField("por quê", max_length=160, blank=True)
    state = models.CharField(max_length=8, choices=StopState.choices, default=StopState.PENDING)
    walked_position = models.PositiveSmallIntegerField(null=True, blank=True)
    skip_reason = models.CharField(max_length=14, choices=SkipReason.choices, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["route", "business"], name="stop_once_per_route"),
            models.CheckConstraint(condition=Q(position__gte=1), name="stop_position_starts_at_one"),
            models.CheckConstraint(
                condition=Q(is_fixed=True, promised_at__isnull=False) | Q(is_fixed=False, promised_at__isnull=True),
                name="stop_fixed_has_a_promised_hour",
            ),
        ]


class Visit(Identified):
    """What happened at the door, as the phone recorded it. The id was made on the phone.

    `region` and `territory` are where the visit was made, fixed at arrival, so that a territory that moves later does
    not move history. `visited_on` is the local date at the door. `flags` are the codes of what a manager or tutor
    should look at (an old form, a clock that was wrong …); nothing that happened is refused for them.
    """

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="visits", db_index=False)  # indexes below
    territory = models.ForeignKey(Territory, models.SET_NULL, null=True, blank=True, related_name="visits")
    business = models.ForeignKey(Business, models.PROTECT, related_name="visits", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="visits")
    stop = models.ForeignKey(Stop, models.SET_NULL, null=True, blank=True, related_name="visits")
    channel = models.CharField("canal", max_length=10, choices=Channel.choices)
    outcome = models.CharField("resultado", max_length=10, choices=Outcome.choices)
    state = models.CharField("estado", max_length=10, choices=VisitState.choices, default=VisitState.RECEIVED)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    registered_at = models.DateTimeField(null=True, blank=True)
    visited_on = models.DateField()
    timezone = models.CharField(max_length=40)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    position_missing_because = models.CharField(max_length=20, blank=True)
    departure_latitude = models.FloatField(null=True, blank=True)
    departure_longitude = models.FloatField(null=True, blank=True)
    departure_accuracy_m = models.FloatField(null=True, blank=True)
    departure_missing_because = models.CharField(max_length=20, blank=True)
    notes = models.TextField("anotações", blank=True)
    flags = models.JSONField(default=list, blank=True)
    timings = models.JSONField(default=dict, blank=True)  # section → seconds
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # who handed in the copy of a failing phone that it was in; empty: the phone sent it itself

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(finished_at__gte=F("started_at")), name="visit_finishes_after_start"),
            models.CheckConstraint(
                condition=~Q(state=VisitState.REGISTERED) | Q(registered_at__isnull=False),
                name="visit_registered_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "visited_on"], name="visit_by_region_and_day"),
            models.Index(fields=["agent", "visited_on"], name="visit_by_agent_and_day"),
            models.Index(fields=["business", "-started_at"], name="visit_by_business"),
        ]


class Contact(Identified):
    """A contact beyond the visit: a call, a remote guidance, a consultation, a no-show, a contact that came to nothing.

    Written down on a desk page by who made it (PLN-10, PRM-21). `region` is where it was made, fixed for ever.
    `after` is the visit it goes on from, where there is one.
    """

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contacts", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="contacts")
    business = models.ForeignKey(Business, models.PROTECT, null=True, blank=True, related_name="contacts")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="contacts")
    after = models.ForeignKey(Visit, models.SET_NULL, null=True, blank=True, related_name="later_contacts")
    kind = models.CharField("o que foi", max_length=12, choices=ContactKind.choices)
    channel = models.CharField("canal", max_length=10, choices=Channel.choices)
    state = models.CharField("estado", max_length=10, choices=VisitState.choices, default=VisitState.RECEIVED)
    started_at = models.DateTimeField("início")
    ended_at = models.DateTimeField("fim")
    talked_on = models.DateField("dia")  # local to `timezone`
    subject = models.CharField("assunto", max_length=200, blank=True)
    was_requested = models.BooleanField("o cliente pediu", default=False)  # SOL-28
    was_explained = models.BooleanField("foi explicado", default=False)
    improper_reason = models.CharField(max_length=16, choices=ImproperReason.choices, blank=True)
    notes = models.TextField("anotações", blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    registered_at = models.DateTimeField(null=True, blank=True)
    timezone = models.CharField(max_length=40)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="contact_ends_after_start"),
            models.CheckConstraint(
                condition=Q(business__isnull=False) | Q(person__isnull=False), name="contact_is_with_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ContactKind.IMPROPER) | ~Q(improper_reason=""), name="contact_improper_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=VisitState.REGISTERED) | Q(registered_at__isnull=False),
                name="contact_registered_has_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["agent", "talked_on"], name="contact_by_agent_and_day")]


def photo_path(photo: Photo, name: str) -> str:
    """A name that tells nothing and that nobody can guess."""
    return f"fotos/{uuid4().hex}.jpg"


class Photo(Identified):
    """A photo of the place. The visit names it; its bytes come apart, sealed, and never hold the visit up.

    `key` and `iv` open the bytes and are dropped once they did.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    key = models.CharField(max_length=43, blank=True)
    iv = models.CharField(max_length=16, blank=True)
    taken_at = models.DateTimeField()
    what = models.CharField("o que mostra", max_length=8, choices=PhotoSubject.choices)
    state = models.CharField(max_length=8, choices=PhotoState.choices, default=PhotoState.WAITING)
    problem = models.CharField(max_length=160, blank=True)
    file = models.FileField(upload_to=photo_path, blank=True)
    width = models.PositiveSmallIntegerField(null=True, blank=True)
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "sha256"], name="photo_once_per_visit"),
            models.CheckConstraint(
                condition=~Q(state=PhotoState.READY) | (~Q(file="") & Q(key="", received_at__isnull=False)),
                name="photo_ready_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=PhotoState.FAILED) | ~Q(problem=""), name="photo_failed_says_why"
            ),
        ]


class Appointment(Identified):
    """A promise to be in touch with a client on a day, perhaps at an hour; the route planner reads it."""

    business = models.ForeignKey(Business, models.PROTECT, related_name="appointments")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    promised_in = models.ForeignKey(Visit, models.CASCADE, related_name="promises", db_index=False)  # unique, below
    due_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.IN_PERSON)
    purpose = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=AppointmentState.choices, default=AppointmentState.OPEN)
    kept_in = models.ForeignKey(Visit, models.SET_NULL, null=True, blank=True, related_name="kept_promises")
    kept_in_contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="kept_promises")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(fields=["promised_in"], name="appointment_one_per_visit"),
            models.CheckConstraint(
                condition=~Q(state=AppointmentState.KEPT) | Q(kept_in__isnull=False) | Q(kept_in_contact__isnull=False),
                name="appointment_kept_in_a_visit",
            ),
        ]
