"""The retention file: complete, sensible, and what the software does (LGPD art. 15 and 16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from clients.models import Person
from common.models import AuditEntry
from privacy.models import Consent
from privacy.services import retention
from tests.privacy.people import AT, person, said, visit
from visits.models import Appointment, Visit

YEARS = timedelta(days=366)


def test_every_field_of_every_model_is_in_the_file():
    """A new field: say in privacy/data/retention.json whether it is personal (class, action, on_request) or not."""
    assert retention.missing() == []


def test_each_personal_field_says_what_becomes_of_it():
    rules = retention.rules()
    assert len(rules) > 50
    for rule in rules:
        where = f"{rule.model._meta.label}.{rule.field.name}"
        assert rule.said["action"] in retention.ACTIONS, where
        assert rule.said["on_request"] in retention.AT_REQUEST, where
        assert rule.kind["basis"].startswith("LGPD, art."), where
        assert rule.kind["because"], where
        if rule.said["action"] != retention.KEEP and rule.kind["days"]:
            assert rule.spec.get("since"), f"{where}: from when does the term run?"


pytestmark = pytest.mark.django_db


def test_the_place_of_a_visit_goes_after_90_days(cast):
    placed = {"latitude": -7.2, "longitude": -39.3, "accuracy_m": 9.0}
    old, new = visit(cast, at=AT, **placed), visit(cast, at=AT + timedelta(days=60), **placed)

    retention.execute(now=AT + timedelta(days=91))

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.latitude, old.longitude, old.accuracy_m) == (None, None, None)
    assert new.latitude == -7.2


def test_somebody_not_seen_for_five_years_loses_name_and_number(cast):
    consent = said(cast, whatsapp="given")
    Person.objects.update(first_seen_at=AT)
    fresh = person(cast, cpf="11144477735", name="Maria")
    Person.objects.filter(pk=fresh.pk).update(first_seen_at=AT)
    visit(cast, fresh, at=AT + 4 * YEARS)

    retention.execute(now=AT + 5.1 * YEARS)

    gone = Person.objects.get(pk=consent.person_id)
    assert (gone.name, gone.cpf, gone.phone) == ("Pessoa apagada", None, "")
    assert Person.objects.get(pk=fresh.pk).name == "Maria"
    assert Consent.objects.get().signature == "M0 0L9 9"  # the proof has a longer term
    retention.execute(now=AT + 7.1 * YEARS)
    assert Consent.objects.get().signature == "M0 0"


def test_the_dry_run_writes_nothing(cast, capsys):
    visit(cast, at=AT - timedelta(days=1000), latitude=-7.2, longitude=-39.3)

    call_command("retention", "--dry-run")

    assert "visits.Visit.latitude: blank, 1" in capsys.readouterr().out
    assert Visit.objects.get().latitude == -7.2
    assert not AuditEntry.objects.filter(verb="retention.executed").exists()


def test_what_the_dry_run_says_is_what_is_done(cast):
    said(cast, whatsapp="given")
    Appointment.objects.create(
        business=cast.mercearia, agent=cast.rosangela, promised_in=Visit.objects.get(), due_at=AT, purpose="Caixa"
    )
    now = AT + 8 * YEARS
    planned = retention.plan(now=now)

    assert retention.execute(now=now) == planned
    assert retention.execute(now=now) == []
