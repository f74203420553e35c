"""Seals over the audit trail, and a database that refuses to change or delete what is in either."""

import django.utils.timezone
from django.db import migrations, models

import common.ids
from common.migrations._append_only import VERBS, allow_again, refuse

TABLES = ("common_auditentry", "common_auditseal")


def protect(apps, schema_editor):
    for table in TABLES:
        for verb in VERBS:
            refuse(schema_editor, table, verb)


def release(apps, schema_editor):
    for table in TABLES:
        allow_again(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [("common", "0003_leases_and_stumbles")]
    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(unique=True)),
                ("upto", models.UUIDField()),
                ("count", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.RunPython(protect, release),
    ]
