"""The country's municipalities, from the table that comes with the product."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from agents.models import Municipality

MUNICIPALITIES_CSV = Path(__file__).resolve().parent.parent / "data" / "municipalities.csv"
FIELDS = ["register_code", "name", "uf", "latitude", "longitude", "population"]


@transaction.atomic
def load_municipalities() -> int:
    """Make the table equal to the file, region links aside; answers how many rows were new or changed."""
    with MUNICIPALITIES_CSV.open(encoding="utf-8", newline="") as file:
        wanted = {row["ibge_code"]: _municipality(row) for row in csv.DictReader(file)}
    present = {values[0]: values[1:] for values in Municipality.objects.values_list("ibge_code", *FIELDS)}
    changed = [place for code, place in wanted.items() if present.get(code) != _values(place)]
    Municipality.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["ibge_code"], update_fields=FIELDS, batch_size=500
    )
    return len(changed)


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        ibge_code=row["ibge_code"],
        register_code=row["register_code"],
        name=row["name"],
        uf=row["uf"],
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        population=int(row["population_estimate"]) if row["population_estimate"] else None,
    )


def _values(place: Municipality) -> tuple[object, ...]:
    return tuple(getattr(place, name) for name in FIELDS)
