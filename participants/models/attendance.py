"""Registers: what was marked for each person on the roster of the day."""

from __future__ import annotations

from django.db import models


class Register(models.Model):
    """The register of one session; `version` tells two people apart who save it at once."""

    session = models.OneToOneField(
        "programmes.Session", on_delete=models.PROTECT, related_name="register"
    )
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="registers_taken"
    )
    version = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"Register of {self.session}"


class Attendance(models.Model):
    """What one register row says of one enrolment at one session."""

    class Mark(models.TextChoices):
        PRESENT = "present", "Present"
        LATE = "late", "Late"
        LEFT_EARLY = "left-early", "Left early"
        ABSENT = "absent", "Absent"
        APOLOGIES = "apologies", "Apologies"

    ATTENDED = (Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY)

    session = models.ForeignKey(
        "programmes.Session", on_delete=models.PROTECT, related_name="attendances"
    )
    enrolment = models.ForeignKey(
        "participants.Enrolment", on_delete=models.PROTECT, related_name="attendances"
    )
    mark = models.CharField(max_length=10, choices=Mark.choices)
    # Catch-up never rewrites the mark: an absence that is caught up stays an absence.
    caught_up_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrolment"], name="attendance_once_a_session"
            )
        ]
        indexes = [models.Index(fields=["enrolment"], name="attendance_by_enrolment")]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_mark_display()}"
