"""A territory with enough doors for a day, and promises to keep."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clients.enums import PositionSource, Size
from clients.models import Business
from tests.cast import Cast
from visits.enums import Channel, Outcome
from visits.models import Appointment, Route, Visit

DAY = date(2026, 11, 25)
ZONE = ZoneInfo("America/Fortaleza")


def door(cast: Cast, number: int, *, size: str = Size.ME, east: float = 0.0, north: float = 0.0) -> Business:
    """A business in Pirajá, so many kilometres east and north of the middle."""
    business = Business.objects.create(
        cnpj=f"{number:012d}00", legal_name=f"PORTA {number}", trade_name=f"Porta {number}", size=size,
        municipality=cast.juazeiro, bairro="Pirajá", bairro_key="PIRAJA", cnae="4712100",
        latitude=-7.213 + north / 111, longitude=-39.315 + east / 110, position_source=PositionSource.ADDRESS,
    )  # fmt: skip
    business.territories.add(cast.piraja)
    return business


def names(route: Route) -> list[str]:
    """The doors of a route, in its order."""
    return [stop.business.trade_name for stop in route.stops.all()]


def street(cast: Cast, count: int, first: int = 1) -> list[Business]:
    """A straight street with a door every 100 m."""
    return [door(cast, first + i, east=i / 10) for i in range(count)]


def visited(cast: Cast, business: Business, outcome: str = Outcome.ATTENDED, *, days_ago: int = 5) -> Visit:
    """A visit by Rosângela so many days before the day of the tests."""
    at = datetime.combine(DAY - timedelta(days=days_ago), time(13), UTC)
    return Visit.objects.create(
        agent=cast.rosangela, region=cast.cariri, territory=cast.piraja, business=business, channel=Channel.IN_PERSON,
        outcome=outcome, started_at=at, finished_at=at, received_at=at, visited_on=at.date(),
        timezone="America/Fortaleza",
    )  # fmt: skip


def promise(cast: Cast, business: Business, *, at: str = "10:00", on: date = DAY, agent=None) -> Appointment:
    """A promise to be back on a day at an hour of the field."""
    due_at = datetime.combine(on, time.fromisoformat(at), ZONE)
    visit = visited(cast, business, Outcome.COME_BACK)
    return Appointment.objects.create(
        business=business, agent=agent or cast.rosangela, promised_in=visit, due_at=due_at, purpose="Ver as contas"
    )
