"""What a territory is, over plain values: no database, no clock."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MAX_POINTS = 2000  # of a territory's outline

Ring = Sequence[Sequence[float]]  # [longitude, latitude] pairs, as GeoJSON writes them


def bairro_key(text: str) -> str:
    """The form in which bairros (and other names) are compared: upper case, no accents ("São  José" → "SAO JOSE")."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.upper()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).upper().split())[:80].rstrip()


@dataclass(frozen=True)
class Box:
    """A rectangle along the degrees, its sides included."""

    south: float
    north: float
    west: float
    east: float

    def holds(self, *, latitude: float, longitude: float) -> bool:
        """Whether a position lies in it."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


BRAZIL = Box(south=-34, north=6, west=-75, east=-28)  # and a little around it: what is outside is a mistake


def bounding_box(ring: Ring) -> Box:
    """The smallest rectangle around a ring: what a database can narrow by before each point is looked at."""
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
class Outline:
    """What was read from a drawing: the ring, or what is wrong with it and how to put it right."""

    ring: list[list[float]] | None = None
    problem: str = ""


def read_outline(text: str) -> Outline:
    """The one outer ring of a GeoJSON text (a ring, a Polygon, or a Feature or collection with exactly one)."""
    try:
        drawing = json.loads(text)
    except (ValueError, RecursionError):
        return Outline(problem="Isto não é um GeoJSON. Exporte o desenho do mapa como GeoJSON e cole o texto inteiro.")
    rings = _rings(drawing)
    if rings is None:
        return Outline(problem="O GeoJSON não tem um polígono. Desenhe uma área fechada e exporte de novo.")
    if len(rings) != 1:
        return Outline(problem="O desenho tem mais de um contorno. Use uma área só, sem buracos e sem ilhas.")
    return _checked(rings[0])


def _rings(drawing: Any) -> list[Any] | None:
    """Every ring in a GeoJSON value; None when there is no polygon in it."""
    match drawing:
        case {"type": "FeatureCollection", "features": [{**feature}]}:
            return _rings(feature)
        case {"type": "FeatureCollection", "features": [_, *_] as features}:
            return [ring for feature in features for ring in _rings(feature) or []] or None
        case {"type": "Feature", "geometry": {**geometry}}:
            return _rings(geometry)
        case {"type": "Polygon", "coordinates": [*rings]} if rings:
            return rings
        case {"type": "MultiPolygon", "coordinates": [*polygons]} if polygons:
            return [ring for polygon in polygons if isinstance(polygon, list) for ring in polygon]
        case [[int() | float(), *_], *_] as ring:
            return [ring]
    return None


def _checked(ring: Any) -> Outline:
    """A ring whose points are positions in Brazil, longitude first, closed and not too long."""
    try:
        points = [[float(point[0]), float(point[1])] for point in ring]
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        return Outline(problem="Há um ponto que não é um par de números. Exporte o desenho de novo.")
    if len({tuple(point) for point in points}) < 3:
        return Outline(problem="Uma área precisa de pelo menos 3 pontos diferentes.")
    if len(points) > MAX_POINTS:
        return Outline(problem=f"O desenho tem {len(points)} pontos. Simplifique para no máximo {MAX_POINTS}.")
    if all(BRAZIL.holds(latitude=latitude, longitude=longitude) for longitude, latitude in points):
        return Outline(ring=points if points[0] == points[-1] else [*points, points[0]])
    if all(BRAZIL.holds(latitude=latitude, longitude=longitude) for latitude, longitude in points):
        return Outline(problem="Os números estão trocados: no GeoJSON, a longitude vem antes da latitude.")
    return Outline(problem="Há pontos fora do Brasil. Confira o desenho.")


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
