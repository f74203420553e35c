"""The database itself refuses to change or delete what was published and what was answered (ADR 23)."""

from django.db import migrations

from common.migrations._append_only import allow_again, refuse

WIPED = "M0 0"  # what stays of a drawing after its term
FIXED = {  # table → columns that never change; None: none of them does
    "privacy_consentevent": None,
    "privacy_notice": None,
    "privacy_consent": ("id", "visit_id", "notice_id", "capacity", "agent_id", "proof", "answered_at"),
}


def changed(columns, differs):
    """The condition of a forbidden update; a drawing may only be wiped."""
    if columns is None:
        return ""
    parts = [f"NEW.{column} {differs} OLD.{column}" for column in columns]
    parts.append(f"(NEW.signature {differs} OLD.signature AND NEW.signature <> '{WIPED}')")
    return f"WHEN ({' OR '.join(parts)})"


def protect(apps, schema_editor):
    differs = "IS NOT" if schema_editor.connection.vendor == "sqlite" else "IS DISTINCT FROM"
    for table, columns in FIXED.items():
        refuse(schema_editor, table, "UPDATE", f"FOR EACH ROW {changed(columns, differs)} ")
        refuse(schema_editor, table, "DELETE", "FOR EACH ROW  ")


def release(apps, schema_editor):
    for table in FIXED:
        allow_again(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_events_requests_erasure")]
    operations = [migrations.RunPython(protect, release)]
