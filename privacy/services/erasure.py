"""Erasing a person who asks: what may go is emptied, what the law keeps stays under a number (LGPD art. 16, 18)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils.crypto import salted_hmac

from agents.models import User
from clients.models import Business, Person
from common import audit
from common.problems import Problem, RefusedError
from privacy.models import Erasure
from privacy.services.retention import DELETE, ERASE, KEEP, policy, remove, rules
from visits.models import Visit

Eraser = Callable[[Person], Mapping[str, int]]

_erasers: list[Eraser] = []

CONTACTS = ("phone", "email")  # of a business, when they were told at the door and are the person's own


def also_erases(eraser: Eraser) -> Eraser:
    """Register who empties what no key of the database leads to: answers how many rows of which models."""
    _erasers.append(eraser)
    return eraser


def key_of(cpf: str | None) -> str:
    """A keyed hash of a CPF: who comes back with it finds what was kept, and nobody reads it from the hash."""
    return salted_hmac("privacy.erasure", cpf, algorithm="sha256").hexdigest() if cpf else ""


def holds_on(person: Person) -> list[Problem]:
    """What must be over first, in words (an attendance on its way to SAS needs its person)."""
    found = []
    for hold in policy()["holds"]:
        rows = apps.get_model(hold["model"])._default_manager.filter(**{hold["person"]: person.pk})
        if rows.exclude(**{f"{hold['field']}__in": hold["unless"]}).exists():
            found.append(Problem("held", hold["because"], "answer"))
    return found


@transaction.atomic
def erase(*, person: Person, by: User) -> Erasure:
    """Do it, everywhere the retention file says that the person is; answers what went and what stays, and why."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if problems := holds_on(person):
        raise RefusedError(*problems)
    visits = list(Visit.objects.filter(person=person).values_list("pk", flat=True))
    _forget_at_businesses(person)
    erased: Counter[str] = Counter()
    for eraser in _erasers:
        erased.update(eraser(person))
    kept: dict[str, str] = {}
    specs = policy()["models"]
    for label in sorted(specs, key=lambda name: name == "clients.Person"):  # the others are found by the person
        if "person" in specs[label]:
            erased[label] += _erase_in(label, specs[label], person.pk, visits, kept)
    done = Erasure.objects.create(
        person_key=key_of(person.cpf), person_was=person.pk, erased_by=by,
        erased={label: count for label, count in erased.items() if count},
        kept=[{"what": what, "because": because} for what, because in kept.items()],
    )  # fmt: skip
    audit.record("person erased", person, by=by, erased=done.erased)
    return done


def _erase_in(
    label: str, spec: dict[str, Any], person: uuid.UUID, visits: list[uuid.UUID], kept: dict[str, str]
) -> int:
    """Empty or delete one model's rows about the person as the file says; answers how many. `kept` gets what stays."""
    rows = _rows(label, spec["person"], person, visits)
    if not rows.exists():
        return 0
    emptied = {}
    is_deleted = False
    for rule in rules(of=label):
        wanted = rule.said["on_request"]
        if wanted == KEEP:
            kept.setdefault(
                rule.kind["label"], rule.said.get("because") or f"{rule.kind['basis']}. {rule.kind['because']}"
            )
        elif wanted == DELETE or rule.said["action"] == DELETE:
            is_deleted = True
        elif wanted == ERASE and not rule.said.get("only_if_said"):
            emptied[rule.field.name] = rule.emptied
        elif wanted == ERASE:
            rule.still_there(rows).update(**{rule.field.name: rule.emptied})
    if is_deleted:
        return remove(rows)
    return rows.update(**emptied) if emptied else 0


def _rows(label: str, path: Any, person: uuid.UUID, visits: list[uuid.UUID]) -> models.QuerySet[Any]:
    """The rows of a model that are about the person; where no key leads to one, by the number of a visit."""
    manager = apps.get_model(label)._default_manager
    if isinstance(path, dict):
        return manager.filter(**{f"{next(iter(path))}__in": visits})
    return manager.filter(pk__in=list(manager.filter(**{path: person}).values_list("pk", flat=True)))


def _forget_at_businesses(person: Person) -> None:
    """A business keeps what the register publishes; what the person told as their own goes."""
    for business in Business.objects.filter(people=person):
        told = [name for name in CONTACTS if name in business.corrected_fields and getattr(business, name)]
        mine = [name for name in told if getattr(business, name) == getattr(person, name)]
        if mine:
            Business.objects.filter(pk=business.pk).update(**dict.fromkeys(mine, ""))
