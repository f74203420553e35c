"""Writing a conversation: copy, upload, change question by question, publish. What was published never changes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

from agents.models import Unit, User
from common import audit
from common.problems import Problem, RefusedError
from common.remember import forget_all
from diagnostics.checks import definition_problems
from diagnostics.models import Instrument, InstrumentDraft, InstrumentVersion
from diagnostics.rules.revision import with_moved, with_question, with_settings, without_question

Json = dict[str, Any]
MOST_DRAFTS = 30  # a unit's: somebody who uploads the same file all day is told


@transaction.atomic
def draft_from(definition: Json, *, unit: Unit, by: User) -> InstrumentDraft:
    """A draft of an uploaded or copied definition: the next version of the unit's own, or a new conversation."""
    if InstrumentDraft.objects.filter(unit=unit).count() >= MOST_DRAFTS:
        message = f"Já há {MOST_DRAFTS} rascunhos. Publique ou descarte algum antes de começar outro."
        raise RefusedError(Problem("too_many_drafts", message))
    own = Instrument.objects.filter(unit=unit, key=definition["key"]).first()
    key = definition["key"] if own else _free_key(definition["key"], unit)
    draft = InstrumentDraft.objects.create(
        unit=unit, instrument=own, definition={**copy.deepcopy(definition), "key": key, "number": 1}, changed_by=by
    )
    audit.record("instrument.drafted", draft, by=by, key=key)
    return draft


def _free_key(key: str, unit: Unit) -> str:
    """A key that neither the nation nor the unit has: answers of phones name the instrument by it."""
    taken = set(Instrument.objects.offered_in(unit.pk).values_list("key", flat=True))
    taken |= {draft.definition["key"] for draft in InstrumentDraft.objects.filter(unit=unit)}
    base = key if key not in taken else f"{key[:34]}_{unit.uf.lower()}"
    return next(each for each in [base, *(f"{base[:36]}_{n}" for n in range(2, 200))] if each not in taken)


@transaction.atomic
def change_settings(draft: InstrumentDraft, *, by: User, **settings: Any) -> None:
    """Title, minutes, form and the names of the themes (see `rules.revision.with_settings`)."""
    _rewrite(draft, partial(with_settings, **settings), "settings_changed", by=by)


@transaction.atomic
def write_question(draft: InstrumentDraft, question: Json, *, instead_of: str, by: User) -> None:
    """Write a question anew, or add it at the end when it replaces none."""
    change = partial(with_question, question=question, instead_of=instead_of)
    _rewrite(draft, change, "question_written", by=by, question=question["key"])


@transaction.atomic
def remove_question(draft: InstrumentDraft, key: str, *, by: User) -> None:
    """Take a question out."""
    _rewrite(draft, partial(without_question, key=key), "question_removed", by=by, question=key)


@transaction.atomic
def move_question(draft: InstrumentDraft, key: str, *, up: bool, by: User) -> None:
    """One place up or down."""
    _rewrite(draft, partial(with_moved, key=key, up=up), "question_moved", by=by, question=key)


def _rewrite(draft: InstrumentDraft, change: Callable[[Json], Json], what: str, *, by: User, **about: str) -> None:
    """Change the definition as it is now, whoever else is writing."""
    held = InstrumentDraft.objects.select_for_update().get(pk=draft.pk)
    held.definition, held.changed_by = change(held.definition), by
    held.save(update_fields=["definition", "changed_by", "changed_at"])
    audit.record(f"instrument.{what}", held, by=by, **about)


@transaction.atomic
def publish(draft: InstrumentDraft, *, by: User) -> InstrumentVersion:
    """Make a draft the newest version of its instrument; phones carry it with their next day.

    Raises `RefusedError` with everything that is wrong in the definition.
    """
    held = InstrumentDraft.objects.select_for_update(of=("self",)).select_related("instrument", "unit").get(pk=draft.pk)
    problems = definition_problems(held.definition)
    if problems:
        raise RefusedError(*problems)
    definition = held.definition
    instrument = held.instrument or Instrument.objects.create(
        unit=held.unit, key=definition["key"], name=definition["title"]
    )
    latest = instrument.versions.order_by("-number").first()
    number = latest.number + 1 if latest else 1
    version = InstrumentVersion.objects.create(
        instrument=instrument, number=number, definition={**definition, "key": instrument.key, "number": number}
    )
    if instrument.name != definition["title"]:
        instrument.name = definition["title"]
        instrument.save(update_fields=["name"])
    held.delete()
    audit.record("publish_instrument", version, by=by, key=instrument.key, number=number)
    transaction.on_commit(forget_all)
    return version


@transaction.atomic
def discard(draft: InstrumentDraft, *, by: User) -> None:
    """Throw a draft away."""
    audit.record("instrument.discarded", draft, by=by, key=draft.definition["key"])
    draft.delete()
