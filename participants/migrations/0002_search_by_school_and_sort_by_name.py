from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="participant",
            name="search_text",
            field=models.CharField(editable=False, max_length=700),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(fields=["sort_name", "id"], name="participant_by_name"),
        ),
    ]
