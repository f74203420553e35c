"""Applying an instrument: the server scores the answers again, and its result counts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Q

from common import sql
from common.ids import uuid7
from common.remember import remembered
from diagnostics.models import Diagnosis, Finding, InstrumentVersion
from diagnostics.rules import score
from visits.models import Visit


@dataclass(frozen=True)
class Published:
    """A version that was published, and whether a newer one is."""

    id: uuid.UUID
    definition: dict[str, Any]
    is_latest: bool


@dataclass(frozen=True)
class Applied:
    """Answers to a published version, with the server's result and whether the phone showed another one."""

    version: Published
    answers: Mapping[str, Any]
    timings: Mapping[str, float]
    notes: str
    themes: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    differs_from_phone: bool


@remembered(60)
def published_version(unit_id: uuid.UUID | None, key: str, number: int) -> Published | None:
    """A version of the unit's own instrument or of the national one with that key."""
    versions = InstrumentVersion.objects.filter(
        Q(instrument__unit_id=unit_id) | Q(instrument__unit__isnull=True), instrument__key=key
    )
    own_first = F("instrument__unit_id").asc(nulls_last=True)
    version = versions.filter(number=number).order_by(own_first).first()
    if version is None:
        return None
    newest = versions.filter(instrument_id=version.instrument_id).aggregate(newest=Max("number"))["newest"]
    return Published(version.pk, version.definition, is_latest=version.number == newest)


def apply_instrument(
    *,
    version: Published,
    answers: Mapping[str, Any],
    timings: Mapping[str, float],
    notes: str,
    phone_result: Mapping[str, Any],
) -> Applied:
    """Score the answers and compare with what the phone showed at the door."""
    result = score(version.definition, dict(answers))
    differs = result["themes"] != phone_result["themes"] or result["findings"] != phone_result["findings"]
    return Applied(version, answers, timings, notes, result["themes"], result["findings"], differs)


def record_diagnosis(*, visit: Visit, applied: Applied) -> None:
    """Insert the diagnosis and its findings. Call it inside the visit's transaction."""
    diagnosis_id = sql.add(
        Diagnosis,
        visit_id=visit.pk,
        version_id=applied.version.id,
        answers=applied.answers,
        timings=applied.timings,
        themes=applied.themes,
        notes=applied.notes,
        differs_from_phone=applied.differs_from_phone,
    )
    sql.insert_rows(
        Finding,
        ("id", "diagnosis_id", "code", "theme", "text", "rank"),
        [
            (uuid7(), diagnosis_id, found["code"], found["theme"], found["text"], found["rank"])
            for found in applied.findings
        ],
    )
