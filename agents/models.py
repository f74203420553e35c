"""People of the programme and the places they work in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agents.enums import FIELD_ROLES, HiringModel, Role
from agents.querysets import (
    AssignmentQuerySet,
    InvitationQuerySet,
    RegionQuerySet,
    TerritoryQuerySet,
    UserManager,
)
from common.dates import known_zone, today_in
from common.models import Identified


class Unit(Identified):
    """A state unit (Sebrae/UF). Flows, instruments and texts are its own (PRG-10)."""

    uf = models.CharField("UF", max_length=2, unique=True)
    name = models.CharField("nome", max_length=80)
    timezone = models.CharField("fuso horário", max_length=40, default="America/Fortaleza")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the unit's days begin and end."""
        return known_zone(self.timezone)


class Region(Identified):
    """A regional office (regional or agência): the municipalities that one manager answers for."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="regions")
    name = models.CharField("nome", max_length=80)

    objects = RegionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="region_name_once_per_unit")]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality with both its codes: IBGE's and the federal register's (TOM/SIAFI)."""

    ibge_code = models.CharField(max_length=7, primary_key=True)
    register_code = models.CharField(max_length=4, unique=True)
    name = models.CharField("nome", max_length=60)
    uf = models.CharField(max_length=2, db_index=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    population = models.PositiveIntegerField(null=True)
    region = models.ForeignKey(Region, models.SET_NULL, null=True, blank=True, related_name="municipalities")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.uf})"


class User(AbstractBaseUser, PermissionsMixin, Identified):
    """A person with a login. No sign-up: everybody is invited, and nobody shares a login (PRM-21)."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField("nome", max_length=120)
    phone = models.CharField("telefone", max_length=20, blank=True)
    role = models.CharField("papel", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="people")
    hiring_model = models.CharField("vínculo", max_length=12, choices=HiringModel.choices, blank=True)
    badge = models.CharField("crachá", max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=FIELD_ROLES, hiring_model__in=HiringModel.values)
                | (~Q(role__in=FIELD_ROLES) & Q(hiring_model="")),
                name="user_agents_have_a_hiring_model",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.NATIONAL_OBSERVER)
                | Q(role=Role.STATE_ADMIN, unit__isnull=False)
                | Q(unit__isnull=False, region__isnull=False),
                name="user_has_the_place_of_their_role",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """First letters of the first and last names, for the avatar."""
        parts = self.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the person's unit; the project's own for somebody of no unit."""
        return self.unit.zone if self.unit else known_zone("")

    def today(self) -> date:
        """The date where the person's unit is."""
        return today_in(self.unit.timezone if self.unit else None)

    @property
    def seen_at(self) -> datetime | None:
        """When the person last signed in or opened anything, to the hour."""
        return max((moment for moment in (self.last_login, self.last_seen_at) if moment), default=None)


class Territory(Identified):
    """Part of a region that agents cover: municipalities narrowed by bairro, CEP prefix or CNAE, or a polygon.

    Each narrowing list is empty (no narrowing) or names what is inside. `polygon` is a GeoJSON ring of
    [longitude, latitude] pairs; where present, only businesses with a position inside it belong.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="territories")
    name = models.CharField("nome", max_length=80)
    municipalities = models.ManyToManyField(Municipality, related_name="territories")
    bairros = models.JSONField(default=list, blank=True)
    cep_prefixes = models.JSONField(default=list, blank=True)
    cnae_prefixes = models.JSONField(default=list, blank=True)
    polygon = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="territory_name_once_per_region")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the territory's unit."""
        return self.region.unit.zone


class Assignment(Identified):
    """An agent works in a territory between two dates (both included; no end = still there)."""

    agent = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="assignments")
    starts_on = models.DateField("desde")
    ends_on = models.DateField("até", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_start"
            ),
            models.UniqueConstraint(fields=["agent", "territory", "starts_on"], name="assignment_once_per_start"),
        ]


class Invitation(Identified):
    """A single-use, expiring way in. The secret of its address is a signature and is stored nowhere.

    `secret_hash` is the random value that is signed (`services.accounts.secret_of`): a copy of the table opens nothing.
    """

    email = models.EmailField("e-mail")
    name = models.CharField("nome", max_length=120)
    role = models.CharField("papel", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    hiring_model = models.CharField("vínculo", max_length=12, choices=HiringModel.choices, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="invitation")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_and_at_together",
            )
        ]

    def fields_for_user(self) -> dict[str, Any]:
        """What the invited person's account takes over from the invitation."""
        return {
            "name": self.name,
            "role": self.role,
            "unit": self.unit,
            "region": self.region,
            "hiring_model": self.hiring_model,
        }
