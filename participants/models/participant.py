"""People who take programmes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import new_reference


class Participant(models.Model):
    """A teacher or leader who takes, took or will take a programme."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    # None until the person is invited to the product.
    user = models.OneToOneField(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participant",
    )
    full_name = models.CharField(max_length=200)
    # The surname first, for lists: names are sorted as people look for them.
    sort_name = models.CharField(max_length=200, editable=False)
    email = models.EmailField(max_length=254)
    trn = models.CharField(max_length=7, blank=True)
    trn_verified = models.BooleanField(default=False)
    date_of_birth = models.DateField(null=True, blank=True)
    dfe_id = models.UUIDField(null=True, blank=True, unique=True)
    school = models.ForeignKey(
        "accounts.School",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participants",
    )
    # The record that this one was merged into; it keeps nothing but what it was called.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    # Name, email, TRN and school without case and accents, kept by the actions; an index of
    # fragments stands on it (queries/search.py).
    search_text = models.CharField(max_length=700, editable=False)
    # What names and addresses that are written in different ways share (rules/duplicates.py).
    name_key = models.CharField(max_length=200, default="", editable=False)
    email_key = models.CharField(max_length=254, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                name="participant_email_unique",
                violation_error_message="There is a participant with this email address.",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="participant_email_is_lower_case"
            ),
            models.UniqueConstraint(
                fields=["trn"],
                condition=~Q(trn=""),
                name="participant_trn_unique",
                violation_error_message="There is a participant with this TRN.",
            ),
            models.CheckConstraint(
                condition=Q(trn="") | Q(trn__regex=r"^[0-9]{7}$") & ~Q(trn="0000000"),
                name="participant_trn_is_seven_digits",
                violation_error_message="A TRN has 7 digits and is not 0000000.",
            ),
            models.CheckConstraint(
                condition=Q(trn_verified=False) | ~Q(trn=""),
                name="participant_verified_trn_needs_a_trn",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="participant_by_name"),
            models.Index(fields=["name_key", "date_of_birth"], name="participant_alike_by_name"),
            models.Index(fields=["email_key"], name="participant_alike_by_email"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def standing(self) -> Participant:
        """The record that stands for this person: itself, or the one it was merged into."""
        return self.merged_into or self
