"""The published retention file is what the software executes: nightly by term, and when somebody asks (LGPD art. 16).

`privacy/data/retention.json` names every field of every model: the personal ones with class (basis, term, reason),
what becomes of them at the end of the term (`action`) and when the person asks (`on_request`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction

from clients.models import Person
from common import audit

FILE = Path(__file__).resolve().parent.parent / "data" / "retention.json"
KEEP, DELETE, ERASE, BLANK, REPLACE = "keep", "delete", "erase", "blank", "replace"
ACTIONS = frozenset({KEEP, DELETE, BLANK, REPLACE})
AT_REQUEST = frozenset({KEEP, DELETE, ERASE})

Json = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """What the file says of one personal field."""

    model: type[models.Model]
    field: models.Field[Any, Any]
    spec: Json  # the model's entry
    said: Json  # the field's entry
    kind: Json  # its class

    @property
    def emptied(self) -> Any:
        """What stands there afterwards."""
        if self.said["action"] == REPLACE or "with" in self.said:
            return self.said["with"]
        if self.field.null:
            return None
        if isinstance(self.field, models.BinaryField):
            return b""
        if isinstance(self.field, models.JSONField):
            return self.field.get_default() if self.field.has_default() else {}
        return ""

    def still_there(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Of these rows, the ones in which there is something to empty."""
        rows = rows.filter(**self.said.get("only_if", {}))
        if self.said.get("only_if_said"):
            rows = rows.exclude(**{self.field.name: ""})
        if self.emptied is None:
            return rows.filter(**{f"{self.field.name}__isnull": False})
        return rows.exclude(**{self.field.name: self.emptied})


@dataclass(frozen=True)
class Due:
    """What one night does with one field."""

    label: str
    field: str
    action: str
    rows: int


@cache
def policy() -> Json:
    """The file, read once."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def is_anonymous(person: Person) -> bool:
    """Whether what identified somebody is gone, by request or by term."""
    return person.cpf is None and person.name == policy()["models"]["clients.Person"]["personal"]["name"]["with"]


def rules(*, of: str = "") -> list[Rule]:
    """Every personal field (of one model)."""
    said = policy()
    found = []
    for label, spec in said["models"].items():
        if of and label != of:
            continue
        model = apps.get_model(label)
        for name, entry in spec["personal"].items():
            found.append(Rule(model, model._meta.get_field(name), spec, entry, said["classes"][entry["class"]]))
    return found


def over(rule: Rule, *, now: datetime) -> models.QuerySet[Any] | None:
    """Rows whose term is over and in which the field still stands; none for what has no term or is kept."""
    days, since = rule.kind["days"], rule.spec.get("since")
    if days is None or since is None or rule.said["action"] == KEEP or _goes_with_another(rule):
        return None
    cutoff = now - timedelta(days=days)
    rows = rule.model._default_manager.filter(**{f"{since}__lt": cutoff})
    for newer in rule.spec.get("unless_newer", ()):
        rows = rows.exclude(**{f"{newer}__gte": cutoff})
    return rows if rule.said["action"] == DELETE else rule.still_there(rows)


def _goes_with_another(rule: Rule) -> bool:
    """A row is deleted once, for the first of its fields that says so."""
    deleting = [name for name, said in rule.spec["personal"].items() if said["action"] == DELETE]
    return rule.said["action"] == DELETE and rule.field.name != deleting[0]


def plan(*, now: datetime) -> list[Due]:
    """What a night would do: field by field, how many rows. Nothing is written (the dry run)."""
    found = []
    for rule in rules():
        rows = over(rule, now=now)
        count = rows.count() if rows is not None else 0
        if count:
            found.append(Due(rule.model._meta.label, rule.field.name, rule.said["action"], count))
    return found


def execute(*, now: datetime) -> list[Due]:
    """Do what the file says for every term that is over; each field in a transaction of its own."""
    done = []
    for rule in rules():
        count = _execute(rule, now=now)
        if count:
            done.append(Due(rule.model._meta.label, rule.field.name, rule.said["action"], count))
    return done


@transaction.atomic
def _execute(rule: Rule, *, now: datetime) -> int:
    rows = over(rule, now=now)
    if rows is None:
        return 0
    if rule.said["action"] == DELETE:
        count = remove(rows)
    else:
        keys = rule.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))
        count = keys.update(**{rule.field.name: rule.emptied})
    if count:
        audit.record(
            "retention.executed", rule.model(), by=None, model=rule.model._meta.label, field=rule.field.name, rows=count
        )
    return count


def remove(rows: models.QuerySet[Any]) -> int:
    """Delete rows and the files that they name."""
    with_files = [field for field in rows.model._meta.fields if isinstance(field, models.FileField)]
    count = 0
    for row in rows.iterator(chunk_size=200):
        for field in with_files:
            if getattr(row, field.name):
                getattr(row, field.name).delete(save=False)
        row.delete()
        count += 1
    return count


def missing() -> list[str]:
    """Fields of our models that the file does not name, and names in it that exist no more."""
    said = policy()["models"]
    ours = {model._meta.label: model for model in apps.get_models() if _is_ours(model)}
    gaps = [f"{label}: the model is not in the file" for label in ours if label not in said]
    gaps += [f"{label}: no such model any more" for label in said if label not in ours]
    for label in ours.keys() & said.keys():
        named = {*said[label]["personal"], *said[label]["not_personal"]}
        real = {field.name for field in ours[label]._meta.fields if not field.primary_key or field.name != "id"}
        gaps += [f"{label}.{name}: say whether it is personal" for name in sorted(real - named)]
        gaps += [f"{label}.{name}: no such field any more" for name in sorted(named - real)]
    return gaps


def _is_ours(model: type[models.Model]) -> bool:
    """Models of this repository's apps, not of Django or a library."""
    return (FILE.parents[2] / model._meta.app_label / "models.py").exists() or (
        FILE.parents[2] / model._meta.app_label / "models"
    ).is_dir()
