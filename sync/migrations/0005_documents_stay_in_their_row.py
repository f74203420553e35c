"""PostgreSQL keeps a document in its row up to a page: compressing it and putting it aside cost more than the rest of it."""

from django.db import migrations


def _target(size: int):
    def set_target(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE sync_submission SET (toast_tuple_target = {size})")

    return set_target


class Migration(migrations.Migration):
    dependencies = [("sync", "0004_who_brought_it")]
    operations = [migrations.RunPython(_target(8160), _target(2032))]
