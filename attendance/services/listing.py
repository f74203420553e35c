"""What SAS holds of a unit's day, page by page, without what is personal."""

from __future__ import annotations

from datetime import date
from typing import Any

from attendance.rules.answers import health
from attendance.rules.breaker import Health
from attendance.rules.comparison import Row
from attendance.services.gate import note, wait_for_turn
from attendance.services.http import ATTENDANCES, ask, client

MOST_PAGES = 200  # 100,000 attendances of a unit in a day are no list, they are a fault


class NotListed(Exception):  # noqa: N818  (a sentence for a person, not a fault of ours)
    """SAS did not give the list; says why, in Portuguese."""


def listed(uf: str, day: date) -> list[Row]:
    """Every attendance of ours that SAS holds of a unit's day."""
    rows: list[Row] = []
    after = ""
    for _ in range(MOST_PAGES):
        page = _page({"dia": day.isoformat(), "unidade": uf, "origem": "rota-ativa", "depois": after})
        rows += [_row(item) for item in page]
        if not page or rows[-1].number == after:
            return rows
        after = rows[-1].number
    raise NotListed("O SAS não termina a lista do dia. Chame o suporte técnico.")


def _page(query: dict[str, str]) -> list[dict[str, Any]]:
    wait_for_turn()
    http = client()
    said = ask(http, http.build_request("GET", ATTENDANCES, params=query))
    note(health(said.answer), said.answer.retry_after_s)
    body = said.answer.body
    if health(said.answer) is Health.ANSWERED and said.answer.status == 200 and isinstance(body, list):
        items = [item for item in body if isinstance(item, dict)]
        if all(item.get("referencia") and item.get("numero") for item in items):
            return items
    raise NotListed("O SAS não deu a lista do dia. A conferência tenta de novo sozinha.")


def _row(item: dict[str, Any]) -> Row:
    return Row(
        reference=str(item["referencia"]),
        number=str(item["numero"]),
        agent=str(item.get("agente") or ""),
        action=str(item.get("codigo_acao") or ""),
        kind=str(item.get("especie") or ""),
        counts=bool(item.get("contabiliza")),
    )
