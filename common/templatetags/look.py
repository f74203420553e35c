"""Template tags of the visual language: icons, the mark, form fields, dates and names as people read them."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import dates

register = template.Library()

MARK = (
    '<svg class="mark" viewBox="0 0 40 40" aria-hidden="true">'
    '<path fill="#ffb629" d="M4 19.5a16 16 0 0 1 32 0V33a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4z"/>'
    '<path fill="none" stroke="#43123c" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" '
    'd="M13.5 30V12.5h6.8a5.7 5.7 0 0 1 0 11.4H13.5M20.5 24l4.2 4"/>'
    '<circle cx="26.8" cy="30" r="3.4" fill="#fff" stroke="#43123c" stroke-width="2.6"/></svg>'
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the inline sprite; always beside a word or inside something with a label."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def mark() -> SafeString:
    """The product's mark: an R drawn as a route inside a door."""
    return SafeString(MARK)  # a constant of ours, no outside text in it


@register.inclusion_tag("_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with its label, help and error above the control (or a list of choices as tiles)."""
    is_choice = bound.widget_type in {"radioselect", "checkboxselectmultiple"}
    widget = None if is_choice else bound.as_widget(attrs={"class": "input"})
    return {"field": bound, "is_choice": is_choice, "widget": widget}


@register.filter
def first_name(value: object) -> str:
    """José Wilson Pereira → José."""
    return str(value).partition(" ")[0]


@register.filter
def zone(name: str) -> tzinfo:
    """The time zone that a visit was made in, for `{% timezone visit.timezone|zone %}`."""
    return dates.known_zone(name)


@register.filter
def ago(since: datetime) -> str:
    """How long ago a moment was: há 12 min, há 52 h, há 9 dias."""
    return dates.ago(since, timezone.now())


@register.filter
def hour(value: datetime | None) -> str:
    """A moment as 10:06, in the current time zone."""
    return timezone.localtime(value).strftime("%H:%M") if value else ""


@register.filter
def day(value: datetime | None) -> str:
    """A moment as 24/11/2026, in the current time zone."""
    return timezone.localtime(value).strftime("%d/%m/%Y") if value else ""
