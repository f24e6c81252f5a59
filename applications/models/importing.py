"""Files of applications on their way in: the file, its job, and what became of each row."""

from __future__ import annotations

from django.db import models

from accounts.models import FileImport, FileRow


class ApplicationImport(FileImport):
    """One uploaded file of applications to a lead provider."""

    lead_provider = models.ForeignKey(
        "accounts.LeadProvider", on_delete=models.PROTECT, related_name="application_imports"
    )
    # None: the file's own column says the hub of each row, or nobody has given it to one yet.
    hub = models.ForeignKey(
        "accounts.Hub",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="application_imports",
    )

    def __str__(self) -> str:
        return f"Applications to {self.hub or self.lead_provider}"


class ApplicationRow(FileRow):
    """What became of one row of a file of applications."""

    class Outcome(models.TextChoices):
        RECEIVED = "received", "Received"
        CHANGED = "changed", "Changed"
        ALREADY_THERE = "already-there", "Already there"
        REFUSED = "refused", "Refused"

    application_import = models.ForeignKey(
        "applications.ApplicationImport", on_delete=models.CASCADE, related_name="rows"
    )
    outcome = models.CharField(max_length=14, choices=Outcome.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application_import", "number"], name="application_row_once"
            )
        ]

    def __str__(self) -> str:
        return f"Row {self.number}: {self.get_outcome_display()}"
