import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0011_imports_are_looked_at_first"),
    ]

    operations = [
        migrations.AlterField(
            model_name="waitingplace",
            name="enrolment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waiting_places",
                to="participants.enrolment",
            ),
        ),
    ]
