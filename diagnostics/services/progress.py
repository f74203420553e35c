"""What was found before: results of the same conversation, in the same version, can be compared (DIA-03)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from diagnostics.models import Diagnosis


def last_results(business_ids: Collection[UUID]) -> defaultdict[UUID, list[dict[str, Any]]]:
    """Of each business the newest result of each conversation: which version, when, and the score by theme."""
    rows = Diagnosis.objects.filter(visit__business__in=business_ids).order_by("-visit__started_at")
    wanted = ("visit__business_id", "version__instrument__key", "version__number", "visit__visited_on", "themes")
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for business_id, key, number, on, themes in rows.values_list(*wanted):
        if all(each["instrument"] != key for each in found[business_id]):
            scores = {theme["theme"]: theme["score"] for theme in themes}
            found[business_id].append({"instrument": key, "version": number, "on": on, "themes": scores})
    return found


def before(diagnosis: Diagnosis) -> Diagnosis | None:
    """The diagnosis before this one at the same business, by the same version; nothing else is comparable."""
    visit = diagnosis.visit
    earlier = Diagnosis.objects.filter(
        visit__business_id=visit.business_id, version_id=diagnosis.version_id, visit__started_at__lt=visit.started_at
    )
    return earlier.select_related("visit").order_by("-visit__started_at").first()
