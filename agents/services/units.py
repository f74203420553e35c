"""Opening a state unit: its regions, the municipalities each answers for, and its first administrator."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from agents.enums import Role
from agents.models import Municipality, Region, Unit, User
from common import audit


@dataclass(frozen=True)
class RegionLine:
    """One line of a unit's regions file: a region and a municipality (7 digits, IBGE) that belongs to it."""

    region: str
    municipality: str


class RegionsFileError(ValueError):
    """The regions file is not what it claims to be; the message says which line and what to do."""


def read_regions(path: Path) -> list[RegionLine]:
    """Read `regional;municipio` lines (CSV with `;`, UTF-8, with header); a bad one raises `RegionsFileError`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        if rows.fieldnames != ["regional", "municipio"]:
            raise RegionsFileError("A primeira linha precisa ser: regional;municipio")
        lines = [RegionLine((row["regional"] or "").strip(), (row["municipio"] or "").strip()) for row in rows]
    known = set(Municipality.objects.values_list("pk", flat=True))
    for number, line in enumerate(lines, start=2):
        if not line.region or line.municipality not in known:
            raise RegionsFileError(
                f"Linha {number}: escreva o nome da regional e o código IBGE (7 números) de um município que existe."
            )
    return lines


@transaction.atomic
def open_unit(*, uf: str, timezone: str, lines: Iterable[RegionLine]) -> Unit:
    """Create or complete a unit with its regions; a municipality named again moves to the region of its last line."""
    unit, _ = Unit.objects.get_or_create(uf=uf, defaults={"name": f"Sebrae/{uf}", "timezone": timezone})
    for line in lines:
        region, _ = Region.objects.get_or_create(unit=unit, name=line.region)
        Municipality.objects.filter(pk=line.municipality, uf=uf).update(region=region)
    audit.record("open unit", unit, by=None)
    return unit


@transaction.atomic
def first_administrator(*, unit: Unit, email: str, name: str) -> User:
    """The account that invites everybody else; its password is set through the link for a new password."""
    administrator = User.objects.create_user(email, name=name, role=Role.STATE_ADMIN, unit=unit)
    audit.record("first administrator", administrator, by=None)
    return administrator
