from django.db import migrations

from participants import search_index


class Migration(migrations.Migration):
    dependencies = [("participants", "0003_people_have_one_trn")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: search_index.build(editor),
            lambda apps, editor: search_index.drop(editor),
        )
    ]
