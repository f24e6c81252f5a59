"""The surname first, so that applications are listed and found by name as people are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="sort_name",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["sort_name", "date_of_birth"], name="application_by_name"),
        ),
    ]
