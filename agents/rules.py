"""What a territory is, over plain values: no database, no clock."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

Ring = Sequence[Sequence[float]]  # [longitude, latitude] pairs, as GeoJSON writes them


def bairro_key(text: str) -> str:
    """The form in which bairros are compared: upper case, no accents, single spaces ("São  José" → "SAO JOSE")."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.upper()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).upper().split())[:80].rstrip()


@dataclass(frozen=True)
class Box:
    """The smallest upright rectangle around a ring."""

    south: float
    north: float
    west: float
    east: float


def bounding_box(ring: Ring) -> Box:
    """The rectangle that a database can narrow by before each point is looked at."""
    longitudes, latitudes = [point[0] for point in ring], [point[1] for point in ring]
    return Box(min(latitudes), max(latitudes), min(longitudes), max(longitudes))


def is_in_ring(ring: Ring, *, latitude: float, longitude: float) -> bool:
    """Whether a point lies inside a ring (a ray to the east crosses its sides an odd number of times)."""
    inside = False
    for (x1, y1, *_), (x2, y2, *_) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@dataclass(frozen=True)
class Place:
    """What a territory compares of a business."""

    municipality: str
    bairro_key: str
    cep: str
    cnae: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Area:
    """A territory's definition: municipalities, narrowed by each list that is not empty and by a polygon."""

    municipalities: tuple[str, ...]
    bairros: tuple[str, ...] = ()
    cep_prefixes: tuple[str, ...] = ()
    cnae_prefixes: tuple[str, ...] = ()
    polygon: Ring | None = None

    def contains(self, place: Place) -> bool:
        """Whether a business at this place belongs to the territory."""
        return (
            place.municipality in self.municipalities
            and (not self.bairros or place.bairro_key in self.bairros)
            and (not self.cep_prefixes or place.cep.startswith(self.cep_prefixes))
            and (not self.cnae_prefixes or place.cnae.startswith(self.cnae_prefixes))
            and self.has_inside(place.latitude, place.longitude)
        )

    def has_inside(self, latitude: float | None, longitude: float | None) -> bool:
        """Whether a position lies in the polygon; without a polygon everything does, without a position nothing."""
        if not self.polygon:
            return True
        if latitude is None or longitude is None:
            return False
        return is_in_ring(self.polygon, latitude=latitude, longitude=longitude)
