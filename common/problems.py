"""Problems are values: the page, the API and the verb read the same list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something that is not right, in words that say how to put it right.

    `where` is the section, question or file part that it belongs to; `blocks` is false for a mere warning.
    """

    code: str
    message: str
    where: str = ""
    blocks: bool = True
