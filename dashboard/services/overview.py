"""What the first page shows besides the indicators: weeks, outcomes by state, freshness and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncWeek
from django.urls import reverse

from agents.enums import MANAGING_ROLES
from common.dates import ago
from common.templatetags.charts import Column
from common.templatetags.look import first_name
from dashboard.enums import GROUP_OUTCOMES, OutcomeGroup
from dashboard.services import scope
from dashboard.services.filters import Filters, Period
from dashboard.services.indicators import visit_list, weeks_until
from dashboard.services.team import AgentRow
from deliveries.enums import ReferralState
from deliveries.models import Referral
from visits.enums import VisitState
from visits.models import Visit

GROUP_OF = {outcome: group for group, outcomes in GROUP_OUTCOMES.items() for outcome in outcomes}


@dataclass(frozen=True)
class Cell:
    """A number with the list behind it."""

    value: int
    url: str


@dataclass(frozen=True)
class MatrixRow:
    """An outcome group, by state; the cells add up to the total."""

    label: str
    total: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Decision:
    """Something that waits for the reader."""

    title: str
    detail: str
    url: str
    icon: str
    is_alert: bool = False


def visits_by_week(user: Any, filters: Filters, today: date) -> list[Column]:
    """Eight weeks of visits, stacked by outcome group; each column opens its week."""
    spans = weeks_until(filters.period.last_until(today))
    rows = (
        scope.visits(user, filters, in_period=False)
        .between(spans[0][0], spans[-1][1])
        .order_by()
        .annotate(week=TruncWeek("visited_on"))
        .values_list("week", "outcome")
        .annotate(Count("pk"))
    )
    counted: dict[tuple[date, str], int] = {}
    for week, outcome, count in rows:
        key = (week, GROUP_OF[outcome])
        counted[key] = counted.get(key, 0) + count
    return [
        Column(
            label=f"{first:%d/%m}",
            values=tuple(counted.get((first, group), 0) for group in OutcomeGroup),
            url=visit_list(filters.but(period=Period.week(first))),
        )
        for first, _ in spans
    ]


def describe_weeks(columns: list[Column]) -> str:
    """The chart in one sentence, for those who do not see it."""
    first, last = columns[0], columns[-1]
    return (
        f"Visitas: de {first.total} na semana de {first.label} a {last.total} na semana de {last.label}. "
        f"Atendidas: de {first.values[0]} a {last.values[0]}."
    )


def outcomes_by_state(user: Any, filters: Filters) -> list[MatrixRow]:
    """The period's visits by outcome group and by state, with a total row first; every number opens its list."""
    rows = scope.visits(user, filters).order_by().values_list("outcome", "state").annotate(Count("pk"))
    counted: dict[tuple[str, str], int] = {}
    for outcome, state, count in rows:
        for group in ("", GROUP_OF[outcome]):
            for where in ("", state):
                counted[group, where] = counted.get((group, where), 0) + count

    def cell(group: str, state: str) -> Cell:
        return Cell(counted.get((group, state), 0), visit_list(filters.but(outcome=group, state=state)))

    return [
        MatrixRow(label, cell(group, ""), tuple(cell(group, state) for state in VisitState.values))
        for group, label in [("", "Todas"), *OutcomeGroup.choices]
    ]


def freshest(user: Any) -> datetime | None:
    """When the last visit arrived."""
    newest: datetime | None = Visit.objects.visible_to(user).aggregate(at=Max("received_at"))["at"]
    return newest


def decisions(user: Any, filters: Filters, team: list[AgentRow], now: datetime) -> list[Decision]:
    """What waits for this person, worst first. Nothing waiting is left out."""
    found = [
        _attention(user, now),
        _silent_phones(filters, team, now),
        _referrals(user),
        _same_tool(filters, team),
    ]
    return [decision for decision in found if decision]


def _attention(user: Any, now: datetime) -> Decision | None:
    """Visits that will not reach SAS without a person."""
    row = (
        Visit.objects.visible_to(user)
        .filter(state=VisitState.ATTENTION)
        .aggregate(count=Count("pk"), oldest=Min("received_at"))
    )
    if not row["count"]:
        return None
    count = row["count"]
    return Decision(
        title=f"{count} {'visita' if count == 1 else 'visitas'} a corrigir",
        detail=f"Mais antiga: {ago(row['oldest'], now)}",
        url=visit_list(Filters(Period.always(), state=VisitState.ATTENTION.value)),
        icon="alert-triangle", is_alert=True,
    )  # fmt: skip


def _silent_phones(filters: Filters, team: list[AgentRow], now: datetime) -> Decision | None:
    """Agents whose phone has sent nothing for more than a day (I7 of the reliability notes)."""
    silent = sorted((row for row in team if row.is_silent), key=lambda row: row.last_sent_at or now)
    if not silent:
        return None
    worst = silent[0]
    waited = ago(worst.last_sent_at, now) if worst.last_sent_at else "nunca enviou"
    return Decision(
        title=f"{len(silent)} {'celular calado' if len(silent) == 1 else 'celulares calados'}",
        detail=f"O mais antigo: {first_name(worst.agent)}, {waited}",
        url=team_list(filters, "calados"), icon="device-mobile",
    )  # fmt: skip


def _referrals(user: Any) -> Decision | None:
    """Credit needs that wait for the local management's alignment (CRD-02)."""
    count = Referral.objects.visible_to(user).filter(state=ReferralState.REQUESTED).count()
    if not count or user.role not in MANAGING_ROLES:  # the observer decides nothing
        return None
    return Decision(
        title=f"{count} {'pedido' if count == 1 else 'pedidos'} de crédito",
        detail="Esperam alinhamento seu", icon="coins",
        url=f"{reverse('deliveries:referrals')}?situacao={ReferralState.REQUESTED.value}",
    )  # fmt: skip


def _same_tool(filters: Filters, team: list[AgentRow]) -> Decision | None:
    """Agents who hand the same tool to nearly everybody (DEL-02)."""
    same = [row for row in team if row.same_tool]
    if not same:
        return None
    return Decision(
        title=f"{len(same)} {'alerta' if len(same) == 1 else 'alertas'} de entrega igual",
        detail="Mesma ferramenta para todos", url=team_list(filters, "iguais"), icon="clipboard-list",
    )  # fmt: skip


def team_list(filters: Filters, which: str) -> str:
    """Address of the team table narrowed to some of its rows."""
    return f"{reverse('dashboard:overview')}?{filters.query}&equipe={which}#equipe"
