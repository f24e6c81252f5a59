"""Deferrals with their clock: when somebody plans to return, and which reminders went out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Deferral(models.Model):
    """One pause of a place, from the day it began to the day it ended."""

    enrolment = models.ForeignKey(
        "participants.Enrolment", on_delete=models.PROTECT, related_name="deferrals"
    )
    deferred_on = models.DateField()
    # None: the person could not say yet.
    returns_on = models.DateField(null=True, blank=True)
    # What was seen: "letter from the head, 3 June".
    evidence = models.CharField(max_length=300, blank=True)
    # By the rule in force on the day it began; None where that knows no limit.
    limit_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(ended_on=None), name="deferral_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("deferred_on")),
                name="deferral_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(returns_on=None) | Q(returns_on__gte=F("deferred_on")),
                name="deferral_returns_after_start",
                violation_error_message="The return must be after the deferral.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["returns_on"], condition=Q(ended_on=None), name="deferral_open_by_return"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} deferred on {self.deferred_on}"


class DeferralNotice(models.Model):
    """A reminder of a deferral that was written: each is written once, however often we look."""

    class Kind(models.TextChoices):
        RETURN = "return", "Return is near"
        LAST_CALL = "last-call", "Last call"
        PAST_LIMIT = "past-limit", "Past its limit"

    deferral = models.ForeignKey(
        "participants.Deferral", on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # The day the notice is about, so that a changed return date is reminded of again.
    due_on = models.DateField()
    # How many days before that day: a return is reminded of more than once.
    days_before = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deferral", "kind", "due_on", "days_before"], name="deferral_notice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.deferral}"
