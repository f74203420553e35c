"""Reading a drawn territory."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.rules import MAX_POINTS, read_outline

RING = [[-39.33, -7.23], [-39.30, -7.23], [-39.30, -7.20], [-39.33, -7.23]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


@pytest.mark.parametrize(
    "drawing",
    [
        RING,
        POLYGON,
        {"type": "Feature", "properties": {}, "geometry": POLYGON},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POLYGON}]},
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "Polygon", "coordinates": [[[*point, 400.0] for point in RING]]},
    ],
)
def test_it_works(drawing):
    assert read_outline(json.dumps(drawing)).ring == RING


def test_closes_an_open_ring():
    assert read_outline(json.dumps(RING[:-1])).ring == RING


@pytest.mark.parametrize(
    ("drawing", "problem"),
    [
        ("{", "não é um GeoJSON"),
        ("[" * 100_000, "não é um GeoJSON"),
        ("[]", "não tem um polígono"),
        (json.dumps({"type": "Point", "coordinates": [-39, -7]}), "não tem um polígono"),
        (json.dumps({"type": "Polygon", "coordinates": [RING, RING]}), "mais de um contorno"),
        (json.dumps({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}), "mais de um contorno"),
        (json.dumps({"type": "Polygon", "coordinates": [[[-39.3, "a"]] * 4]}), "não é um par de números"),
        (json.dumps(RING[:2]), "pelo menos 3 pontos"),
        (json.dumps([[y, x] for x, y in RING]), "a longitude vem antes"),
        (json.dumps([[2.35, 48.85], [2.36, 48.86], [2.37, 48.85]]), "fora do Brasil"),
        (json.dumps([[-39 - i / 1e5, -7] for i in range(MAX_POINTS + 1)]), "Simplifique"),
        ("[[NaN, NaN], [NaN, 1], [1, NaN]]", "fora do Brasil"),
    ],
)
def test_says_what_is_wrong(drawing, problem):
    outline = read_outline(drawing)
    assert outline.ring is None
    assert problem in outline.problem


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.sampled_from(["Polygon", "Feature"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry", "features"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values | st.builds(lambda inner: {"type": "Polygon", "coordinates": inner}, values))
def test_anything_gets_a_ring_or_a_problem(drawing):
    outline = read_outline(json.dumps(drawing))
    assert (outline.ring is None) == bool(outline.problem)
