"""The address is the state of the page: filters as values, read from a query string and written back to one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from attendance.enums import RecordKind
from clients.enums import TARGET_SIZES, Size
from common.ids import NO_ID, as_id
from dashboard.enums import AttendedWhen, OutcomeGroup
from reviews.rules import FLAG_WORDS
from visits.enums import Channel, Outcome, VisitState

MONTHS = ["Jan", "Fev", "Mar", "Abr", "Mai", "Jun", "Jul", "Ago", "Set", "Out", "Nov", "Dez"]
ME_EPP = "me_epp"
SIZE_GROUPS = {ME_EPP: (Size.ME, Size.EPP)}


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included; `param` is how the address says it."""

    first: date
    last: date
    param: tuple[str, str]
    label: str

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month."""
        last = date(year, month, calendar.monthrange(year, month)[1])
        label = f"{MONTHS[month - 1]}/{year}"
        return cls(date(year, month, 1), last, ("mes", f"{year}-{month:02}"), label)

    @classmethod
    def week(cls, day: date) -> Period:
        """The week, Monday to Sunday, that holds a day."""
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
        return cls(first, last, ("semana", first.isoformat()), f"Semana de {first:%d/%m/%Y}")

    @classmethod
    def always(cls) -> Period:
        """No limit: a phone's clock may have said any year."""
        return cls(date(1900, 1, 1), date(2999, 12, 31), ("periodo", "tudo"), "Todo o período")

    @property
    def is_month(self) -> bool:
        """Whether it is a calendar month."""
        return self.param[0] == "mes"

    def last_until(self, today: date) -> date:
        """The last day of the period so far; its first one while it is still to come."""
        return min(self.last, max(today, self.first))

    def previous_month(self) -> Period:
        """The month before the one in which the period ends."""
        day = self.last.replace(day=1) - timedelta(days=1)
        return Period.month(day.year, day.month)

    def next_month(self) -> Period:
        """The month after the one in which the period ends."""
        day = self.last.replace(day=1) + timedelta(days=32)
        return Period.month(day.year, day.month)

    def same_days_before(self, today: date) -> tuple[date, date]:
        """The days of the month before that compare with this month so far (the whole of it once this one is over)."""
        before = self.previous_month()
        if not self.first <= today < self.last:
            return before.first, before.last
        return before.first, before.first.replace(day=min(today.day, before.last.day))


def _one_of(*choices: str) -> Callable[[str], str]:
    return lambda text: text if text in choices else ""


def _id(text: str) -> str:
    return "" if (found := as_id(text)) == NO_ID else str(found)


def _matching(pattern: str) -> Callable[[str], str]:
    return lambda text: text if re.fullmatch(pattern, text, re.ASCII) else ""


CLEAN: dict[str, tuple[str, Callable[[str], str]]] = {  # name in the address → attribute, what it may hold
    "regional": ("region", _id),
    "municipio": ("municipality", _matching(r"[0-9]{7}")),
    "porte": ("size", _one_of(*TARGET_SIZES, ME_EPP)),
    "canal": ("channel", _one_of(*Channel.values)),
    "agente": ("agent", _id),
    "resultado": ("outcome", _one_of(*Outcome.values, *OutcomeGroup.values)),
    "estado": ("state", _one_of(*VisitState.values)),
    "contados": ("counted", _one_of("sim")),
    "jornada": ("journey", _one_of("sim")),
    "entrega": ("answered", _one_of("responde")),
    "ferramenta": ("tool", _matching(r"[a-z0-9_-]{1,60}")),
    "atendidos": ("attended", _one_of(*AttendedWhen.values)),
    "sinal": ("flag", _one_of(*FLAG_WORDS)),
    "especie": ("kind", _one_of(*RecordKind.values)),
}


@dataclass(frozen=True)
class Filters:
    """What a page shows. Anything in the address that makes no sense is left out, never an error."""

    period: Period
    region: str = ""
    municipality: str = ""
    size: str = ""
    channel: str = ""
    agent: str = ""
    outcome: str = ""
    state: str = ""
    counted: str = ""
    journey: str = ""
    answered: str = ""
    tool: str = ""
    attended: str = ""
    flag: str = ""
    kind: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], today: date) -> Filters:
        """Filters of a query string; without a period, the month of `today`."""
        chosen = {attribute: clean(query.get(name, "")) for name, (attribute, clean) in CLEAN.items()}
        return cls(period=_read_period(query, today), **chosen)

    @property
    def sizes(self) -> tuple[str, ...]:
        """Sizes asked for; none: any."""
        return SIZE_GROUPS.get(self.size, (self.size,) if self.size else ())

    def but(self, **changes: object) -> Filters:
        """The same with some changes."""
        return replace(self, **changes)  # type: ignore[arg-type]  # fields by their names

    def place_only(self) -> Filters:
        """What the overview keeps: period, place, size and channel."""
        return Filters(self.period, self.region, self.municipality, self.size, self.channel)

    @property
    def chosen(self) -> dict[str, str]:
        """Attributes with a value, the period aside."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "period" and getattr(self, f.name)}

    @property
    def query(self) -> str:
        """The query string, always in the same order."""
        names = {attribute: name for name, (attribute, _) in CLEAN.items()}
        return urlencode([self.period.param, *((names[key], value) for key, value in self.chosen.items())])


def _read_period(query: Mapping[str, str], today: date) -> Period:
    """`mes=2026-11`, `semana=2026-11-16`, `periodo=tudo`, else this month."""
    if query.get("periodo") == "tudo":
        return Period.always()
    try:
        if query.get("semana"):
            day = date.fromisoformat(query["semana"])
            return Period.week(day) if 2000 <= day.year <= 2999 else Period.month(today.year, today.month)
        year, month = map(int, _matching(r"[0-9]{4}-[0-9]{2}")(query.get("mes", "")).split("-"))
        return Period.month(year, month) if 2000 <= year <= 2999 else Period.month(today.year, today.month)
    except ValueError:
        return Period.month(today.year, today.month)
