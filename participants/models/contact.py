"""What leaders keep about people: conversations with what comes next, and adjustments."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import new_reference


class Contact(models.Model):
    """A conversation with or about a participant, and the action that somebody owns after it."""

    class Way(models.TextChoices):
        PHONE = "phone", "Phone call"
        EMAIL = "email", "Email"
        VIDEO = "video", "Video call"
        IN_PERSON = "in-person", "In person"

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    participant = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="contacts"
    )
    way = models.CharField(max_length=10, choices=Way.choices)
    on = models.DateField()
    summary = models.TextField()
    # The entry that this one puts right: what was written stays as it was written.
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    next_action = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contact_actions",
    )
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="contacts_written"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next_action="", owner=None, due_on=None, done_at=None)
                | ~Q(next_action="") & Q(owner__isnull=False, due_on__isnull=False),
                name="contact_action_has_owner_and_day",
                violation_error_message="Say who does the next action and by when.",
            )
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(done_at=None) & Q(owner__isnull=False),
                name="contact_action_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} about {self.participant}"


class Adjustment(models.Model):
    """What a participant needs and what was arranged; seen only in the roles that need it."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    participant = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="adjustments"
    )
    need = models.CharField(max_length=300)
    arrangement = models.CharField(max_length=500, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="adjustments_written"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="adjustment_ends_after_start",
                violation_error_message="The end must be after the start.",
            )
        ]

    def __str__(self) -> str:
        return f"Adjustment for {self.participant}"
