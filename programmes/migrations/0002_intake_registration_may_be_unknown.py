"""The DfE has not published when registration began for every intake."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="intake",
            name="registration_starts_on",
            field=models.DateField(blank=True, null=True),
        )
    ]
