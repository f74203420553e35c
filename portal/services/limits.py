"""Who tries too often waits: counted in the cache, by what is tried, never by a person's data."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def is_too_often(what: str, *, most: int, within: timedelta) -> bool:
    """Count one try; whether there were more than `most` in the span that began with the first."""
    key = f"portal:{what}"
    seconds = int(within.total_seconds())
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        cache.set(key, 1, seconds)
        return False


def forget(what: str) -> None:
    """Begin to count anew."""
    cache.delete(f"portal:{what}")


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, proxies that we trust taken into account."""
    return str(get_adapter().get_client_ip(request))
