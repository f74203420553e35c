"""The chain of seals over the audit trail (invariant I5)."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from common import audit, seals
from common.models import AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(cast, monkeypatch):
    """A trail of seven entries under three seals."""
    monkeypatch.setattr(seals, "MOST", 3)
    for number in range(7):
        audit.record("tried", cast.marta, by=cast.marta, number=number)
    seals.seal(before=timezone.now())
    return list(AuditSeal.objects.all())


def behind_the_back(statement: str, *values: object) -> None:
    """What somebody with the database's password can do: put the trigger aside first."""
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            name = f"common_auditentry_no_{verb}"
            sqlite = connection.vendor == "sqlite"
            cursor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON common_auditentry")
        cursor.execute(statement, values)


def test_it_works(sealed):
    assert [seal.count for seal in sealed][-1:] == [AuditEntry.objects.count() % 3 or 3]
    assert sum(seal.count for seal in sealed) == AuditEntry.objects.count()
    assert list(seals.broken()) == []


def test_what_is_sealed_is_sealed_once(sealed):
    assert seals.seal(before=timezone.now()) == 0
    assert AuditSeal.objects.count() == len(sealed)


def test_what_was_written_a_moment_ago_waits_for_the_transactions_of_its_time(cast):
    audit.record("tried", cast.marta, by=cast.marta)
    assert seals.seal() == 0


CHANGES: dict[str, Callable[[AuditEntry], None]] = {
    "another verb": lambda entry: behind_the_back("UPDATE common_auditentry SET verb = 'x' WHERE verb = 'tried'"),
    "entries gone": lambda entry: behind_the_back("DELETE FROM common_auditentry WHERE verb = 'tried'"),
    "one slipped in": lambda entry: AuditEntry.objects.create(pk=UUID(int=entry.pk.int + 1), verb="x", subject_id="x"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_behind_the_products_back_shows(sealed, change):
    change(AuditEntry.objects.order_by("id")[1])
    assert list(seals.broken())
    with pytest.raises(CommandError, match="não confere"):
        call_command("verify_audit")


def test_a_trail_cut_off_at_its_end_shows_against_a_seal_kept_elsewhere(sealed):
    said = StringIO()
    call_command("verify_audit", stdout=said)
    kept = said.getvalue().split()[-1]
    call_command("verify_audit", expect=kept, stdout=said)
    with connection.cursor() as cursor:
        name = "common_auditseal_no_delete"
        sqlite = connection.vendor == "sqlite"
        cursor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON common_auditseal")
        cursor.execute("DELETE FROM common_auditseal WHERE number = %s", [sealed[-1].number])
    with pytest.raises(CommandError, match="foi cortada ou refeita"):
        call_command("verify_audit", expect=kept)


def test_a_kept_seal_that_is_none_is_told_how_to_write_it():
    with pytest.raises(CommandError, match="número, dois-pontos e resumo"):
        call_command("verify_audit", expect="nonsense")


@pytest.mark.parametrize("table", [AuditEntry, AuditSeal])
def test_the_database_refuses_to_change_or_delete(sealed, table):
    for act in (lambda: table.objects.update(id=sealed[0].pk), lambda: table.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
