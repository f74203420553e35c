"""Hours on pages are the reader's unit's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client

from agents.models import Invitation, User
from tests.cast import Cast


def test_a_manager_in_the_west_reads_western_hours(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    """03:30 UTC is still yesterday in Rio Branco."""
    cast.unit.timezone = "America/Rio_Branco"
    cast.unit.save()
    moment = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
    Invitation.objects.create(
        email="nova@rota.test", name="Nova", role="tutor", unit=cast.unit, region=cast.cariri, secret_hash="x",
        invited_by=cast.marta, invited_at=moment, expires_at=datetime(2126, 11, 22, 3, 30, tzinfo=UTC),
    )  # fmt: skip

    page = sign_in(cast.marta).get("/equipe/").content.decode()

    assert "21/11/2126" in page
    assert "22/11/2126" not in page
