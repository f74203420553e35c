"""Visits made up for the dashboard's and the tutor's tests: rows written straight into the tables."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agents.models import User
from attendance.enums import AgentKind, Modality, RecordState
from attendance.models import Action, AttendanceRecord
from clients.models import Business, Person
from deliveries.enums import Handover, JourneyMode
from deliveries.models import Delivery, JourneyEntry, Tool
from diagnostics.models import Diagnosis, Finding, Instrument, InstrumentVersion
from visits.enums import Channel, Outcome, VisitState
from visits.models import Visit

ZONE = ZoneInfo("America/Fortaleza")
NOW = datetime(2026, 11, 24, 10, 45, tzinfo=ZONE)  # a Tuesday

NO_CASH, NO_MAP = {"code": "no_cash", "text": "Caixa em caderno"}, {"code": "no_map", "text": "Não aparece no mapa"}
EASY: dict[str, Any] = {"help": "", "required": True, "relevant": None, "weight": 1}
DEFINITION: dict[str, Any] = {
    "key": "gestao", "number": 1, "title": "Gestão",
    "themes": [{"key": "finance", "name": "Finanças"}, {"key": "digital", "name": "Presença digital"}],
    "levels": [{"from": 0, "name": "Pede cuidado"}, {"from": 35, "name": "Em construção", "meaning": "Há um começo."}],
    "questions": [
        {"key": "cash", "theme": "finance", "text": "Anota o que entra e sai do caixa?", "kind": "single", **EASY,
         "options": [{"key": "never", "text": "Não anota", "points": 0, "finding": NO_CASH},
                     {"key": "book", "text": "Às vezes, em caderno", "points": 2, "finding": NO_CASH}]},
        {"key": "map", "theme": "digital", "text": "O negócio aparece no mapa do celular?", "kind": "single", **EASY,
         "options": [{"key": "no", "text": "Não aparece", "points": 0, "finding": NO_MAP}]},
        {"key": "staff", "theme": "finance", "text": "Quantas pessoas trabalham aqui?", "kind": "number", **EASY,
         "options": []},
    ],
}  # fmt: skip


def at(day: str, hour: str = "10:00") -> datetime:
    """`at("2026-11-20", "14:10")` in the Cariri's time."""
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZONE)


def visit(agent: User, business: Business, day: str, hour: str = "10:00", **changes: Any) -> Visit:
    """A visit; attended, at the door, 22 minutes long and received unless said otherwise."""
    started_at = at(day, hour)
    fields: dict[str, Any] = {
        "id": uuid.uuid4(), "agent": agent, "region": agent.region, "business": business, "channel": Channel.IN_PERSON,
        "outcome": Outcome.ATTENDED, "state": VisitState.RECEIVED, "started_at": started_at,
        "finished_at": started_at + timedelta(minutes=22), "received_at": started_at + timedelta(hours=1),
        "visited_on": started_at.date(), "timezone": "America/Fortaleza",
        "latitude": business.latitude, "longitude": business.longitude, "accuracy_m": 12,
    } | changes  # fmt: skip
    if fields["state"] == VisitState.REGISTERED:
        fields.setdefault("registered_at", started_at + timedelta(hours=2))
    return Visit.objects.create(**fields)


def person(name: str = "José Wilson Pereira", cpf: str | None = None) -> Person:
    """Somebody who was attended."""
    return Person.objects.create(name=name, cpf=cpf)


def record(made: Visit, who: Person, *, counts: bool = True, **changes: Any) -> AttendanceRecord:
    """An attendance record of a visit."""
    action, _ = Action.objects.get_or_create(
        unit=made.region.unit, plan_year=2026, agent_kind=AgentKind.GUIDANCE, name="Sebrae na sua Empresa - Cariri",
        category="orientacao", project_code="P1", action_code="A1",
    )  # fmt: skip
    fields: dict[str, Any] = {
        "visit": made, "agent": made.agent, "region": made.region, "competence": made.visited_on.replace(day=1),
        "kind": "attendance" if counts else "information",
        "sequence": made.attendance_records.count() + 1, "action": action, "category": "orientacao",
        "solution_type": "CON-ORI" if counts else "CON-INF", "person": who, "business": made.business,
        "modality": Modality.IN_PERSON, "starts_at": made.started_at, "ends_at": made.finished_at,
        "description": "Orientação sobre caixa", "counts": counts, "state": RecordState.WAITING,
        "reasons": [{"rule": "PRG-22", "text": "Vai na ação do agente de orientação."}],
    } | changes  # fmt: skip
    return AttendanceRecord.objects.create(**fields)


def tool(key: str = "fluxo-de-caixa", name: str = "Fluxo de Caixa") -> Tool:
    """A tool of the annex."""
    made, _ = Tool.objects.get_or_create(
        unit=None, key=key, defaults={"name": name, "theme": "finance", "summary": "…"}
    )
    return made


def delivery(made: Visit, *, findings: tuple[str, ...] = ("no_cash",), key: str = "fluxo-de-caixa") -> Delivery:
    """A tool left with the client."""
    return Delivery.objects.create(
        id=uuid.uuid4(), visit=made, tool=tool(key), findings=list(findings), handover=Handover.WHATSAPP
    )


def journey(made: Visit, destination: str = "cursos") -> JourneyEntry:
    """The client goes on somewhere."""
    return JourneyEntry.objects.create(
        visit=made, destination=destination, mode=JourneyMode.DIGITAL, entered_on=made.visited_on
    )


def diagnosis(made: Visit, **changes: Any) -> Diagnosis:
    """A conversation: two gaps, the bigger one digital; one answer came in three seconds."""
    instrument, _ = Instrument.objects.get_or_create(unit=None, key="gestao", defaults={"name": "Gestão"})
    version, _ = InstrumentVersion.objects.get_or_create(
        instrument=instrument, number=1, defaults={"definition": DEFINITION}
    )
    fields: dict[str, Any] = {
        "visit": made, "version": version, "answers": {"cash": "book", "map": "no", "staff": "_na"},
        "timings": {"cash": 41, "map": 3, "staff": 29}, "notes": "Vende bem de manhã.",
        "themes": [{"theme": "finance", "score": 50, "level": "Em construção", "answered": 1, "of": 2}],
    } | changes  # fmt: skip
    found = Diagnosis.objects.create(**fields)
    Finding.objects.create(diagnosis=found, code="no_map", theme="digital", text="Não aparece no mapa", rank=1)
    Finding.objects.create(diagnosis=found, code="no_cash", theme="finance", text="Caixa em caderno", rank=2)
    return found
