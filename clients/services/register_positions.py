"""Where businesses are: an optional file of points by CNPJ or CEP, as units get them from IBGE's CNEFE."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from agents.models import Municipality
from agents.rules import BRAZIL
from clients.enums import PositionSource
from clients.rules import normalize_cnpj
from clients.services.register_files import RegisterError
from clients.services.register_rows import digits

LIMITS = {"latitude": (BRAZIL.south, BRAZIL.north), "longitude": (BRAZIL.west, BRAZIL.east)}
COLUMNS = "cnpj;latitude;longitude ou cep;latitude;longitude"
RANK = {source: rank for rank, source in enumerate(reversed(PositionSource))}  # a higher rank is a better position


@dataclass(frozen=True)
class Position:
    """A point and how well it is known."""

    latitude: float | None
    longitude: float | None
    source: PositionSource

    @property
    def rank(self) -> int:
        """How good it is; a visit's own point is the best."""
        return RANK[self.source]


@dataclass
class Positions:
    """Points by CNPJ and by CEP; the municipality's own where there is none."""

    by_cnpj: dict[str, tuple[float, float]] = field(default_factory=dict)
    by_cep: dict[str, tuple[float, float]] = field(default_factory=dict)

    def of(self, *, cnpj: str, cep: str, municipality: Municipality) -> Position:
        """The best point known for an establishment."""
        if cnpj in self.by_cnpj:
            return Position(*self.by_cnpj[cnpj], PositionSource.ADDRESS)
        if cep in self.by_cep:
            return Position(*self.by_cep[cep], PositionSource.CEP)
        if municipality.latitude is None or municipality.longitude is None:
            return Position(None, None, PositionSource.UNKNOWN)
        return Position(municipality.latitude, municipality.longitude, PositionSource.MUNICIPALITY)


def read_positions(path: Path | None) -> Positions:
    """Read the file of points; nothing when none is given."""
    if path is None:
        return Positions()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _parse(path.name, csv.reader(file, delimiter=";"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterError(
            f"Não foi possível ler o arquivo de posições {path}. Confira o caminho; ele deve ser texto em UTF-8 com as "
            f"colunas {COLUMNS}."
        ) from error


def _parse(name: str, lines: Iterable[list[str]]) -> Positions:
    found, rows = Positions(), iter(lines)
    header = [column.strip().lower() for column in next(rows, [])]
    if header not in (["cnpj", "latitude", "longitude"], ["cep", "latitude", "longitude"]):
        raise RegisterError(f"O arquivo de posições {name} deve começar com a linha {COLUMNS}.")
    is_by_cep = header[0] == "cep"
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) != 3:
            raise RegisterError(f"O arquivo de posições {name}, linha {number}: eram esperadas 3 colunas ({COLUMNS}).")
        point = (_degrees(row[1], "latitude", name, number), _degrees(row[2], "longitude", name, number))
        if is_by_cep:
            found.by_cep[digits(row[0]).zfill(8)] = point
        else:
            found.by_cnpj[normalize_cnpj(row[0])] = point
    return found


def _degrees(text: str, axis: str, name: str, number: int) -> float:
    low, high = LIMITS[axis]
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise RegisterError(
            f"O arquivo de posições {name}, linha {number}: “{text[:20]}” não é uma {axis} do Brasil "
            f"(de {low:g} a {high:g}). Confira se latitude e longitude não estão trocadas."
        )
    return value
