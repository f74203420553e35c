"""Shaping territories. Their membership is kept by `clients`, which knows the businesses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from agents.enums import MANAGING_ROLES
from agents.models import Municipality, Region, Territory, User
from agents.rules import bairro_key
from common import audit
from common.problems import Problem, RefusedError

NAME_TAKEN = Problem("name_taken", "Já existe um território com este nome. Dê outro nome.", "name")
DEFINITION = ("name", "bairros", "cep_prefixes", "cnae_prefixes", "polygon")


def check_can_shape(user: User, region: Region) -> None:
    """Only those who manage a region draw its territories."""
    if user.role not in MANAGING_ROLES or not Region.objects.visible_to(user).filter(pk=region.pk).exists():
        raise PermissionDenied("Só a gestão desta regional desenha os territórios dela.")


def territory_problems(
    *, region: Region, name: str, municipalities: list[Municipality], territory: Territory | None = None
) -> list[Problem]:
    """What keeps a territory from being saved."""
    problems = []
    others = Territory.objects.filter(region=region).values_list("pk", "name")
    if any(bairro_key(other) == bairro_key(name) for pk, other in others if territory is None or pk != territory.pk):
        problems.append(NAME_TAKEN)
    if any(municipality.region_id != region.pk for municipality in municipalities):
        problems.append(Problem("other_region", "Há um município de outra regional.", "municipalities"))
    if not municipalities:
        problems.append(Problem("nowhere", "Escolha pelo menos um município.", "municipalities"))
    return problems


@transaction.atomic
def save_territory(
    *, by: User, region: Region, municipalities: list[Municipality], territory: Territory | None = None, **fields: Any
) -> Territory:
    """Create a territory or change its definition (`DEFINITION`); its businesses follow (`clients`)."""
    check_can_shape(by, region)
    verb = "territory.changed" if territory else "territory.created"
    territory = territory or Territory(region=region)
    changed = [field for field in DEFINITION if field in fields and getattr(territory, field) != fields[field]]
    for field in changed:
        setattr(territory, field, fields[field])
    try:
        with transaction.atomic():
            territory.save()
    except IntegrityError:  # somebody else saved this name a moment ago
        raise RefusedError(NAME_TAKEN) from None
    territory.municipalities.set(municipalities)
    audit.record(verb, territory, by=by, fields=changed, municipalities=[place.pk for place in municipalities])
    return territory
