"""What agents find to be different at a door, several of them at really the same moment."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from clients.services.businesses import CORRECTABLE, correct_business
from tests.cast import Cast, assemble
from tests.together import at_once


@pytest.mark.django_db(transaction=True)
def test_no_correction_is_forgotten() -> None:
    """The next reading of the register overwrites what is not kept as corrected."""
    cast = assemble()
    at_once(*(partial(found_different, cast, name) for name in CORRECTABLE))
    cast.mercearia.refresh_from_db()
    assert cast.mercearia.corrected_fields == sorted(CORRECTABLE)


@transaction.atomic
def found_different(cast: Cast, name: str) -> None:
    correct_business(business_id=cast.mercearia.pk, changes={name: "63010000"}, by=cast.rosangela)
