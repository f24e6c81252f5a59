"""The DfE's intakes, their schedules and milestones, and the codes it gives for changes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from programmes.models.qualification import Qualification


class Intake(models.Model):
    """What the DfE calls a cohort: a start year with a suffix, and how its places are funded."""

    class Funding(models.TextChoices):
        ZERO = "zero", "No funded places"
        CAPPED = "capped", "Capped funded places"
        FULL = "full", "Fully funded"

    # "2026b"; the DfE shows the suffix "a" as the bare year where there was only one intake.
    identifier = models.CharField(max_length=5, unique=True)
    start_year = models.PositiveSmallIntegerField()
    suffix = models.CharField(max_length=1, default="a")
    description = models.CharField(max_length=50, unique=True)
    # None: the DfE has not published it.
    registration_starts_on = models.DateField(null=True, blank=True)
    funding = models.CharField(max_length=8, choices=Funding.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["start_year", "suffix"], name="intake_unique"),
            models.CheckConstraint(
                condition=Q(suffix__regex=r"^[a-z]$"), name="intake_suffix_is_a_letter"
            ),
        ]

    def __str__(self) -> str:
        return self.description


class DeclarationType(models.TextChoices):
    """The DfE's declaration types, in the order of a programme."""

    STARTED = "started", "Started"
    RETAINED_1 = "retained-1", "Retained 1"
    RETAINED_2 = "retained-2", "Retained 2"
    COMPLETED = "completed", "Completed"


class Schedule(models.Model):
    """The DfE's declaration windows for a course group in an intake."""

    intake = models.ForeignKey(
        "programmes.Intake", on_delete=models.PROTECT, related_name="schedules"
    )
    identifier = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    course_group = models.CharField(max_length=20, choices=Qualification.CourseGroup.choices)
    applies_from = models.DateField(null=True, blank=True)
    applies_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["intake", "identifier"], name="schedule_unique"),
            models.CheckConstraint(
                condition=Q(applies_to=None)
                | Q(applies_from=None)
                | Q(applies_to__gte=F("applies_from")),
                name="schedule_applies_to_after_from",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """A declaration type of a schedule, with the dates that the DfE has published."""

    schedule = models.ForeignKey(
        "programmes.Schedule", on_delete=models.PROTECT, related_name="milestones"
    )
    declaration_type = models.CharField(max_length=12, choices=DeclarationType.choices)
    starts_on = models.DateField(null=True, blank=True)
    deadline_on = models.DateField(null=True, blank=True)
    payment_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "declaration_type"], name="milestone_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.schedule}: {self.get_declaration_type_display()}"


class ChangeReason(models.Model):
    """A reason in the DfE's own codes for deferring, withdrawing or rejecting, traps included."""

    class Kind(models.TextChoices):
        DEFERRAL = "deferral", "Deferral"
        WITHDRAWAL = "withdrawal", "Withdrawal"
        REJECTION = "rejection", "Rejection"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="change_reason_unique")
        ]

    def __str__(self) -> str:
        return self.label


class DeliveryPartnership(models.Model):
    """A delivery partner is a lead provider's for one intake at a time, as the DfE holds it."""

    delivery_partner = models.ForeignKey(
        "accounts.DeliveryPartner", on_delete=models.PROTECT, related_name="partnerships"
    )
    lead_provider = models.ForeignKey(
        "accounts.LeadProvider", on_delete=models.PROTECT, related_name="partnerships"
    )
    intake = models.ForeignKey(
        "programmes.Intake", on_delete=models.PROTECT, related_name="partnerships"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery_partner", "lead_provider", "intake"],
                name="delivery_partnership_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.delivery_partner} for {self.lead_provider}, {self.intake}"
