"""Migrations only add: the release that runs and the next one work on the same schema (F38)."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import DeleteModel, RemoveField, RenameField, RenameModel

from tests.test_architecture import APPS

TAKES_AWAY = (DeleteModel, RemoveField, RenameField, RenameModel)
AGREED = {  # what went a release after the last code that used it
    "deliveries.0005_the_sheet_is_a_paper: Delete model ResultSheet",  # never released: portal.Paper holds the PDF
    "attendance.0006_days_are_named_alike: Rename field day on reconciliation to happened_on",  # never released before
    "attendance.0006_days_are_named_alike: Rename field failing_since on destination to first_failed_at",  # the same
    "visits.0005_kept_in_contact: Rename field kept_by on appointment to kept_in_contact",  # the same
}


def test_migrations_only_add():
    """(F38) A column or table goes a release after the last code that used it, and is named in AGREED."""
    loader = MigrationLoader(None)
    ours = {key: migration for key, migration in loader.disk_migrations.items() if key[0] in APPS}
    taken = {
        f"{app}.{name}: {operation.describe()}"
        for (app, name), migration in ours.items()
        for operation in migration.operations
        if isinstance(operation, TAKES_AWAY)
    }
    assert ours
    assert taken == AGREED
