"""Forms that were sent, so that sending one twice has one effect."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_schools_by_town")]
    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("outcome", models.BinaryField(default=b"")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
