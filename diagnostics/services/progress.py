"""What was found before: results of the same conversation, in the same version, can be compared (DIA-03)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Least

from diagnostics.models import Diagnosis
from diagnostics.rules import MOST_USEFUL, named, said


@dataclass(frozen=True)
class Shown:
    """A result as people read it: themes with meaning and progress, the most useful gaps, the rest of the gaps."""

    title: str
    themes: list[dict[str, Any]]
    before_on: date | None  # when the same conversation, in the same version, was had before
    gaps: list[dict[str, str]]  # text, and what the client said
    others: list[str]


def last_results(business_ids: Collection[UUID] | QuerySet[Any]) -> defaultdict[UUID, list[dict[str, Any]]]:
    """Of each business the newest result of each conversation: which version, when, and the score by theme."""
    newest_first = Least("visit__started_at", "visit__received_at").desc()  # no phone of 2035 is first for ever (F10)
    rows = Diagnosis.objects.filter(visit__business__in=business_ids).order_by(newest_first)
    wanted = ("visit__business_id", "version__instrument__key", "version__number", "visit__visited_on", "themes")
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for business_id, key, number, on, themes in rows.values_list(*wanted):
        if all(each["instrument"] != key for each in found[business_id]):
            scores = {theme["theme"]: theme["score"] for theme in themes}
            found[business_id].append({"instrument": key, "version": number, "on": on, "themes": scores})
    return found


def previous(diagnosis: Diagnosis) -> Diagnosis | None:
    """The diagnosis before this one at the same business, by the same version; nothing else is comparable."""
    visit = diagnosis.visit
    earlier = Diagnosis.objects.filter(
        visit__business_id=visit.business_id, version_id=diagnosis.version_id, visit__started_at__lt=visit.started_at
    )
    return earlier.select_related("visit").order_by("-visit__started_at").first()


def result_of(diagnosis: Diagnosis) -> Shown:
    """The server's result of a diagnosis (fetched with its version and findings), beside the one before."""
    definition, earlier = diagnosis.version.definition, previous(diagnosis)
    scores = {theme["theme"]: theme["score"] for theme in earlier.themes} if earlier else {}
    found = list(diagnosis.findings.all())
    words = said(definition, diagnosis.answers)
    return Shown(
        title=definition.get("title", ""),
        themes=[theme | {"before": scores.get(theme["theme"])} for theme in named(diagnosis.themes, definition)],
        before_on=earlier.visit.visited_on if earlier else None,
        gaps=[{"text": each.text, "said": words.get(each.code, "")} for each in found[:MOST_USEFUL]],
        others=[each.text for each in found[MOST_USEFUL:]],
    )
