"""What participants have done of their activities."""

from __future__ import annotations

from django.db import models


class ActivityProgress(models.Model):
    """An activity that a participant has done, when, and the minutes it took."""

    enrolment = models.ForeignKey(
        "participants.Enrolment", on_delete=models.PROTECT, related_name="activities_done"
    )
    activity = models.ForeignKey(
        "programmes.Activity", on_delete=models.PROTECT, related_name="progress"
    )
    done_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity"], name="activity_done_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity} done on {self.done_on}"
