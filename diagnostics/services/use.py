"""Which conversations a unit's phones carry, and with which one a visit begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from agents.models import Unit, User
from common import audit
from common.problems import Problem, RefusedError
from common.remember import forget_all
from diagnostics.models import Instrument, InstrumentUse, InstrumentVersion


@dataclass(frozen=True)
class Offered:
    """An instrument with its newest version, and what the unit does with it."""

    instrument: Instrument
    version: InstrumentVersion
    is_active: bool
    is_default: bool


def offered_in(unit_id: UUID | None) -> list[Offered]:
    """Every published instrument that the unit could use, the one it begins with first.

    What nobody decided about is carried; without a decision the unit's own newest comes first, else the national one
    that is named first.
    """
    newest: dict[UUID, InstrumentVersion] = {}
    for version in InstrumentVersion.objects.offered_in(unit_id).select_related("instrument").order_by("-number"):
        newest.setdefault(version.instrument_id, version)
    decided = {use.instrument_id: use for use in InstrumentUse.objects.filter(unit_id=unit_id)} if unit_id else {}
    found = sorted(newest.values(), key=_order)
    active = [each for each in found if each.instrument_id not in decided or decided[each.instrument_id].is_active]
    first = next((use.instrument_id for use in decided.values() if use.is_default), None)
    first = first or (active[0].instrument_id if active else None)
    rows = [Offered(each.instrument, each, each in active, each.instrument_id == first) for each in found]
    return sorted(rows, key=lambda row: (not row.is_default, not row.is_active))


def _order(version: InstrumentVersion) -> tuple[bool, int, float]:
    """The unit's own first, the newest of them first; then the national ones in their order."""
    is_national = version.instrument.unit_id is None
    return is_national, version.instrument.position if is_national else 0, -version.published_at.timestamp()


def carried_in(unit_id: UUID | None) -> Iterable[InstrumentVersion]:
    """What the unit's phones carry, the first one first."""
    return [row.version for row in offered_in(unit_id) if row.is_active]


@transaction.atomic
def switch(instrument: Instrument, *, unit: Unit, on: bool, by: User) -> None:
    """Let the unit's phones carry an instrument, or not. The one they begin with stays."""
    row = next(row for row in offered_in(unit.pk) if row.instrument == instrument)
    if row.is_default and not on:
        message = "As visitas começam por esta conversa. Escolha outra para começar e depois desligue esta."
        raise RefusedError(Problem("default_needed", message))
    InstrumentUse.objects.update_or_create(unit=unit, instrument=instrument, defaults={"is_active": on})
    audit.record("instrument.switched", instrument, by=by, on=on)
    transaction.on_commit(forget_all)


@transaction.atomic
def begin_with(instrument: Instrument, *, unit: Unit, by: User) -> None:
    """Make an instrument the one with which the unit's visits begin; it is carried then, too."""
    InstrumentUse.objects.filter(unit=unit, is_default=True).update(is_default=False)
    chosen = {"is_active": True, "is_default": True}
    InstrumentUse.objects.update_or_create(unit=unit, instrument=instrument, defaults=chosen)
    audit.record("instrument.begun_with", instrument, by=by)
    transaction.on_commit(forget_all)
