"""What is written to the log: what failed and where, nothing about people."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

# PostgreSQL quotes the whole row behind its message; the message itself names table and constraint, which is enough.
_ROW = re.compile(r"\b(DETAIL|DETALHE|CONTEXT): .*?(?=\n\nDuring |\n\nThe above |\Z)", re.DOTALL)
_DOCUMENT = re.compile(
    r"(?<![\w-])(\d{3}\.?\d{3}\.?\d{3}-?\d{2}|\(?\d{2}\)? ?\d{4,5}-?\d{4})(?![\w-])"
)  # CPF, telephone
_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}  # what every record has
_LINK = re.compile(r"(/c/|/convite/|/senha/nova/)[^/\s'\"<>?]+")  # such an address is a key for whoever reads it
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


class CarefulFormatter(logging.Formatter):
    """The last line of defence: a database's errors quote rows, and an error of ours may quote what a client said."""

    def format(self, record: logging.LogRecord) -> str:
        """The line and its traceback, without rows, CPFs, telephone numbers, e-mail addresses and secret links."""
        return without_people(super().format(record))


class JsonFormatter(CarefulFormatter):
    """The same line as one JSON object for a log collector (LOG_FORMAT=json), with what the code said beside it."""

    def format(self, record: logging.LogRecord) -> str:
        """Moment, level, name, message, what went wrong, and the extras, without people."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": without_people(record.getMessage()),
        }
        if record.exc_info:
            said["error"] = without_people(self.formatException(record.exc_info))
        extras = {key: value for key, value in vars(record).items() if key not in _ORDINARY}
        return json.dumps(said | {key: _careful(value) for key, value in extras.items()}, ensure_ascii=False)


def _careful(value: object) -> object:
    return value if isinstance(value, int | float | bool | None) else without_people(str(value))


def without_people(text: str) -> str:
    """A text for the log without what identifies somebody."""
    text = _ROW.sub(r"\1: (left out)", text)
    return _EMAIL.sub("(e-mail)", _DOCUMENT.sub("(number)", _LINK.sub(r"\1(link)", text)))
