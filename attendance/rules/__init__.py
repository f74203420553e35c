"""The programme's rules on attendance records, and what SAS's answers mean. Pure: no database, no clock."""

from attendance.rules.answers import Answer, Verdict, read_answer, read_lookup
from attendance.rules.records import (
    ActionFact,
    Decision,
    DeliveryFact,
    Facts,
    Obstacle,
    Planned,
    Reason,
    decide,
)

__all__ = [
    "ActionFact",
    "Answer",
    "Decision",
    "DeliveryFact",
    "Facts",
    "Obstacle",
    "Planned",
    "Reason",
    "Verdict",
    "decide",
    "read_answer",
    "read_lookup",
]  # fmt: skip
