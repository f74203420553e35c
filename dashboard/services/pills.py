"""Filter pills: links that write the address. A chosen one is tinted and can be taken off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from agents.models import Municipality, Region, User
from attendance.enums import RecordKind
from clients.enums import TARGET_SIZES, Size
from dashboard.enums import AttendedWhen, OutcomeGroup
from dashboard.services import scope
from dashboard.services.filters import ME_EPP, Filters, Period
from reviews.rules import FLAG_WORDS
from visits.enums import Channel, Outcome, VisitState

MONTHS_BACK = 12


@dataclass(frozen=True)
class Option:
    """One link inside a pill."""

    label: str
    query: str
    is_on: bool


@dataclass(frozen=True)
class Pill:
    """A filter: closed it shows what is chosen; `remove` is the query without it."""

    label: str
    options: tuple[Option, ...]
    chosen: str = ""
    remove: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Places:
    """Names of the places that the reader may choose from."""

    municipalities: dict[str, str]
    regions: dict[str, str]


def places(user: Any) -> Places:
    """Municipalities and regions of the reader."""
    regions = {str(region.pk): region.name for region in Region.objects.visible_to(user).order_by("name")}
    found = Municipality.objects.filter(region__in=list(regions)).values_list("ibge_code", "name", "region_id")
    return Places({code: name for code, name, _ in found}, regions)


def place_name(user: User, filters: Filters, where: Places) -> str:
    """What the page is about: the municipality, the region, the state or the country."""
    if filters.municipality in where.municipalities:
        return where.municipalities[filters.municipality]
    if filters.region in where.regions:
        return where.regions[filters.region]
    return str(user.region or user.unit or "Brasil")


def overview_pills(filters: Filters, where: Places, today: date) -> list[Pill]:
    """Pills of the first page: month, region (where there are several), municipality, size, channel."""
    return [_month(filters, today), *_place_pills(filters, where), *_kind_pills(filters)]


def visit_pills(filters: Filters, where: Places, user: Any, today: date) -> list[Pill]:
    """Pills of the list of visits: the first page's and what a single visit can be asked for."""
    return [
        _month(filters, today),
        *_place_pills(filters, where),
        *_kind_pills(filters),
        _pill(filters, "Agente", "agent", _agent_names(user)),
        _pill(filters, "Resultado", "outcome", _outcomes()),
        _pill(filters, "Estado", "state", VisitState.choices),
        _pill(filters, "Sinal", "flag", FLAG_WORDS.items()),
        *_marks(filters, user),
    ]


def business_pills(filters: Filters, where: Places, user: Any, today: date) -> list[Pill]:
    """Pills of the list of businesses."""
    return [
        _month(filters, today),
        *_place_pills(filters, where),
        *_kind_pills(filters),
        _pill(filters, "Atendidos", "attended", AttendedWhen.choices),
        *_marks(filters, user),
    ]


def record_pills(filters: Filters, where: Places, today: date) -> list[Pill]:
    """Pills of the list of records."""
    kind = _pill(filters, "Espécie", "kind", RecordKind.choices)
    return [_month(filters, today), *_place_pills(filters, where), kind]


def _month(filters: Filters, today: date) -> Pill:
    """The months up to this one, and always the one in the address."""
    period = Period.month(today.year, today.month)
    periods = [period]
    while len(periods) < MONTHS_BACK:
        periods.append(period := period.previous_month())
    options = tuple(Option(p.label, filters.but(period=p).query, p == filters.period) for p in periods)
    return Pill("Mês", options, chosen=filters.period.label, icon="calendar-event")


def _place_pills(filters: Filters, where: Places) -> list[Pill]:
    found = [_pill(filters, "Regional", "region", where.regions.items())] if len(where.regions) > 1 else []
    return [*found, _pill(filters, "Município", "municipality", where.municipalities.items())]


def _kind_pills(filters: Filters) -> list[Pill]:
    sizes = [*((size.value, size.label) for size in Size if size in TARGET_SIZES), (ME_EPP, "ME e EPP")]
    return [_pill(filters, "Porte", "size", sizes), _pill(filters, "Canal", "channel", Channel.choices)]


def _outcomes() -> list[tuple[str, str]]:
    """Groups first, then each outcome that is not a group of its own."""
    groups = {group.value for group in OutcomeGroup}
    return [*OutcomeGroup.choices, *(choice for choice in Outcome.choices if choice[0] not in groups)]


def _agent_names(user: Any) -> Iterable[tuple[UUID, str]]:
    """Agents of the reader's places; one of elsewhere, named in the address, is “Outro”."""
    return User.objects.visible_to(user).field_agents().values_list("pk", "name")


def _marks(filters: Filters, user: Any) -> list[Pill]:
    """Filters that only come with a number that was clicked: they can be taken off, not chosen."""
    words = {"counted": "Com atendimento que conta", "journey": "Em jornada", "answered": "Entrega que responde"}
    asked = [(key, word) for key, word in words.items() if key in filters.chosen]
    found = [Pill(word, (), word, filters.but(**{key: ""}).query) for key, word in asked]
    if filters.tool:
        name = scope.names_of_tools(user).get(filters.tool, filters.tool)
        found.append(Pill(name, (), name, filters.but(tool="").query))
    return found


def _pill(filters: Filters, label: str, key: str, choices: Iterable[tuple[Any, Any]]) -> Pill:
    """A pill over one attribute."""
    chosen = getattr(filters, key)
    options = tuple(
        Option(str(name), filters.but(**{key: str(value)}).query, str(value) == chosen) for value, name in choices
    )
    words = next((option.label for option in options if option.is_on), "Outro") if chosen else ""
    return Pill(label, options, chosen=words, remove=filters.but(**{key: ""}).query if chosen else "")
