"""The programme's rules on attendance records, and what SAS's answers mean. Pure: no database, no clock."""

from attendance.rules.answers import Answer, Verdict, read_answer, read_lookup
from attendance.rules.decision import Decision, Obstacle, Planned, Reason
from attendance.rules.facts import (
    ActionFact,
    BusinessFact,
    ClaimFact,
    ContactFacts,
    DeliveryFact,
    PersonFact,
    SolutionFact,
)
from attendance.rules.records import decide
from attendance.rules.rule_set import RuleSet, rule_set_on

__all__ = [
    "ActionFact",
    "Answer",
    "BusinessFact",
    "ClaimFact",
    "ContactFacts",
    "Decision",
    "DeliveryFact",
    "Obstacle",
    "PersonFact",
    "Planned",
    "Reason",
    "RuleSet",
    "SolutionFact",
    "Verdict",
    "decide",
    "read_answer",
    "read_lookup",
    "rule_set_on",
]
