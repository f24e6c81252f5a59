"""Meetings of groups and who leads them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import new_reference
from programmes.models.curriculum import Activity


class Session(models.Model):
    """One meeting of a group, or of a whole cohort, for a live activity."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    TRANSITIONS = {
        Status.PLANNED: {Status.HELD, Status.CANCELLED},
        Status.HELD: set(),
        Status.CANCELLED: {Status.PLANNED},
    }

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    cohort = models.ForeignKey(
        "programmes.Cohort", on_delete=models.PROTECT, related_name="sessions"
    )
    # None: the whole cohort meets.
    group = models.ForeignKey(
        "programmes.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    activity = models.ForeignKey(
        "programmes.Activity",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
    )
    title = models.CharField(max_length=160)
    mode = models.CharField(max_length=16, choices=Activity.Mode.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=160, blank=True)
    joining_link = models.URLField(max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    cancelled_because = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message="The end time must be after the start time.",
            )
        ]
        indexes = [models.Index(fields=["cohort", "starts_at"], name="session_by_cohort")]

    def __str__(self) -> str:
        return self.title


class SessionLead(models.Model):
    """A user who leads a session; the fact that facilitators and participants share."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        CO_FACILITATOR = "co-facilitator", "Co-facilitator"

    session = models.ForeignKey(
        "programmes.Session", on_delete=models.CASCADE, related_name="leads"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="led_sessions")
    part = models.CharField(max_length=16, choices=Part.choices, default=Part.LEAD)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "user"],
                name="session_lead_unique",
                violation_error_message="This person leads the session already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_part_display()}"
