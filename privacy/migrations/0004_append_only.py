"""The database itself refuses to change or delete what was published and what was answered (ADR 23)."""

from django.db import migrations

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
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table, columns in FIXED.items():
        condition = changed(columns, "IS NOT" if sqlite else "IS DISTINCT FROM")
        for verb, when in (("UPDATE", condition), ("DELETE", "")):
            name = f"{table}_no_{verb.lower()}"
            if sqlite:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {when} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            else:
                schema_editor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; "
                    "END $$"
                )
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
                )


def release(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in FIXED:
        for verb in ("update", "delete"):
            name = f"{table}_no_{verb}"
            schema_editor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP FUNCTION {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_events_requests_erasure")]
    operations = [migrations.RunPython(protect, release)]
