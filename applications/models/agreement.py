"""What is signed before a start: the sponsor's release time, the participant's commitment."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import new_reference


class Agreement(models.Model):
    """A statement that one person is asked to sign by a link in a letter.

    Asked for an application, or for a place that came in another way.
    """

    class Kind(models.TextChoices):
        SPONSOR = "sponsor", "Sponsor agreement"
        COMMITMENT = "commitment", "Expected commitment"

    class State(models.TextChoices):
        """What the moments of a row say; nothing of it is kept."""

        DECLINED = "declined", "Declined"
        NOT_ASKED = "not-asked", "Not asked"
        ASKED = "asked", "Asked"
        SIGNED = "signed", "Signed"
        WITHDRAWN = "withdrawn", "Taken back"

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    application = models.ForeignKey(
        "applications.Application",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
    )
    enrolment = models.ForeignKey(
        "participants.Enrolment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
    )
    signer_name = models.CharField(max_length=200)
    signer_email = models.EmailField(max_length=254)
    # The words that were put before the signer: they do not change once asked.
    statement = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="agreements_asked"
    )
    # What is kept of the newest link, and when that dies.
    token_hash = models.CharField(max_length=64, db_index=True)
    link_ends_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    signed_at = models.DateTimeField(null=True, blank=True)
    # As the signer typed it.
    signed_name = models.CharField(max_length=200, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(enrolment__isnull=False),
                name="agreement_is_about_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_name="")
                | Q(signed_at__isnull=False) & ~Q(signed_name=""),
                name="agreement_signed_with_a_name",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(declined_at=None),
                name="agreement_signed_or_declined",
            ),
            models.UniqueConstraint(
                fields=["kind", "application"],
                condition=Q(withdrawn_at=None, declined_at=None),
                name="agreement_once_an_application",
            ),
            models.UniqueConstraint(
                fields=["kind", "enrolment"],
                condition=Q(withdrawn_at=None, declined_at=None),
                name="agreement_once_a_place",
            ),
        ]
        indexes = [
            models.Index(
                fields=["link_ends_at"],
                condition=Q(signed_at=None, declined_at=None, withdrawn_at=None),
                name="agreement_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.signer_name}"

    @property
    def state(self) -> State:
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.declined_at:
            return self.State.DECLINED
        return self.State.SIGNED if self.signed_at else self.State.ASKED
