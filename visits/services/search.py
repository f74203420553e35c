"""What could still go on a route: businesses of its territory, and promises that nobody has on a route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from agents.models import Region, User
from agents.rules import bairro_key
from clients.models import Business
from visits.enums import StopState
from visits.models import Appointment, Route, Stop
from visits.services.choice import choose_businesses, reasons_for

LOOK_AHEAD = timedelta(days=2)  # promises shown as waiting for a route
SHOWN = 20


@dataclass(frozen=True)
class Found:
    """A business that may be added, and why one would."""

    business: Business
    why: str


@dataclass(frozen=True)
class Promises:
    """Open promises up to a few days ahead (`until`) that are on no route; `due` of them are for the day, or older."""

    rows: tuple[Appointment, ...]
    until: date
    due: int


def addable(route: Route, text: str) -> list[Found]:
    """Businesses of the route's territory by name, street or CNPJ; without a text, whom the planner would suggest."""
    if not text:
        suggested = choose_businesses(
            territory=route.territory, agent=route.agent, on=route.scheduled_on, count=SHOWN // 2
        )
        return [Found(choice.business, choice.reason.text) for choice in suggested]
    taken = Stop.objects.filter(route__scheduled_on=route.scheduled_on).values("business_id")
    found = list(
        Business.objects.filter(territories=route.territory).filter(_matches(text)).exclude(pk__in=taken)[:SHOWN]
    )
    reasons = reasons_for([b.pk for b in found], territory=route.territory, on=route.scheduled_on)
    return [Found(b, reasons[b.pk].text if b.pk in reasons else "") for b in found]


def promises_without_route(user: User, on: date, region: Region | None = None) -> Promises:
    """Open promises due until soon after the day whose business is on no route."""
    until = on + LOOK_AHEAD
    end = datetime.combine(until + timedelta(days=1), time.min, user.zone)
    on_a_route = Stop.objects.filter(state=StopState.PENDING, route__scheduled_on__gte=on).values("business_id")
    rows = Appointment.objects.visible_to(user).open().filter(due_at__lt=end).exclude(business__in=on_a_route)
    if region:
        rows = rows.filter(business__municipality__region=region)
    found = tuple(rows.select_related("business", "agent").order_by("due_at")[:200])
    return Promises(found, until, sum(row.due_at < end - LOOK_AHEAD for row in found))


def _matches(text: str) -> Q:
    """Names as the register writes them (capitals, mostly without accents) or as they are on the sign."""
    plain = bairro_key(text)
    names = Q(trade_name__icontains=text) | Q(legal_name__icontains=text) | Q(street__icontains=text)
    if plain:
        names |= Q(trade_name__icontains=plain) | Q(legal_name__icontains=plain) | Q(street__icontains=plain)
    document = "".join(c for c in text.upper() if c.isalnum())
    return names | Q(cnpj__startswith=document) if len(document) > 3 else names
