from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("visits", "0004_contacts_beyond_the_visit")]

    operations = [
        migrations.RemoveConstraint(model_name="appointment", name="appointment_kept_in_a_visit"),
        migrations.RenameField(model_name="appointment", old_name="kept_by", new_name="kept_in_contact"),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "kept"), _negated=True),
                    ("kept_in__isnull", False),
                    ("kept_in_contact__isnull", False),
                    _connector="OR",
                ),
                name="appointment_kept_in_a_visit",
            ),
        ),
    ]
