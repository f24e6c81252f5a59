"""Applications: a person's request for a place on a qualification in an intake."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import new_reference


class Application(models.Model):
    """A request for a place, with the DfE's identifiers and what the DfE said of the person.

    The applicant's details stand here as they were received; a participant's record is made, or
    found, when the application is accepted.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    class FundingChoice(models.TextChoices):
        SCHOOL = "school", "Their school"
        TRUST = "trust", "Their trust"
        SELF = "self", "Themselves"
        ANOTHER = "another", "Another way"
        EMPLOYER = "employer", "Their employer"

    class HeadteacherStatus(models.TextChoices):
        NO = "no", "Not a headteacher"
        WHEN_COURSE_STARTS = "yes_when_course_starts", "Headteacher when the course starts"
        FIRST_TWO_YEARS = "yes_in_first_two_years", "Headteacher in the first two years"
        OVER_TWO_YEARS = "yes_over_two_years", "Headteacher for over two years"
        FIRST_FIVE_YEARS = "yes_in_first_five_years", "Headteacher in the first five years"
        OVER_FIVE_YEARS = "yes_over_five_years", "Headteacher for over five years"

    class Ineligible(models.TextChoices):
        PREVIOUSLY_FUNDED = "previously-funded", "Funded for this NPQ before"
        ESTABLISHMENT = "establishment-ineligible", "Workplace not eligible"

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    # The DfE's id of the application, and of the participant.
    dfe_id = models.UUIDField(null=True, blank=True, unique=True)
    dfe_participant_id = models.UUIDField(null=True, blank=True, db_index=True)
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="applications"
    )
    intake = models.ForeignKey(
        "programmes.Intake", on_delete=models.PROTECT, related_name="applications"
    )
    # None: nobody has given the application to a hub yet; national leaders see it.
    hub = models.ForeignKey(
        "accounts.Hub",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )

    full_name = models.CharField(max_length=200)
    # The surname first, without case and accents: for lists, and to find the same name again.
    sort_name = models.CharField(max_length=200, editable=False, default="")
    email = models.EmailField(max_length=254)
    trn = models.CharField(max_length=7, blank=True)
    trn_verified = models.BooleanField(default=False)
    date_of_birth = models.DateField(null=True, blank=True)
    school = models.ForeignKey(
        "accounts.School",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    # Where they work when that is not a school of the register.
    employer = models.CharField(max_length=200, blank=True)
    job_title = models.CharField(max_length=160, blank=True)
    headteacher_status = models.CharField(
        max_length=24, choices=HeadteacherStatus.choices, blank=True
    )
    sponsor_name = models.CharField(max_length=200, blank=True)
    sponsor_email = models.EmailField(max_length=254, blank=True)

    funding_choice = models.CharField(max_length=10, choices=FundingChoice.choices, blank=True)
    # What the DfE says; a provider stores it and does not work it out again. None: not said.
    eligible_for_funding = models.BooleanField(null=True, blank=True)
    ineligible_because = models.CharField(max_length=24, choices=Ineligible.choices, blank=True)
    # What else came with the application, by the DfE's field names.
    as_received = models.JSONField(default=dict, blank=True)
    search_text = models.CharField(max_length=700, editable=False)

    applied_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PENDING)
    schedule = models.ForeignKey(
        "programmes.Schedule",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    # True, False, or None as the intake's funding asks (`rules.applications`).
    funded_place = models.BooleanField(null=True, blank=True)
    rejected_because = models.ForeignKey(
        "programmes.ChangeReason",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications_decided",
    )
    enrolment = models.OneToOneField(
        "participants.Enrolment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="application",
    )
    waiting_place = models.OneToOneField(
        "participants.WaitingPlace",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="application",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="pending", decided_at=None)
                | ~Q(status="pending") & Q(decided_at__isnull=False),
                name="application_decided_when_not_pending",
            ),
            models.CheckConstraint(
                condition=Q(status="rejected") | Q(rejected_because=None),
                name="application_reason_only_when_rejected",
            ),
            models.CheckConstraint(
                condition=Q(status="accepted") | Q(funded_place=None, schedule=None),
                name="application_funded_only_when_accepted",
            ),
            models.CheckConstraint(
                condition=Q(trn_verified=False) | ~Q(trn=""),
                name="application_verified_trn_needs_a_trn",
            ),
        ]
        indexes = [
            models.Index(
                fields=["hub", "status", "intake", "applied_at"], name="application_queue"
            ),
            models.Index(fields=["email"], name="application_by_email"),
            models.Index(fields=["trn"], name="application_by_trn"),
            models.Index(fields=["sort_name", "date_of_birth"], name="application_by_name"),
        ]

    def __str__(self) -> str:
        return self.full_name
