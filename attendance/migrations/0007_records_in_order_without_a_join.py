from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("attendance", "0006_days_are_named_alike")]

    operations = [
        migrations.AlterModelOptions(
            name="attendancerecord", options={"ordering": ["visit_id", "contact_id", "sequence"]}
        ),
    ]
