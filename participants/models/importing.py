"""Files of participants on their way in: the file, its job, and what became of each row."""

from __future__ import annotations

from django.db import models

from accounts.models import new_reference


class ParticipantImport(models.Model):
    """One uploaded list of participants for one cohort."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    cohort = models.ForeignKey(
        "programmes.Cohort", on_delete=models.PROTECT, related_name="participant_imports"
    )
    stored_file = models.ForeignKey(
        "accounts.StoredFile", on_delete=models.PROTECT, related_name="participant_imports"
    )
    job = models.OneToOneField(
        "accounts.Job", on_delete=models.PROTECT, related_name="participant_import"
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="participant_imports"
    )

    def __str__(self) -> str:
        return f"Import into {self.cohort}"


class ImportRow(models.Model):
    """What became of one row of an imported file."""

    class Outcome(models.TextChoices):
        ENROLLED = "enrolled", "Enrolled"
        ALREADY_THERE = "already-there", "Already in the cohort"
        REFUSED = "refused", "Not enrolled"

    participant_import = models.ForeignKey(
        "participants.ParticipantImport", on_delete=models.CASCADE, related_name="rows"
    )
    # The line of the file as a spreadsheet counts it: the header is 1.
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    sentence = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant_import", "number"], name="import_row_once")
        ]

    def __str__(self) -> str:
        return f"Row {self.number}: {self.get_outcome_display()}"
