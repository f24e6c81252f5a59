import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.reference


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_column_choices"),
        ("applications", "0002_application_sort_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApplicationImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=accounts.models.reference.new_reference,
                        editable=False,
                        max_length=10,
                        unique=True,
                    ),
                ),
                ("plan", models.JSONField(default=dict)),
                ("uploaded_at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application_imports",
                        to="accounts.hub",
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_import",
                        to="accounts.job",
                    ),
                ),
                (
                    "lead_provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application_imports",
                        to="accounts.leadprovider",
                    ),
                ),
                (
                    "stored_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_imports",
                        to="accounts.storedfile",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_imports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ApplicationRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("cells", models.JSONField()),
                ("sentence", models.CharField(blank=True, max_length=600)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("changed", "Changed"),
                            ("already-there", "Already there"),
                            ("refused", "Refused"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "application_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="applications.applicationimport",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application_import", "number"), name="application_row_once"
                    )
                ],
            },
        ),
    ]
