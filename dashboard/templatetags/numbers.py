"""Numbers of the dashboard as people read them."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from dashboard.rules import signed
from dashboard.services.indicators import Indicator, thousands

register = template.Library()

DECIMALS = {"coverage": 1, "coverage_mei": 1, "per_client": 2}


@register.filter
def figure(indicator: Indicator) -> str:
    """An indicator's number: 1.234, 39,4 or a dash where there is nothing to divide by."""
    if indicator.value is None:
        return "–"
    decimals = DECIMALS.get(indicator.key, 0)
    return f"{indicator.value:.{decimals}f}".replace(".", ",") if decimals else thousands(round(indicator.value))


@register.filter
def change(indicator: Indicator) -> str:
    """How an indicator moved: +3,1 p.p., +41."""
    if indicator.trend is None:
        return ""
    text = signed(indicator.trend.change, DECIMALS.get(indicator.key, 0))
    if indicator.unit != "%" or text == "igual":
        return text
    return f"{text} p.p."


@register.filter
def whole_percent(share: float | None) -> str:
    """0.97 → 97%."""
    return "–" if share is None else f"{share * 100:.0f}%"


@register.filter
def last_sending(moment: datetime | None) -> str:
    """hoje, 08:12 · ontem, 17:40 · 20/11, 09:15."""
    if moment is None:
        return "ainda não enviou"
    local = timezone.localtime(moment)
    days = (timezone.localdate() - local.date()).days
    day = {0: "hoje", 1: "ontem"}.get(days, f"{local:%d/%m}")
    return f"{day}, {local:%H:%M}"
