"""Writing down what happened at the door: the visit, its stop, promises kept and made."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from agents.models import User
from clients.models import Person
from common import audit, sql
from visits.enums import AppointmentState, Outcome, StopState
from visits.models import Appointment, Contact, Visit

MET = (Outcome.ATTENDED, Outcome.COME_BACK, Outcome.REFUSED)  # somebody of the business was spoken to


@dataclass(frozen=True)
class KnownStop:
    """A planned stop: whose, and of which business."""

    id: uuid.UUID
    business_id: uuid.UUID
    agent_id: uuid.UUID
    territory_id: uuid.UUID


def which_stops(stop_ids: list[uuid.UUID]) -> sql.Question:
    """Ask for planned stops."""
    return sql.Question(
        "SELECT s.id, s.business_id, r.agent_id, r.territory_id FROM visits_stop s"
        " JOIN visits_route r ON r.id = s.route_id WHERE s.id IN %s",
        (stop_ids,),
    )


def as_stops(rows: sql.Rows) -> dict[uuid.UUID, KnownStop]:
    """The stops by their id."""
    stops = [KnownStop(*map(sql.as_uuid, row)) for row in rows]  # type: ignore[arg-type]  # an id is never null
    return {stop.id: stop for stop in stops}


def later_visits(seen: list[tuple[uuid.UUID | None, datetime]]) -> sql.Question:
    """Ask for visits that met a client after the first of these: documents may arrive out of order (F26)."""
    return sql.Question(
        "SELECT v.business_id, v.started_at, v.id FROM visits_visit v"
        " WHERE v.business_id IN %s AND v.started_at > %s AND v.outcome IN %s ORDER BY v.started_at",
        ([business_id for business_id, _ in seen if business_id], min(at for _, at in seen), list(map(str, MET))),
    )


def next_after(rows: sql.Rows, business_id: uuid.UUID | None, started_at: datetime) -> uuid.UUID | None:
    """The first of the later visits to a business that began after a moment."""
    return next(
        (sql.as_uuid(pk) for business, at, pk in rows
         if sql.as_uuid(business) == business_id and sql.as_moment(at) > started_at),
        None,
    )  # fmt: skip


def record_visit(*, visit: Visit, by: User) -> None:
    """Insert a visit, mark its stop as done and keep earlier promises to the business. Inside a transaction."""
    sql.insert(visit)
    if visit.stop_id:
        sql.run_for(visit.stop_id, "UPDATE visits_stop SET state = %s WHERE id IN %s", str(StopState.DONE))
    if visit.outcome in MET:
        sql.run(
            _KEEP, str(AppointmentState.KEPT), visit.pk, visit.business_id, str(AppointmentState.OPEN), visit.started_at
        )
    audit.record("visit.received", visit, by=by, outcome=str(visit.outcome), flags=visit.flags)


_KEEP = """
    UPDATE visits_appointment SET state = %s, kept_in_id = %s
    WHERE business_id = %s AND state = %s
        AND EXISTS (SELECT 1 FROM visits_visit v WHERE v.id = promised_in_id AND v.started_at < %s)"""


def note_bringer(*, visit_id: uuid.UUID, by: User) -> None:
    """The visit came in the copy that somebody saved from a failing phone, and not from the phone itself."""
    Visit.objects.filter(pk=visit_id, brought_by=None).update(brought_by=by)


def move_visits(*, double: Person, to: Person, by: audit.Actor | None) -> None:
    """Two people turned out to be one: the visits to the double, and the contacts with it, are the other's."""
    for visit in Visit.objects.select_for_update().filter(person=double):
        move_visit(visit, to=to, by=by)
    for contact in Contact.objects.select_for_update().filter(person=double):
        move_visit(contact, to=to, by=by)


def move_visit(cause: Visit | Contact, *, to: Person, by: audit.Actor | None) -> None:
    """Somebody else was met than we thought. Inside a transaction."""
    double, cause.person = cause.person_id, to
    cause.save(update_fields=["person"])
    verb = "visit.person_recognised" if isinstance(cause, Visit) else "contact.person_recognised"
    audit.record(verb, cause, by=by, double=str(double))


def cancel_promises(*, person_id: uuid.UUID, channel: str) -> int:
    """The client does not want to be reached this way any more: open promises to do so are off. In a transaction."""
    theirs = Appointment.objects.filter(promised_in__person=person_id, channel=channel, state=AppointmentState.OPEN)
    for promised in theirs.select_for_update():
        audit.record("appointment.cancelled", promised, by=None, because="consent_withdrawn")
    return theirs.update(state=AppointmentState.CANCELLED)


def promise(*, visit: Visit, due_at: datetime, channel: str, purpose: str, kept_in: uuid.UUID | None = None) -> None:
    """Write down a promise to be in touch; `kept_in` when a later visit has already arrived. Inside a transaction."""
    sql.add(
        Appointment,
        business_id=visit.business_id,
        agent_id=visit.agent_id,
        promised_in_id=visit.pk,
        due_at=due_at,
        channel=channel,
        purpose=purpose,
        state=AppointmentState.KEPT if kept_in else AppointmentState.OPEN,
        kept_in_id=kept_in,
    )
