"""Cohorts and the groups inside them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import new_reference


class Cohort(models.Model):
    """The people taking one programme at one hub from one intake."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open for enrolment"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"

    TRANSITIONS = {
        Status.PLANNED: {Status.OPEN, Status.CANCELLED},
        Status.OPEN: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {Status.FINISHED},
        Status.FINISHED: {Status.RUNNING},
        Status.CANCELLED: set(),
    }

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=120)
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="cohorts"
    )
    curriculum = models.ForeignKey(
        "programmes.Curriculum", on_delete=models.PROTECT, related_name="cohorts"
    )
    hub = models.ForeignKey("accounts.Hub", on_delete=models.PROTECT, related_name="cohorts")
    delivery_partner = models.ForeignKey(
        "accounts.DeliveryPartner",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cohorts",
    )
    intake = models.ForeignKey(
        "programmes.Intake", on_delete=models.PROTECT, related_name="cohorts"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    capacity = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "name"],
                name="cohort_name_unique_in_hub",
                violation_error_message="This hub has a cohort of that name.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="cohort_ends_after_start",
                violation_error_message="The end date must be after the start date.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="cohort_capacity_positive",
                violation_error_message="Capacity must be 1 or more.",
            ),
        ]
        indexes = [models.Index(fields=["hub", "status", "starts_on"], name="cohort_by_hub")]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """A seminar or coaching group that persists inside a cohort."""

    class Kind(models.TextChoices):
        SEMINAR = "seminar", "Seminar group"
        COACHING = "coaching", "Coaching group"

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    cohort = models.ForeignKey("programmes.Cohort", on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SEMINAR)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "name"],
                name="group_name_unique_in_cohort",
                violation_error_message="This cohort has a group of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name
