"""The programme's indicators (PRG-05, IND-02, IND-11): each number with its sum, its base and the list behind it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from attendance.models import AttendanceRecord
from attendance.services.measures import counted_for
from clients.enums import Size
from dashboard.enums import AttendedWhen, OutcomeGroup
from dashboard.rules import Trend, share
from dashboard.services import scope
from dashboard.services.definitions import DEFINITIONS, Definition
from dashboard.services.filters import ME_EPP, Filters
from visits.enums import VisitState

WEEKS = 8
DENSE = (Size.ME, Size.EPP)
Span = tuple[date, date]


@dataclass(frozen=True)
class Indicator:
    """One cell of the strip. `value` is None where there is nothing to divide by."""

    key: str
    name: str
    value: float | None
    unit: str  # "%", "" (a count) or "x" (a ratio)
    url: str
    foot: str
    trend: Trend | None
    spark: tuple[float, ...]
    strong: str = ""  # said in bold where there is no trend

    @property
    def definition(self) -> Definition:
        """How it is counted."""
        return DEFINITIONS[self.key]


def weeks_until(last: date) -> list[Span]:
    """The eight weeks, Monday to Sunday, up to the one that holds `last`."""
    monday = last - timedelta(days=last.weekday())
    return [
        (monday - timedelta(weeks=n), monday - timedelta(weeks=n) + timedelta(days=6)) for n in range(WEEKS - 1, -1, -1)
    ]


@dataclass(frozen=True)
class Spans:
    """The moments that every indicator is computed for: the period, the same days before, and eight weeks."""

    now: Span
    before: Span
    weeks: tuple[Span, ...]

    @classmethod
    def of(cls, filters: Filters, today: date) -> Spans:
        """Spans of a page's period."""
        period = filters.period
        weeks = tuple(weeks_until(period.last_until(today)))
        return cls((period.first, period.last), period.same_days_before(today), weeks)

    @property
    def whole(self) -> Span:
        """From the earliest to the latest day needed."""
        every = [self.now, self.before, *self.weeks]
        return min(first for first, _ in every), max(last for _, last in every)

    def counts(self, name: str, field: str, only: Q | None = None, on: str = "visited_on") -> dict[str, Count]:
        """One distinct count per span, as annotations: `{name}_now`, `{name}_before`, `{name}_0` …"""
        named = {"now": self.now, "before": self.before, **{str(n): span for n, span in enumerate(self.weeks)}}
        return {
            f"{name}_{key}": Count(field, distinct=True, filter=Q(**{f"{on}__range": span}) & (only or Q()))
            for key, span in named.items()
        }


@dataclass(frozen=True)
class Series:
    """One measure in every span."""

    now: int
    before: int
    weeks: tuple[int, ...]

    @classmethod
    def read(cls, name: str, row: dict[str, Any]) -> Series:
        """Take a measure out of an aggregate row."""
        return cls(row[f"{name}_now"], row[f"{name}_before"], tuple(row[f"{name}_{n}"] for n in range(WEEKS)))


def indicators(user: Any, filters: Filters, today: date) -> list[Indicator]:
    """The strip, in its order."""
    spans = Spans.of(filters, today)
    attended = _attended(user, filters, spans)
    return [
        *_coverage(user, filters, spans),
        _businesses_attended(filters, attended, spans),
        _attendances_per_client(user, filters, spans),
        _on_journeys(filters, attended),
        _registered(filters, attended),
    ]


def _attended(user: Any, filters: Filters, spans: Spans) -> dict[str, Series]:
    """Everything that is counted over attended visits, in one query."""
    row = (
        scope.visits(user, filters, in_period=False)
        .attended()
        .between(*spans.whole)
        .aggregate(
            **spans.counts("businesses", "business", scope.OF_TARGET_PUBLIC),
            **spans.counts("journeys", "business", scope.OF_TARGET_PUBLIC & scope.ON_JOURNEY),
            **spans.counts("visits", "pk"),
            **spans.counts("registered", "pk", Q(state=VisitState.REGISTERED)),
        )
    )
    return {name: Series.read(name, row) for name in ("businesses", "journeys", "visits", "registered")}


def _coverage(user: Any, filters: Filters, spans: Spans) -> list[Indicator]:
    """Coverage of ME and EPP (official, X3) and with MEI: attended this year over active in the register."""
    base = dict(scope.register(user, filters).order_by().values_list("size").annotate(Count("pk")))
    firsts = (
        scope.attended_for_coverage(user, filters)
        .order_by()
        .values("business_id", "business__size")
        .annotate(first_on=Min("visited_on"))
        .values_list("business__size", "first_on")
    )
    seen = list(firsts)
    dense = sorted(first_on for size, first_on in seen if size in DENSE)
    everybody = sorted(first_on for _, first_on in seen)
    return [
        _coverage_of("coverage", "Cobertura ME e EPP", dense, sum(base.get(s, 0) for s in DENSE), filters, spans),
        _coverage_of("coverage_mei", "Cobertura com MEI", everybody, sum(base.values()), filters, spans),
    ]


def _coverage_of(key: str, name: str, firsts: Sequence[date], base: int, filters: Filters, spans: Spans) -> Indicator:
    """One coverage: `firsts` are the sorted days on which each covered business was first attended this year."""

    def until(day: date) -> float:
        return (share(bisect_right(firsts, day), base) or 0) * 100

    size = filters.size if key == "coverage_mei" or filters.size in DENSE else ME_EPP
    listed = filters.but(attended=AttendedWhen.IN_YEAR.value, size=size)
    start = filters.period.last.replace(day=1) - timedelta(days=1)
    return Indicator(
        key=key, name=name, unit="%", url=business_list(listed),
        value=until(filters.period.last) if base else None,
        foot=f"{thousands(len(firsts))} de {thousands(base)}",
        trend=Trend(until(start) if start.year == filters.period.last.year else 0, until(filters.period.last)),
        spark=tuple(until(last) for _, last in spans.weeks),
    )  # fmt: skip


def _businesses_attended(filters: Filters, attended: dict[str, Series], spans: Spans) -> Indicator:
    """Small businesses attended: distinct, however many visits each had."""
    series = attended["businesses"]
    first, last = spans.before
    return Indicator(
        key="businesses", name="Negócios atendidos", unit="", value=series.now,
        url=business_list(filters.but(attended=AttendedWhen.IN_PERIOD.value)), foot=f"ante {first.day} a {last:%d/%m}",
        trend=Trend(series.before, series.now), spark=series.weeks,
    )  # fmt: skip


def _attendances_per_client(user: Any, filters: Filters, spans: Spans) -> Indicator:
    """Attendances per client (PRG-05): records that count over the people who were attended (SOL-12, SOL-41)."""
    made = scope.visits(user, filters, in_period=False).between(*spans.whole)
    row = (
        counted_for("attendances_per_client", AttendanceRecord.objects.all())
        .filter(visit__in=made.order_by())
        .aggregate(
            **spans.counts("records", "pk", on="visit__visited_on"),
            **spans.counts("people", "person", on="visit__visited_on"),
        )
    )
    records, people = Series.read("records", row), Series.read("people", row)
    clients = "cliente" if people.now == 1 else "clientes"
    ratios = tuple(share(r, p) or 0 for r, p in zip(records.weeks, people.weeks, strict=True))
    now = share(records.now, people.now)
    return Indicator(
        key="per_client", name="Atendimentos por cliente", unit="x", value=now,
        url=visit_list(filters.but(counted="sim")),
        foot=f"{thousands(records.now)} para {thousands(people.now)} {clients}" if people.now else "Nada contado ainda",
        trend=Trend(share(records.before, people.before) or 0, now or 0) if people.before else None, spark=ratios,
    )  # fmt: skip


def _on_journeys(filters: Filters, attended: dict[str, Series]) -> Indicator:
    """Clients on journeys (IND-03, JOR-05): share of the businesses attended."""
    entered, base = attended["journeys"], attended["businesses"]
    now, before = share(entered.now, base.now), share(entered.before, base.before)
    return Indicator(
        key="journeys", name="Em jornada", unit="%", value=None if now is None else now * 100,
        url=business_list(filters.but(attended=AttendedWhen.IN_PERIOD.value, journey="sim")),
        foot=f"{thousands(entered.now)} de {thousands(base.now)}",
        trend=None if now is None or before is None else Trend(before * 100, now * 100),
        spark=tuple((share(e, b) or 0) * 100 for e, b in zip(entered.weeks, base.weeks, strict=True)),
    )  # fmt: skip


def _registered(filters: Filters, attended: dict[str, Series]) -> Indicator:
    """Attended visits whose records SAS has accepted, all of them."""
    done, base = attended["registered"], attended["visits"]
    part = share(done.now, base.now)
    waiting = base.now - done.now
    return Indicator(
        key="registered", name="Visitas no SAS", unit="", value=done.now,
        url=visit_list(filters.but(outcome=OutcomeGroup.ATTENDED.value, state=VisitState.REGISTERED.value)),
        strong=f"{part * 100:.0f}%" if part is not None else "",
        foot=f"{thousands(waiting)} por registrar" if part is not None else "Nada por registrar",
        trend=None, spark=done.weeks,
    )  # fmt: skip


def visit_list(filters: Filters) -> str:
    """Address of the visits behind a number."""
    return f"{reverse('dashboard:visits')}?{filters.query}"


def business_list(filters: Filters) -> str:
    """Address of the businesses behind a number."""
    return f"{reverse('dashboard:businesses')}?{filters.query}"


def thousands(value: int) -> str:
    """1234 → 1.234."""
    return f"{value:,}".replace(",", ".")
