"""Files of participants on their way in: the file, its job, and what became of each row."""

from __future__ import annotations

from django.db import models

from accounts.models import FileImport, FileRow


class ParticipantImport(FileImport):
    """One uploaded list of participants for one cohort."""

    cohort = models.ForeignKey(
        "programmes.Cohort", on_delete=models.PROTECT, related_name="participant_imports"
    )

    def __str__(self) -> str:
        return f"Import into {self.cohort}"


class ImportRow(FileRow):
    """What became of one row of an imported file."""

    class Outcome(models.TextChoices):
        ENROLLED = "enrolled", "Enrolled"
        ALREADY_THERE = "already-there", "Already in the cohort"
        REFUSED = "refused", "Not enrolled"

    participant_import = models.ForeignKey(
        "participants.ParticipantImport", on_delete=models.CASCADE, related_name="rows"
    )
    outcome = models.CharField(max_length=14, choices=Outcome.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant_import", "number"], name="import_row_once")
        ]

    def __str__(self) -> str:
        return f"Row {self.number}: {self.get_outcome_display()}"
