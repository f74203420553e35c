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


def which_business(*, business_id: uuid.UUID | None, cnpj: str, agent_id: uuid.UUID, on: date) -> sql.Question:
    """Ask for a business by id or CNPJ, with the territory in which the agent worked on that day."""
    return sql.Question(
        "SELECT b.id, b.cnpj, b.municipality_id, m.region_id, ("
        " SELECT t.territory_id FROM clients_business_territories t"
        " JOIN agents_assignment a ON a.territory_id = t.territory_id"
        " WHERE t.business_id = b.id AND a.agent_id = %s AND a.starts_on <= %s"
        " AND (a.ends_on IS NULL OR a.ends_on >= %s) LIMIT 1), b.added_by_id"
        " FROM clients_business b JOIN agents_municipality m ON m.ibge_code = b.municipality_id"
        " WHERE b.id = %s OR b.cnpj = %s",
        (agent_id, on, on, business_id, cnpj),
    )


def choose(rows: list[tuple[object, ...]], business_id: uuid.UUID | None) -> KnownBusiness | None:
    """The business by its id; else the one with the CNPJ (the id was made by somebody else, or there is none)."""
    known = [
        KnownBusiness(
            sql.as_uuid(pk),  # type: ignore[arg-type]
            str(cnpj),
            str(municipality),
            sql.as_uuid(region),  # type: ignore[arg-type]
            sql.as_uuid(territory),  # type: ignore[arg-type]
            sql.as_uuid(added_by),  # type: ignore[arg-type]
        )
        for pk, cnpj, municipality, region, territory, added_by in rows
    ]
    return next((business for business in known if business.id == business_id), known[0] if known else None)


def correct_business(*, business_id: uuid.UUID, changes: Mapping[str, str], by: User) -> None:
    """Write down what the agent found to be different at the door. Call it inside a transaction."""
    columns = {name: changes[name] for name in CORRECTABLE if name in changes}
    if not columns:
        return
    if "bairro" in columns:
        columns["bairro_key"] = bairro_key(columns["bairro"])
    business = Business.objects.get(pk=business_id)
    corrected = sorted(
        {*business.corrected_fields, *changes} & set(CORRECTABLE)
    )  # the register leaves them from now on
    Business.objects.filter(pk=business_id).update(corrected_fields=corrected, **columns)
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
