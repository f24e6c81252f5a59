"""NPQs as the DfE names them, who assured them when, and lead providers' offers of them."""

from __future__ import annotations

from django.db import models

from accounts.models import new_reference


class Qualification(models.Model):
    """One NPQ, or a coaching offer that the DfE runs beside them."""

    class Suite(models.TextChoices):
        LEGACY = "legacy-2017", "Legacy suite (2017)"
        REFORMED = "reformed-2021", "Reformed suite (2021)"

    class CourseGroup(models.TextChoices):
        LEADERSHIP = "leadership", "Leadership"
        SPECIALIST = "specialist", "Specialist"
        SUPPORT = "support", "Support"
        EHCO = "ehco", "Early headship coaching"

    code = models.CharField(max_length=12, unique=True)
    # The DfE's course identifier; the legacy suite's survivors have none.
    identifier = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    title = models.CharField(max_length=120)
    suite = models.CharField(max_length=20, choices=Suite.choices)
    course_group = models.CharField(max_length=20, choices=CourseGroup.choices)
    is_qualification = models.BooleanField(default=True)
    months = models.PositiveSmallIntegerField()
    first_taught_on = models.DateField(null=True, blank=True)
    last_taught_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.title


class QualityAssurance(models.Model):
    """Who assured the quality of a suite's delivery, between two dates."""

    suite = models.CharField(max_length=20, choices=Qualification.Suite.choices)
    assurer = models.CharField(max_length=80)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["suite", "assurer"], name="quality_assurance_unique")
        ]

    def __str__(self) -> str:
        return f"{self.assurer}, {self.get_suite_display()}"


class Programme(models.Model):
    """A lead provider's offer of a qualification."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    lead_provider = models.ForeignKey(
        "accounts.LeadProvider", on_delete=models.PROTECT, related_name="programmes"
    )
    qualification = models.ForeignKey(
        "programmes.Qualification", on_delete=models.PROTECT, related_name="programmes"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead_provider", "qualification"],
                name="programme_unique",
                violation_error_message="This lead provider offers the qualification already.",
            )
        ]

    def __str__(self) -> str:
        return self.qualification.title


class Offering(models.Model):
    """A programme that is offered in an intake."""

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="offerings"
    )
    intake = models.ForeignKey(
        "programmes.Intake", on_delete=models.PROTECT, related_name="offerings"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "intake"], name="offering_unique")
        ]

    def __str__(self) -> str:
        return f"{self.programme}, {self.intake}"
