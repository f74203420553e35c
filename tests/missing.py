"""Tests that this machine cannot run: left out loudly on a person's machine, failed under CI, never passed over."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(package: str, untested: str) -> NoReturn:
    """Say what was not tested because a Debian package is missing."""
    said = f"{untested} NOT tested. Install Debian's {package}."
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)  # a person may work on something else without it; CI never comes here
