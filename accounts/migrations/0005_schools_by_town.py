"""An index in the order in which schools are listed by town."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_list_orders")]
    operations = [
        migrations.AddIndex(
            model_name="school",
            index=models.Index(fields=["town", "name", "id"], name="school_by_town"),
        ),
    ]
