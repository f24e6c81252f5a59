"""One person, one record: former identifiers, merges of two records, and pairs that stay apart."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import new_reference


class DfeIdentity(models.Model):
    """An identifier by which the DfE knew or knows a person; a merge keeps the identifiers of both.

    The DfE replaces identifiers too, and answers calls with an old one by naming the new one.
    """

    participant = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="dfe_identities"
    )
    dfe_id = models.UUIDField(unique=True)
    known_since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.dfe_id)


class Merge(models.Model):
    """Two records made one; `moved` says what went to the other, so that it can go back."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    kept = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="merges"
    )
    gone = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="merges_away"
    )
    # By table, the keys of the rows that moved; under "details" the fields that `kept` took over.
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="merges")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merges_undone",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merge_away_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.gone} merged into {self.kept}"


class DifferentPeople(models.Model):
    """Two records that look like one person and are not, so that nobody is asked again."""

    # The one with the lower key, and the other.
    first = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="different_from"
    )
    second = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="different_from_before"
    )
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="told_apart")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="different_people_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="different_people_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} is not {self.second}"
