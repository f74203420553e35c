"""Long lists in pieces that one statement can take (`itertools.batched` from Python 3.12 on)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

KEYS = 500  # in one statement


def chunks(items: Iterable[T], size: int = KEYS) -> Iterator[list[T]]:
    """The items in order, in lists of `size`; the last may be shorter."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
