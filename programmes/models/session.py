"""Meetings of groups and who leads them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from accounts.models import new_reference
from programmes.models.curriculum import Activity

if TYPE_CHECKING:
    from programmes.models.cohort import Cohort, Group


class SessionQuerySet(models.QuerySet["Session"]):
    def standing(self) -> SessionQuerySet:
        """Narrow to sessions that are not cancelled."""
        return self.exclude(status=Session.Status.CANCELLED)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> SessionQuerySet:
        """Narrow to sessions that share time with a stretch; touching its ends is outside."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def of_people_in(self, cohort: Cohort, group: Group | None) -> SessionQuerySet:
        """Narrow to sessions that people of a group (or of the whole cohort) are called to."""
        called = self.filter(cohort=cohort)
        return called.filter(Q(group=None) | Q(group=group)) if group else called


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

    objects = SessionQuerySet.as_manager()

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
