"""Which businesses belong to which territory. Membership is kept in a table so that lists and counts are one query."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Prefetch, Q

from agents.models import Assignment, Municipality, Territory, User
from agents.querysets import TerritoryQuerySet
from agents.rules import Area, Place, bairro_key, bounding_box
from agents.services.territories import save_territory
from clients.enums import Size
from clients.models import Business
from clients.querysets import BusinessQuerySet
from clients.services.chunks import chunks


@dataclass(frozen=True)
class Inside:
    """How many active businesses of the register's target public an area holds, by size (IND-11)."""

    by_size: Mapping[str, int]

    @property
    def total(self) -> int:
        """All sizes."""
        return sum(self.by_size.values())

    @property
    def mei(self) -> int:
        """MEI only."""
        return self.by_size.get(Size.MEI, 0)

    @property
    def me_and_epp(self) -> int:
        """ME and EPP: the base of the official indicator."""
        return self.total - self.mei


@dataclass(frozen=True)
class TerritoryRow:
    """A territory in a list: what is inside and who works there on a day."""

    territory: Territory
    inside: Inside
    agents: tuple[User, ...]

    @property
    def narrowed_by(self) -> str:
        """How the municipalities are narrowed, in a few words."""
        territory = self.territory
        lists = (
            (len(territory.bairros), "bairro", "bairros"),
            (len(territory.cep_prefixes), "começo de CEP", "começos de CEP"),
            (len(territory.cnae_prefixes), "atividade", "atividades"),
        )
        words = [f"{count} {one if count == 1 else many}" for count, one, many in lists if count]
        return ", ".join([*words, *(["desenho no mapa"] if territory.polygon else [])])


def territory_list(territories: TerritoryQuerySet, *, on: date) -> list[TerritoryRow]:
    """Territories with their businesses and the agents of a day, in four queries however many there are."""
    active = Prefetch("assignments", Assignment.objects.active(on).select_related("agent"), to_attr="active_on_day")
    rows = territories.select_related("region").prefetch_related("municipalities", active).order_by("name")
    public = Business.objects.target_public().of_register().filter(territories__in=rows).order_by()
    sizes: dict[UUID, dict[str, int]] = defaultdict(dict)
    for pk, size, number in public.values_list("territories", "size").annotate(Count("pk")):
        sizes[pk][size] = number
    return [TerritoryRow(row, Inside(sizes[row.pk]), tuple(each.agent for each in row.active_on_day)) for row in rows]


def area_of(territory: Territory) -> Area:
    """The territory's definition as a plain value."""
    return Area(
        municipalities=tuple(territory.municipalities.values_list("pk", flat=True)),
        bairros=tuple(bairro_key(bairro) for bairro in territory.bairros),
        cep_prefixes=tuple(territory.cep_prefixes),
        cnae_prefixes=tuple(territory.cnae_prefixes),
        polygon=territory.polygon or None,
    )


def businesses_inside(area: Area) -> Iterator[UUID]:
    """Ids of the businesses inside an area, saved or not. The polygon is looked at only within its bounding box."""
    candidates = _candidates(area)
    if not area.polygon:
        yield from candidates.values_list("pk", flat=True).iterator(2000)
        return
    for pk, latitude, longitude in candidates.values_list("pk", "latitude", "longitude").iterator(2000):
        if area.has_inside(latitude, longitude):
            yield pk


def count_inside(area: Area) -> dict[str, int]:
    """The register's active target public inside an area, saved or not, by size."""
    public = _candidates(area).target_public().of_register()
    if not area.polygon:
        return dict(public.values_list("size").annotate(Count("pk")))
    rows = public.values_list("size", "latitude", "longitude").iterator(2000)
    return Counter(size for size, latitude, longitude in rows if area.has_inside(latitude, longitude))


def bairros_of(municipalities: Collection[Municipality]) -> list[tuple[str, str, int]]:
    """The bairros that the register knows in these municipalities: key, name as written, active businesses."""
    public = Business.objects.target_public().of_register().filter(municipality__in=municipalities)
    named = public.exclude(bairro_key="").order_by("bairro_key")
    return list(named.values_list("bairro_key").annotate(Max("bairro"), Count("pk")))


@transaction.atomic
def shape_territory(*, by: User, territory: Territory | None = None, **definition: Any) -> Territory:
    """Save a territory's definition and make its membership equal to it."""
    territory = save_territory(by=by, territory=territory, **definition)
    refresh_territory(territory)
    return territory


@transaction.atomic
def refresh_territory(territory: Territory) -> int:
    """Make the membership of a territory equal to its definition; answers how many businesses are inside."""
    wanted = set(businesses_inside(area_of(territory)))
    links = Business.territories.through.objects.filter(territory=territory)
    present = set(links.values_list("business_id", flat=True))
    for chunk in chunks(present - wanted):
        links.filter(business_id__in=chunk).delete()
    for chunk in chunks(wanted - present):
        rows = [Business.territories.through(business_id=pk, territory_id=territory.pk) for pk in chunk]
        Business.territories.through.objects.bulk_create(rows, ignore_conflicts=True)
    return len(wanted)


def refresh_territories(*, municipalities: Collection[Municipality] | Collection[str]) -> None:
    """Refresh every territory that touches one of these municipalities (given as rows or as IBGE codes)."""
    for territory in Territory.objects.filter(municipalities__in=list(municipalities)).distinct():
        refresh_territory(territory)


@transaction.atomic
def place_business(business: Business) -> list[Territory]:
    """Put one business (added in a sweep, or with a new address) into the territories that contain it."""
    place = Place(
        municipality=business.municipality_id,
        bairro_key=business.bairro_key,
        cep=business.cep,
        cnae=business.cnae,
        latitude=business.latitude,
        longitude=business.longitude,
    )
    territories = Territory.objects.filter(municipalities=business.municipality_id)
    inside = [territory for territory in territories if area_of(territory).contains(place)]
    business.territories.set(inside)
    return inside


def _candidates(area: Area) -> BusinessQuerySet:
    """The businesses that the database alone can tell to be inside (all but the polygon's exact shape)."""
    found = Business.objects.filter(municipality__in=area.municipalities).order_by()
    if area.bairros:
        found = found.filter(bairro_key__in=area.bairros)
    if area.cep_prefixes:
        found = found.filter(_starts_with_any("cep", area.cep_prefixes))
    if area.cnae_prefixes:
        found = found.filter(_starts_with_any("cnae", area.cnae_prefixes))
    if area.polygon:
        box = bounding_box(area.polygon)
        found = found.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    return found


def _starts_with_any(field: str, prefixes: Iterable[str]) -> Q:
    """The condition that a field begins with one of the prefixes."""
    return reduce(or_, (Q(**{f"{field}__startswith": prefix}) for prefix in prefixes))
