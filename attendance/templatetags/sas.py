"""Words for the pages on the way to SAS."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from attendance.services import queue

register = template.Library()


@register.filter
def age(since: datetime) -> str:
    """How long something has waited: há 5 min, há 5 h, há 3 dias."""
    return queue.age(since, timezone.now())
