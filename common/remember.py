"""Reference data that every request needs and that hardly ever changes, kept in the process for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_memories: list[dict[Hashable, tuple[float, Any]]] = []


def remembered(seconds: float) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Keep a function's answers for some seconds, by its (hashable) arguments. What is not found is asked again."""

    def decorate(look_up: Callable[..., Answer]) -> Callable[..., Answer]:
        memory: dict[Hashable, tuple[float, Any]] = {}
        _memories.append(memory)

        @wraps(look_up)
        def from_memory(*key: Hashable) -> Answer:
            known = memory.get(key)
            if known and known[0] > time.monotonic():
                return known[1]
            answer = look_up(*key)
            if answer is not None:
                if len(memory) > 5000:
                    memory.clear()
                memory[key] = (time.monotonic() + seconds, answer)
            return answer

        return from_memory

    return decorate


def forget_all() -> None:
    """Empty every memory of this process, as reference data has changed; others notice when their seconds are over."""
    for memory in _memories:
        memory.clear()
