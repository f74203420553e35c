"""Reading marks in templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def mark_of(marks: Mapping[str, int], key: str) -> str:
    """The mark given to a criterion, as text; empty when there is none."""
    return str(marks.get(key, ""))
