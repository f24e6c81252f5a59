"""Waiting lists: people in order for a cohort that is full, and the offers made to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import new_reference


class WaitingPlaceQuerySet(models.QuerySet["WaitingPlace"]):
    def open(self) -> WaitingPlaceQuerySet:
        """Narrow to people who still wait or have an offer to answer."""
        return self.filter(state__in=WaitingPlace.OPEN)

    def holding_a_place(self) -> WaitingPlaceQuerySet:
        """Narrow to offers: each holds a place until it is answered or has expired."""
        return self.filter(state=WaitingPlace.State.OFFERED)


class WaitingPlace(models.Model):
    """Somebody's turn for a place in a cohort. An offer holds a place of the cohort's capacity."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        OFFERED = "offered", "Offered a place"
        TAKEN = "taken", "Took the place"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Did not answer in time"
        LEFT = "left", "Taken off the list"

    OPEN = (State.WAITING, State.OFFERED)

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    cohort = models.ForeignKey(
        "programmes.Cohort", on_delete=models.PROTECT, related_name="waiting_places"
    )
    participant = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="waiting_places"
    )
    # The order of the list; a leader may change it, and the reason is audited.
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    is_funded = models.BooleanField(null=True, blank=True)
    joined_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    # What is kept of the link in the letter of the offer.
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # The place that was taken; who left it and waited again takes the same one once more.
    enrolment = models.ForeignKey(
        "participants.Enrolment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="waiting_places",
    )

    objects = WaitingPlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "participant"],
                condition=Q(state__in=["waiting", "offered"]),
                name="waiting_place_once_open",
                violation_error_message="This person is on the waiting list already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered")
                | Q(offered_at__isnull=False, offer_ends_at__isnull=False),
                name="waiting_place_offer_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "state", "position"], name="waiting_place_order")]

    def __str__(self) -> str:
        return f"{self.participant} waiting for {self.cohort}"
