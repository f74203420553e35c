"""Publishing the instruments that come with the product."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from common import audit
from common.problems import PublishedContentError, UnusableContentError
from common.remember import forget_all
from diagnostics.checks import definition_problems
from diagnostics.models import Instrument, InstrumentVersion

DATA = Path(__file__).resolve().parent.parent / "data"
SHIPPED = ("gestao_basica", "conversa_rapida", "escuta_ativa", "anamnese")  # in the order in which agents see them


def load_instruments(*, folder: Path = DATA) -> int:
    """Publish what is new in the folder and return how many versions that was. Loading again changes nothing.

    A published version never changes, since answers refer to it (DIA-03): a file that differs from what was published
    under its number is refused.
    """
    return sum(_load(path) for path in sorted(folder.glob("*.json")))


@transaction.atomic
def _load(path: Path) -> bool:
    definition = json.loads(path.read_text(encoding="utf-8"))
    problems = definition_problems(definition)
    if problems:
        raise UnusableContentError(path.name, problems)
    instrument, _ = Instrument.objects.get_or_create(
        unit=None, key=definition["key"], defaults={"name": definition["title"], "position": _position(definition)}
    )
    if instrument.position != _position(definition):
        instrument.position = _position(definition)
        instrument.save(update_fields=["position"])
    latest = instrument.versions.order_by("-number").first()
    if latest and definition["number"] <= latest.number:
        _check_published(path.name, instrument, definition, latest.number)
        return False
    version = InstrumentVersion.objects.create(
        instrument=instrument, number=definition["number"], definition=definition
    )
    audit.record("publish_instrument", version, by=None, key=instrument.key, number=version.number)
    transaction.on_commit(forget_all)
    return True


def _position(definition: dict[str, Any]) -> int:
    return SHIPPED.index(definition["key"]) if definition["key"] in SHIPPED else len(SHIPPED)


def _check_published(file: str, instrument: Instrument, definition: dict[str, Any], latest: int) -> None:
    published = instrument.versions.filter(number=definition["number"]).first()
    if published is None or published.definition != definition:
        raise PublishedContentError(file, definition["number"], latest)
