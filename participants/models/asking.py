"""What participants ask for themselves: to defer, to transfer or to withdraw."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import new_reference


class ChangeRequest(models.Model):
    """A participant's wish about their place, and the answer with the day it was promised by."""

    class Kind(models.TextChoices):
        DEFER = "defer", "Defer"
        TRANSFER = "transfer", "Transfer to another cohort"
        WITHDRAW = "withdraw", "Withdraw"

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        TAKEN_BACK = "taken-back", "Taken back"

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    enrolment = models.ForeignKey(
        "participants.Enrolment", on_delete=models.PROTECT, related_name="change_requests"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    why = models.TextField()
    from_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requests_answered",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state="open"),
                name="change_request_one_open",
                violation_error_message="You have asked for a change already.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | ~Q(state="open") & Q(answered_at__isnull=False),
                name="change_request_answered_when_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(state="open"), name="change_request_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.enrolment}"
