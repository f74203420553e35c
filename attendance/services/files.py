"""The way to SAS in numbered files: what a record's file is, and what its return file said."""

from __future__ import annotations

from attendance.enums import LineOutcome
from attendance.models import AttendanceRecord, Batch, BatchLine
from attendance.rules.answers import Answer, Meaning, Verdict, read_answer
from attendance.services.payload import Announce, Message

WAITS_FOR_FILE = Meaning(Verdict.NOT_NOW, code="file", retry_after_s=3600.0)


class FileConnector:
    """A record and its place in the file of its unit that is being made, if one is."""

    def __init__(self, record: AttendanceRecord, batch: Batch | None = None, line: int = 0) -> None:
        self.record = record
        self.batch = batch
        self.line = line

    def asked_before(self) -> bool:
        """It was in a file that nobody withdrew."""
        return self._line() is not None

    def look_up(self, reference: str) -> Meaning:
        """What the return file said; while there is none, nothing is known."""
        line = self._line()
        if line is None or line.outcome == LineOutcome.AWAITED:
            return Meaning(Verdict.UNKNOWN, code="file", retry_after_s=3600.0)
        if line.outcome == LineOutcome.REFUSED:  # somebody put it right since: it goes into the next file
            return Meaning(Verdict.NOT_NOW, code="absent")
        return read_answer(Answer(True, 200, line.said), reference)

    def deliver(self, message: Message, announce: Announce) -> Meaning:
        """Put the record into the file that is being made; without one it waits for the next."""
        if self.batch is None:
            return WAITS_FOR_FILE
        line = BatchLine(batch=self.batch, record=self.record, line=self.line)
        announce(lambda: line.save(force_insert=True))
        return Meaning(Verdict.UNKNOWN, code="file")

    def close(self, meaning: Meaning | None) -> None:
        """A file is always there."""

    def _line(self) -> BatchLine | None:
        lines = self.record.batch_lines.exclude(outcome=LineOutcome.WITHDRAWN)
        return lines.order_by("-batch__made_at").first()
