"""Businesses (CNPJ), people (CPF) and the runs that read the federal register."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agents.models import Municipality, Territory
from clients.enums import BusinessSource, PersonRole, PositionSource, RegisterStatus, Size
from clients.querysets import BusinessQuerySet, PersonQuerySet
from common.models import Identified


class Cnae(models.Model):
    """An activity code (CNAE 2.3 subclass) with its description, as the register publishes it."""

    code = models.CharField(max_length=7, primary_key=True)
    description = models.CharField(max_length=200)


class Business(Identified):
    """An establishment with a CNPJ. The CNPJ may hold letters (IN RFB 2.229/2024): text, upper case, 14 characters."""

    cnpj = models.CharField("CNPJ", max_length=14, unique=True)
    legal_name = models.CharField("razão social", max_length=200)
    trade_name = models.CharField("nome fantasia", max_length=200, blank=True)
    size = models.CharField("porte", max_length=5, choices=Size.choices)
    status = models.CharField("situação", max_length=2, choices=RegisterStatus.choices, default=RegisterStatus.ACTIVE)
    status_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    legal_nature = models.CharField(max_length=4, blank=True)
    is_head_office = models.BooleanField(default=True)
    cnae = models.CharField("atividade", max_length=7, blank=True)
    secondary_cnaes = models.JSONField(default=list, blank=True)
    street = models.CharField("rua", max_length=160, blank=True)
    number = models.CharField("número", max_length=20, blank=True)
    complement = models.CharField("complemento", max_length=160, blank=True)
    bairro = models.CharField("bairro", max_length=80, blank=True)
    bairro_key = models.CharField(max_length=80, blank=True)  # upper case, no accents: what territories compare
    cep = models.CharField("CEP", max_length=8, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="businesses")
    phone = models.CharField("telefone", max_length=20, blank=True)
    other_phone = models.CharField("outro telefone", max_length=20, blank=True)
    email = models.CharField("e-mail", max_length=254, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    position_source = models.CharField(max_length=12, choices=PositionSource.choices, default=PositionSource.UNKNOWN)
    source = models.CharField(max_length=8, choices=BusinessSource.choices, default=BusinessSource.REGISTER)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    corrected_fields = models.JSONField(default=list, blank=True)  # corrected at the door: the register leaves them
    territories = models.ManyToManyField(Territory, related_name="businesses")
    first_seen_at = models.DateTimeField(default=timezone.now)
    register_read_at = models.DateTimeField(null=True, blank=True)

    objects = BusinessQuerySet.as_manager()

    class Meta:
        ordering = ["legal_name"]
        constraints = [
            models.CheckConstraint(condition=Q(cnpj__regex=r"^[0-9A-Z]{12}[0-9]{2}$"), name="business_cnpj_shape"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)  # an unknown comparison would pass a check
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="business_position_whole_or_absent",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "bairro_key"], name="business_by_bairro"),
            models.Index(fields=["municipality", "status", "size"], name="business_by_public"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name on the sign where there is one, else the legal name (an MEI's without its leading CNPJ root)."""
        return self.trade_name or re.sub(r"^[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3} (?=.)", "", self.legal_name)

    @property
    def is_active(self) -> bool:
        """Whether the register holds the business as active (CAT-11 depends on it)."""
        return self.status == RegisterStatus.ACTIVE

    @property
    def address(self) -> str:
        """Street, number and bairro in one line."""
        return " · ".join(part for part in (", ".join(p for p in (self.street, self.number) if p), self.bairro) if part)


class Person(Identified):
    """A natural person who was attended. The CPF is known only when the person gave it (CNS-03)."""

    cpf = models.CharField("CPF", max_length=11, null=True, blank=True, unique=True)
    name = models.CharField("nome", max_length=120)
    phone = models.CharField("telefone", max_length=20, blank=True)
    email = models.CharField("e-mail", max_length=254, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    businesses = models.ManyToManyField(Business, through="BusinessPerson", related_name="people")

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cpf__isnull=True) | Q(cpf__regex=r"^[0-9]{11}$"), name="person_cpf_shape"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BusinessPerson(Identified):
    """Who a person is for a business (SOL-41: the person is attended, the business is attached)."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="links", db_index=False)  # unique, below
    person = models.ForeignKey(Person, models.CASCADE, related_name="links")
    role = models.CharField("papel", max_length=14, choices=PersonRole.choices)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "person"], name="person_linked_once_to_business")]


class RegisterImport(Identified):
    """One run over the federal register's files: what was read, kept and left out, and why."""

    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    municipalities = models.JSONField(default=list)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)  # reason → number of rows
    problem = models.TextField(blank=True)
