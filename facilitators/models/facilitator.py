"""People who lead sessions, and for which qualifications they are ready."""

from __future__ import annotations

from django.db import models

from accounts.models import new_reference


class Facilitator(models.Model):
    """A serving teacher or leader whom a hub may appoint to lead sessions."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="facilitator_profiles"
    )
    hub = models.ForeignKey("accounts.Hub", on_delete=models.PROTECT, related_name="facilitators")
    school = models.ForeignKey(
        "accounts.School",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="facilitators",
    )
    job_title = models.CharField(max_length=120, blank=True)
    registered_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "hub"],
                name="facilitator_once_in_a_hub",
                violation_error_message="This person is a facilitator of the hub already.",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class Clearance(models.Model):
    """A facilitator may lead sessions of a qualification from a day on."""

    facilitator = models.ForeignKey(
        "facilitators.Facilitator", on_delete=models.CASCADE, related_name="clearances"
    )
    qualification = models.ForeignKey(
        "programmes.Qualification", on_delete=models.PROTECT, related_name="clearances"
    )
    cleared_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facilitator", "qualification"], name="clearance_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.facilitator}: {self.qualification}"
