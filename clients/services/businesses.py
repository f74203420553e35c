"""Businesses as agents find them: which one it is, what they corrected, and those that no list has (varredura)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agents.models import User
from agents.rules import bairro_key
from clients.enums import BusinessSource
from clients.models import Business
from clients.services.territories import place_business
from common import audit, sql

CORRECTABLE = ("trade_name", "phone", "street", "number", "bairro", "cep", "email")


@dataclass(frozen=True)
class KnownBusiness:
    """What a visit needs to know of a business: where it is, and the agent's own territory that holds it."""

    id: uuid.UUID
    cnpj: str
    municipality: str
    region_id: uuid.UUID | None
    territory_id: uuid.UUID | None
    added_by: uuid.UUID | None


def which_businesses(*, ids: list[uuid.UUID], cnpjs: list[str]) -> sql.Question:
    """Ask for businesses by id or CNPJ: two looks at two indexes (`OR` would read every business there is)."""
    return sql.Question(f"{_WHICH} b.id IN %s UNION ALL {_WHICH} b.cnpj IN %s", (ids, cnpjs))


_WHICH = (
    "SELECT b.id, b.cnpj, b.municipality_id, m.region_id, b.added_by_id"
    " FROM clients_business b JOIN agents_municipality m ON m.ibge_code = b.municipality_id WHERE"
)


def which_territories(business_ids: list[uuid.UUID]) -> sql.Question:
    """Ask for the territories that hold these businesses."""
    return sql.Question(
        "SELECT business_id, territory_id FROM clients_business_territories WHERE business_id IN %s", (business_ids,)
    )


def which_assignments(agent_ids: list[uuid.UUID]) -> sql.Question:
    """Ask for the territories in which these agents work or worked."""
    return sql.Question(
        "SELECT agent_id, territory_id, starts_on, ends_on FROM agents_assignment WHERE agent_id IN %s", (agent_ids,)
    )


class Found:
    """What `which_businesses`, `which_territories` and `which_assignments` brought, to look businesses up in."""

    def __init__(self, businesses: sql.Rows, territories: sql.Rows, assignments: sql.Rows) -> None:
        self._by_id = {sql.as_uuid(row[0]): row for row in businesses}
        self._by_cnpj = {row[1]: row for row in businesses}
        self._held = {tuple(map(sql.as_uuid, row)) for row in territories}
        self._assignments = [(*map(sql.as_uuid, row[:2]), *row[2:]) for row in assignments]

    def choose(self, *, id: uuid.UUID | None, cnpj: str, agent_id: uuid.UUID, on: date) -> KnownBusiness | None:
        """The business by its id; else by its CNPJ (the id was made by somebody else, or there is none)."""
        row = self._by_id.get(id) or self._by_cnpj.get(cnpj)
        if row is None:
            return None
        pk, own_cnpj, municipality, region, added_by = row
        business_id: uuid.UUID = sql.as_uuid(pk)  # type: ignore[assignment]  # an id is never null
        territory_id = self._territory(business_id, agent_id, on)
        return KnownBusiness(
            business_id, own_cnpj, municipality, sql.as_uuid(region), territory_id, sql.as_uuid(added_by)
        )

    def _territory(self, business_id: uuid.UUID, agent_id: uuid.UUID, on: date) -> uuid.UUID | None:
        """The territory in which the agent worked that day and that holds the business."""
        return next(
            (
                territory
                for agent, territory, starts_on, ends_on in self._assignments
                if agent == agent_id
                and (business_id, territory) in self._held
                and starts_on <= on
                and (not ends_on or ends_on >= on)
            ),
            None,
        )


def correct_business(*, business_id: uuid.UUID, changes: Mapping[str, str], by: User) -> None:
    """Write down what the agent found to be different at the door. Call it inside a transaction."""
    columns = {name: changes[name] for name in CORRECTABLE if name in changes}
    if not columns:
        return
    if "bairro" in columns:
        columns["bairro_key"] = bairro_key(columns["bairro"])
    business = Business.objects.select_for_update(no_key=True).get(pk=business_id)  # two visits at once: both stay
    kept_from_register = sorted({*business.corrected_fields, *columns} & set(CORRECTABLE))
    Business.objects.filter(pk=business_id).update(corrected_fields=kept_from_register, **columns)
    if columns.keys() & {"bairro", "cep"}:
        place_business(Business.objects.get(pk=business_id))
    audit.record("business.corrected", Business(pk=business_id), by=by, fields=sorted(columns))


def add_business(*, cnpj: str, facts: Mapping[str, str], by: User) -> Business:
    """Add a business that no list has (varredura), with a new, well-formed CNPJ. Call it inside a transaction."""
    business = Business(
        cnpj=cnpj,
        legal_name=facts["legal_name"],
        trade_name=facts["trade_name"],
        size=facts["size"],
        street=facts["street"],
        number=facts["number"],
        bairro=facts["bairro"],
        bairro_key=bairro_key(facts["bairro"]),
        cep=facts["cep"],
        municipality_id=facts["municipality"],
        phone=facts["phone"],
        source=BusinessSource.SWEEP,
        added_by=by,
    )
    business.save(force_insert=True)
    place_business(business)
    audit.record("business.added", business, by=by)
    return business


def replace_cnpj(business: Business, *, cnpj: str, by: User) -> None:
    """The number told at the door is wrong. The caller knows that no list and no registered record has it."""
    Business.objects.filter(pk=business.pk, source=BusinessSource.SWEEP).update(cnpj=cnpj)
    audit.record("business cnpj replaced", business, by=by)
    business.cnpj = cnpj
