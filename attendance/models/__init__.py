"""Attendance records (`records`) and their way to SAS (`sas`)."""

from attendance.models.records import Action, AttendanceRecord, Claim, ClosedMonth, Impediment, Solution
from attendance.models.sas import Batch, BatchLine, Destination, Difference, Exchange, Reconciliation

__all__ = [
    "Action",
    "AttendanceRecord",
    "Batch",
    "BatchLine",
    "Claim",
    "ClosedMonth",
    "Destination",
    "Difference",
    "Exchange",
    "Impediment",
    "Reconciliation",
    "Solution",
]
