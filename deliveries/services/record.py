"""Writing down what was left with the client and what comes next. Call these inside the visit's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from common import sql
from common.remember import remembered
from deliveries.models import Delivery, JourneyEntry, Referral, Tool
from visits.models import Visit


@dataclass(frozen=True)
class Left:
    """A tool or a guidance left with the client (DEL-01)."""

    id: uuid.UUID
    tool_id: uuid.UUID | None
    guidance: str
    findings: Sequence[str]
    handover: str
    was_explained: bool
    was_requested: bool
    own_choice_because: str
    opinion: str = ""  # what the client thought of it
    proposed: Sequence[str] | None = None  # what the rule proposed when this was chosen; none: the phone is too old


@remembered(60)
def tool_by_key(unit_id: uuid.UUID | None, key: str) -> uuid.UUID | None:
    """A tool of the unit or of the annex, active or not: what was left at the door was left."""
    tools = Tool.objects.filter(Q(unit_id=unit_id) | Q(unit__isnull=True), key=key)
    return tools.order_by(F("unit_id").asc(nulls_last=True)).values_list("pk", flat=True).first()


def record_deliveries(*, visit: Visit, left: Sequence[Left]) -> None:
    """Insert what was left with the client."""
    sql.insert_rows(
        Delivery,
        ("id", "visit_id", "tool_id", "guidance", "findings", "handover", "was_explained", "was_requested",
         "own_choice_because", "opinion", "proposed"),
        [
            (thing.id, visit.pk, thing.tool_id, thing.guidance, list(thing.findings), thing.handover,
             thing.was_explained, thing.was_requested, thing.own_choice_because, thing.opinion, thing.proposed)
            for thing in left
        ],
    )  # fmt: skip


def record_journey(*, visit: Visit, destination: str, mode: str) -> None:
    """The client goes on somewhere, in the way the client chose (JOR-01, PRM-02)."""
    sql.add(JourneyEntry, visit_id=visit.pk, destination=destination, mode=mode, entered_on=visit.visited_on)


def record_referral(*, visit: Visit, need: str) -> None:
    """A credit need in the client's words; the local management aligns it before anybody acts (CRD-02)."""
    sql.add(Referral, visit_id=visit.pk, need=need, requested_at=visit.finished_at)
