"""What is written to the log: what failed and where, nothing about people (control 14)."""

from __future__ import annotations

import logging
import re

# PostgreSQL quotes the whole row behind its message; the message itself names table and constraint, which is enough.
_ROW = re.compile(r"\b(DETAIL|DETALHE|CONTEXT): .*?(?=\n\nDuring |\n\nThe above |\Z)", re.DOTALL)
_DOCUMENT = re.compile(
    r"(?<![\w-])(\d{3}\.?\d{3}\.?\d{3}-?\d{2}|\(?\d{2}\)? ?\d{4,5}-?\d{4})(?![\w-])"
)  # CPF, telephone
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


class CarefulFormatter(logging.Formatter):
    """The last line of defence: a database's errors quote rows, and an error of ours may quote what a client said."""

    def format(self, record: logging.LogRecord) -> str:
        """The line and its traceback, without rows, CPFs, telephone numbers and e-mail addresses."""
        return without_people(super().format(record))


def without_people(text: str) -> str:
    """A text for the log without what identifies somebody."""
    text = _ROW.sub(r"\1: (left out)", text)
    return _EMAIL.sub("(e-mail)", _DOCUMENT.sub("(number)", text))
