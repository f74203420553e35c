"""The stand-in and the action of the year, as the tests of attendance have them."""

from tests.attendance.conftest import action, fault, sas  # noqa: F401
