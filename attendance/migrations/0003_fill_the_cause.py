from django.db import migrations


def fill(apps, schema_editor):
    """Who attended, where and in which month: from the visit, the only cause there was. Informação gets its kind."""
    records = apps.get_model("attendance", "AttendanceRecord")
    for record in records.objects.filter(agent__isnull=True).select_related("visit").iterator(chunk_size=500):
        visit = record.visit
        records.objects.filter(pk=record.pk).update(
            agent_id=visit.agent_id,
            region_id=visit.region_id,
            competence=visit.visited_on.replace(day=1),
            kind="information" if record.solution_type == "CON-INF" else "attendance",
        )


class Migration(migrations.Migration):

    dependencies = [("attendance", "0002_kinds_causes_and_corrections")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
