"""The one small interface behind which each way to SAS is: over HTTP one by one, or in numbered files."""

from __future__ import annotations

from typing import Protocol

from attendance.enums import RecordState
from attendance.models import AttendanceRecord
from attendance.rules.answers import Meaning
from attendance.services.files import FileConnector
from attendance.services.gate import loads_files
from attendance.services.http import HttpConnector
from attendance.services.payload import Announce, Message


class Connector(Protocol):
    """What sending needs of a destination.

    `announce` is called right before the first byte of no return leaves; it writes down what it is given in the same
    transaction.
    """

    def asked_before(self) -> bool:
        """Whether this record may have reached the destination already."""

    def look_up(self, reference: str) -> Meaning:
        """What the destination knows under our reference: registered, certainly absent (NOT_NOW), or still unknown."""

    def deliver(self, message: Message, announce: Announce) -> Meaning:
        """Bring the record there, and say what the destination answered."""

    def close(self, meaning: Meaning | None) -> None:
        """Note how the destination behaved."""


def connector_for(record: AttendanceRecord, attempt: int) -> Connector:
    """The way that the record's unit has chosen."""
    was_posted = record.state == RecordState.UNKNOWN  # what began over HTTP is looked up there
    is_filed = record.state == RecordState.FILED  # only its return file knows
    if is_filed or (loads_files(record.region.unit_id) and not was_posted):
        return FileConnector(record)
    return HttpConnector(record, attempt)
