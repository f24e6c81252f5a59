from django.db import migrations, models

from participants import search_index


class Migration(migrations.Migration):
    dependencies = [("participants", "0008_contacts_corrected")]

    operations = [
        # SQLite makes the table anew, without the triggers of the search, both ways.
        migrations.RunPython(
            migrations.RunPython.noop, lambda apps, editor: search_index.build(editor)
        ),
        migrations.AddField(
            model_name="participant",
            name="name_key",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="participant",
            name="email_key",
            field=models.CharField(default="", editable=False, max_length=254),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(
                fields=["name_key", "date_of_birth"], name="participant_alike_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(fields=["email_key"], name="participant_alike_by_email"),
        ),
        migrations.RunPython(
            lambda apps, editor: search_index.build(editor), migrations.RunPython.noop
        ),
    ]
