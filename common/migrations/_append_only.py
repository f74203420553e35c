"""Tables that only grow: the database refuses to change or delete their rows. For migrations, which never change."""

VERBS = ("UPDATE", "DELETE")


def refuse(schema_editor, table, verb, rows=""):
    """Refuse this verb on a table: on every row, or on those that `rows` names (`FOR EACH ROW WHEN … `)."""
    name = f"{table}_no_{verb.lower()}"
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {rows}BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    schema_editor.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {rows or 'FOR EACH ROW '}EXECUTE FUNCTION {name}()"
    )


def allow_again(schema_editor, table):
    """Take both refusals back."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for verb in VERBS:
        name = f"{table}_no_{verb.lower()}"
        schema_editor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP FUNCTION {name}() CASCADE")
