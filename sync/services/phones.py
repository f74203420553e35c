"""Phones as a manager sees them: who holds which, when each was last heard from, what it still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, Value, When

from common.dates import ago
from sync.models import Device, Loss
from sync.querysets import LATE_AFTER, UNHEARD_AFTER, DeviceQuerySet, late, unheard

PER_PAGE = 25
TABS = {"": "Em uso", "desligados": "Desligados", "antigos": "Sem uso"}


@dataclass(frozen=True)
class Phone:
    """One phone in words."""

    device: Device
    now: datetime
    losses: tuple[Loss, ...]

    @property
    def seen(self) -> str:
        """How long ago it was last heard from."""
        return ago(self.device.last_seen_at, self.now)

    @property
    def is_unheard(self) -> bool:
        """Not heard from for more than a day."""
        return self.now - self.device.last_seen_at > UNHEARD_AFTER

    @property
    def oldest(self) -> str:
        """How long the oldest visit on it has been waiting."""
        return ago(self.device.oldest_unsent_at, self.now) if self.device.oldest_unsent_at else ""

    @property
    def is_late(self) -> bool:
        """A visit has been waiting for more than two days."""
        waiting_since = self.device.oldest_unsent_at
        return bool(self.device.unsent and waiting_since and self.now - waiting_since > LATE_AFTER)

    @property
    def storage(self) -> str:
        """What the browser said when it was asked to keep the visits."""
        return {True: "Garantido", False: "Sem garantia", None: "Não informado"}[self.device.is_kept]


def tab_of(devices: DeviceQuerySet, tab: str, now: datetime) -> DeviceQuerySet:
    """The phones of one tab."""
    if tab == "desligados":
        return devices.revoked()
    return devices.dormant(now) if tab == "antigos" else devices.in_use(now)


def page_of(devices: DeviceQuerySet, *, tab: str, number: str, now: datetime) -> tuple[Page[Device], list[Phone]]:
    """A page of phones, those that need somebody first."""
    worry = Case(
        When(late(now), then=Value(0)),
        When(unheard(now), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    listed = tab_of(devices, tab, now).select_related("user__region", "revoked_by").prefetch_related("losses")
    page = Paginator(listed.order_by(worry, F("last_seen_at").asc(), "pk"), PER_PAGE).get_page(number)
    return page, [phone_of(device, now) for device in page]


def phone_of(device: Device, now: datetime) -> Phone:
    """One phone with what happened to it."""
    return Phone(device, now, tuple(device.losses.all()))
