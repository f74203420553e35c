"""What a visit left behind, laid out for somebody who was not there: tutors and managers read the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clients.enums import PositionSource
from deliveries.models import Delivery
from deliveries.services.catalogue import journey_name, tool_names
from diagnostics.models import Diagnosis
from diagnostics.rules import answer_words
from privacy.models import Consent
from reviews import rules
from visits.enums import Outcome
from visits.models import Visit
from visits.querysets import VisitQuerySet
from visits.rules import how_far, straight_m

PRECISE = frozenset({PositionSource.VISIT, PositionSource.ADDRESS})  # good enough to measure a distance from


@dataclass(frozen=True)
class Answer:
    """A question as it was answered."""

    number: int
    question: str
    answer: str
    seconds: int | None
    signals: tuple[rules.Signal, ...]

    @property
    def clock(self) -> str:
        """0:41."""
        return "" if self.seconds is None else f"{self.seconds // 60}:{self.seconds % 60:02}"


@dataclass(frozen=True)
class Left:
    """Something that was left with the client."""

    what: str
    how: str
    answers: tuple[str, ...]  # findings in words
    because: str
    told: str = ""  # explained, asked for, and what the client thought of it
    instead_of: str = ""  # what the rule proposed, where the agent chose otherwise


@dataclass(frozen=True)
class Evidence:
    """Everything about a visit that a reviewer may see. No CPF leaves here."""

    visit: Visit
    minutes: int
    distance: str
    consent: str
    answers: tuple[Answer, ...]
    deliveries: tuple[Left, ...]
    themes: tuple[dict[str, Any], ...]
    findings: tuple[str, ...]
    signals: tuple[rules.Signal, ...]

    @property
    def next_step(self) -> str:
        """Where the client goes on, in words."""
        entry = getattr(self.visit, "journey_entry", None)
        if entry is None:
            return ""
        return f"{journey_name(entry.destination)} · {entry.get_mode_display()}"

    @property
    def visit_signals(self) -> list[rules.Signal]:
        """Signals about the visit itself."""
        return [signal for signal in self.signals if signal.where == "visit"]

    @property
    def delivery_signals(self) -> list[rules.Signal]:
        """Signals about what was left."""
        return [signal for signal in self.signals if signal.where == "delivery"]


def with_evidence(visits: VisitQuerySet) -> VisitQuerySet:
    """Visits with everything that `evidence` reads, in a fixed number of queries."""
    return visits.select_related(
        "agent",
        "region",
        "business__municipality",
        "person",
        "consent__notice",
        "diagnosis__version",
        "journey_entry",
    ).prefetch_related("deliveries__tool", "diagnosis__findings", "consent__events", "promises", "photos")


def evidence(visit: Visit) -> Evidence:
    """Lay out one visit (fetched with `with_evidence`)."""
    diagnosis: Diagnosis | None = getattr(visit, "diagnosis", None)
    found = rules.signals(_conduct(visit, diagnosis))
    tools = tool_names(visit.region.unit_id)
    names = {f.code: f.text for f in diagnosis.findings.all()} if diagnosis else {}
    return Evidence(
        visit=visit,
        minutes=_minutes(visit),
        distance=_distance_words(visit),
        consent=_consent_words(getattr(visit, "consent", None)),
        answers=tuple(_answers(diagnosis, found)) if diagnosis else (),
        deliveries=tuple(_left(delivery, names, tools) for delivery in visit.deliveries.all()),
        themes=_themes(diagnosis) if diagnosis else (),
        findings=tuple(names.values()),
        signals=tuple(found),
    )


def _minutes(visit: Visit) -> int:
    return round((visit.finished_at - visit.started_at).total_seconds() / 60)


def _distance(visit: Visit) -> int | None:
    """Metres between where the agent arrived and where the business is, where both are known well enough."""
    shop = visit.business
    if shop.position_source not in PRECISE or None in (visit.latitude, visit.longitude, shop.latitude, shop.longitude):
        return None
    here, there = (visit.latitude, visit.longitude), (shop.latitude, shop.longitude)
    return round(straight_m(here, there))  # type: ignore[arg-type]  # both places are known


def _distance_words(visit: Visit) -> str:
    distance = _distance(visit)
    if distance is not None:
        return how_far(distance)
    return "Sem posição" if visit.latitude is None else "Endereço sem ponto"


def _consent_words(consent: Consent | None) -> str:
    """How the notice was answered."""
    if consent is None:
        return "Sem aceite"
    given = sum(event.state == "given" for event in consent.events.all())
    how = "Assinado" if consent.proof == "signature" else "De viva voz"
    return how if given or not consent.events.all() else "Não aceitou"


def _conduct(visit: Visit, diagnosis: Diagnosis | None) -> rules.Conduct:
    """The visit as the rules want it."""
    left = list(visit.deliveries.all())
    return rules.Conduct(
        is_attended=visit.outcome == Outcome.ATTENDED,
        minutes=_minutes(visit),
        distance_m=_distance(visit),
        position_is_missing=visit.latitude is None,
        timings={key: value for key, value in diagnosis.timings.items() if _is_number(value)} if diagnosis else {},
        findings=[(f.code, f.text) for f in diagnosis.findings.all()] if diagnosis else [],
        answered_findings=frozenset(code for delivery in left for code in delivery.findings),
        deliveries=len(left),
        flags=visit.flags,
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _answers(diagnosis: Diagnosis, found: list[rules.Signal]) -> Iterable[Answer]:
    """Answers in the order of the instrument; questions that were not asked are left out."""
    number = 0
    for question in diagnosis.version.definition.get("questions", []):
        key = question["key"]
        if key not in diagnosis.answers:
            continue
        number += 1
        seconds = diagnosis.timings.get(key)
        yield Answer(
            number=number, question=question["text"],
            answer="; ".join(answer_words(question, diagnosis.answers[key])),
            seconds=round(seconds) if _is_number(seconds) else None,
            signals=tuple(signal for signal in found if signal.where == key),
        )  # fmt: skip


def _told(delivery: Delivery) -> str:
    """Explained? Asked for? And what the client thought (SOL-28)."""
    parts = [
        "Explicada" if delivery.was_explained else "Não explicada",
        "o cliente pediu" if delivery.was_requested else "",
        f"o cliente achou: {delivery.get_opinion_display().lower()}" if delivery.opinion else "",
    ]
    return " · ".join(part for part in parts if part)


def _left(delivery: Delivery, names: dict[str, str], tools: dict[str, str]) -> Left:
    """A delivery in words."""
    return Left(
        what=delivery.tool.name if delivery.tool else f"Orientação: {delivery.guidance}",
        how=delivery.get_handover_display(),
        answers=tuple(names.get(code, code) for code in delivery.findings),
        because=delivery.own_choice_because,
        told=_told(delivery),
        instead_of=", ".join(tools.get(key, key) for key in delivery.proposed or () if delivery.own_choice_because),
    )


def _themes(diagnosis: Diagnosis) -> tuple[dict[str, Any], ...]:
    """Scores by theme with the theme's name."""
    names = {theme["key"]: theme["name"] for theme in diagnosis.version.definition.get("themes", [])}
    return tuple({**theme, "name": names.get(theme["theme"], theme["theme"])} for theme in diagnosis.themes)
