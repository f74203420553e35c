"""Each test is the first of its hour: what limits count is forgotten."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()
