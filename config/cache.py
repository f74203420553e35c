"""The cache, which may be away without taking the product with it."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("rota.cache")


class PatientRedisCache(RedisCache):
    """Redis or Valkey; while it is away, a stand-in answers.

    Sessions (stand-in "nothing") are then read from the database, where they are written anyway. Login's rate limits
    (stand-in "process") are then counted by each web process on its own: looser, never absent. People go on signing in.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        kind = options.pop("stand_in", "nothing")
        super().__init__(server, params | {"OPTIONS": options})
        self._stand_in = LocMemCache("rota", {}) if kind == "process" else DummyCache("rota", {})

    def _or_stand_in(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), operation)(*args, **kwargs)
        except RedisError as error:
            logger.warning("cache away (%s): %s", type(error).__name__, operation)
            return getattr(self._stand_in, operation)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """See `BaseCache.add`."""
        return self._or_stand_in("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """See `BaseCache.get`."""
        return self._or_stand_in("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        """See `BaseCache.set`."""
        return self._or_stand_in("set", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        """See `BaseCache.incr`."""
        return self._or_stand_in("incr", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """See `BaseCache.delete`."""
        return self._or_stand_in("delete", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        """See `BaseCache.has_key`."""
        return self._or_stand_in("has_key", *args, **kwargs)
