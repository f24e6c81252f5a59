"""Files of rows on their way in: what every kind of them has, and the columns people chose."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.models.reference import new_reference


class FileImport(models.Model):
    """One uploaded file: looked at first (no job yet), then taken in by a job."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    stored_file = models.ForeignKey(
        "accounts.StoredFile", on_delete=models.PROTECT, related_name="%(app_label)s_imports"
    )
    job = models.OneToOneField(
        "accounts.Job", null=True, on_delete=models.PROTECT, related_name="%(app_label)s_import"
    )
    # What is known of the file until it is confirmed: headings, columns, its first rows.
    plan = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="%(app_label)s_imports"
    )
    # The rows of each kind of file stand in a table of its own.
    rows: Any

    class Meta:
        abstract = True


class FileRow(models.Model):
    """What became of one row of a file."""

    # The line of the file as a spreadsheet counts it: the header is 1.
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    outcome: Any
    sentence = models.CharField(max_length=600, blank=True)

    class Meta:
        abstract = True


class ColumnChoice(models.Model):
    """What somebody took the columns of a file for, to be guessed so next time."""

    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="column_choices"
    )
    kind = models.CharField(max_length=60)
    # A digest of the headings, in their order.
    headings = models.CharField(max_length=64)
    columns = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "headings"], name="column_choice_once_for_headings"
            )
        ]

    def __str__(self) -> str:
        return f"Columns of {self.kind}"
