"""The one small interface behind which each way to SAS is: over HTTP one by one, or in numbered files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from attendance.enums import AdapterKind
from attendance.models import AttendanceRecord, Destination
from attendance.rules.answers import Meaning
from attendance.services.files import FileConnector
from attendance.services.http import HttpConnector
from attendance.services.payload import Message


class Connector(Protocol):
    """What sending needs of a destination. `announce` is called right before the first byte of no return leaves."""

    def asked_before(self) -> bool:
        """Whether this record may have reached the destination already."""

    def look_up(self, reference: str) -> Meaning:
        """What the destination knows under our reference: registered, certainly absent (NOT_NOW), or still unknown."""

    def deliver(self, message: Message, announce: Callable[[], None]) -> Meaning:
        """Bring the record there, and say what the destination answered."""

    def close(self, meaning: Meaning | None) -> None:
        """Note how the destination behaved."""


def connector_for(record: AttendanceRecord, attempt: int) -> Connector:
    """The way that the record's unit has chosen."""
    own = Destination.objects.filter(unit=record.region.unit_id, adapter=AdapterKind.FILE).first()
    return FileConnector(record, own) if own else HttpConnector(record, attempt)
