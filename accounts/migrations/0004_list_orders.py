"""Indexes in the order in which people and schools are listed."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_demo_account")]
    operations = [
        migrations.AddIndex(
            model_name="school",
            index=models.Index(fields=["name", "id"], name="school_by_name"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                django.db.models.functions.text.Lower("full_name"),
                models.F("id"),
                name="user_by_name",
            ),
        ),
    ]
