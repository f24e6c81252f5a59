"""Places in cohorts, their history, and membership of groups with dates."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models import new_reference


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def holding_a_place(self) -> EnrolmentQuerySet:
        """Narrow to those that count against a cohort's capacity."""
        return self.filter(status__in=Enrolment.HOLDS_A_PLACE)


class Enrolment(models.Model):
    """A participant's place in a cohort."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        DEFERRED = "deferred", "Deferred"
        WITHDRAWN = "withdrawn", "Withdrawn"
        COMPLETED = "completed", "Completed"
        # Went to another cohort, or to another lead provider; nothing here moved with them.
        TRANSFERRED = "transferred", "Transferred"

    TRANSITIONS = {
        Status.ACTIVE: {
            Status.DEFERRED,
            Status.WITHDRAWN,
            Status.COMPLETED,
            Status.TRANSFERRED,
        },
        Status.DEFERRED: {Status.ACTIVE, Status.WITHDRAWN, Status.TRANSFERRED},
        # The DfE has let withdrawn participants resume since 10 August 2023.
        Status.WITHDRAWN: {Status.ACTIVE},
        Status.COMPLETED: set(),
        # By a transfer back.
        Status.TRANSFERRED: {Status.ACTIVE},
    }
    # A deferred participant keeps the history of a place but frees it for somebody else.
    HOLDS_A_PLACE = (Status.ACTIVE, Status.COMPLETED)
    # Of these a person has one at most on a programme.
    OPEN = (Status.ACTIVE, Status.DEFERRED)

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    participant = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="enrolments"
    )
    cohort = models.ForeignKey(
        "programmes.Cohort", on_delete=models.PROTECT, related_name="enrolments"
    )
    # The cohort's programme, repeated so that the database can refuse a second place on it.
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="enrolments"
    )
    schedule = models.ForeignKey(
        "programmes.Schedule",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enrolments",
    )
    status = models.CharField(max_length=11, choices=Status.choices, default=Status.ACTIVE)
    # Sessions before this day are neither absent nor counted.
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    is_funded = models.BooleanField(null=True, blank=True)
    # The place that this one continues after a transfer, in another cohort.
    continues = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by"
    )
    # Where a person came from or went to, when that is not ours to follow.
    provider_before = models.ForeignKey(
        "accounts.LeadProvider",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enrolments_handed_over",
    )
    provider_after = models.ForeignKey(
        "accounts.LeadProvider",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enrolments_taken_over",
    )
    dfe_application_id = models.UUIDField(null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "cohort"],
                name="enrolment_once_in_a_cohort",
                violation_error_message="This participant is in the cohort already.",
            ),
            models.UniqueConstraint(
                fields=["participant", "programme"],
                condition=Q(status__in=["active", "deferred"]),
                name="enrolment_one_open_place_on_a_programme",
                violation_error_message="This participant has a place on the programme already.",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="enrolment_left_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(status="active", left_on=None) | ~Q(status="active"),
                name="enrolment_active_has_not_left",
            ),
            models.CheckConstraint(
                condition=Q(provider_after=None) | Q(status="transferred"),
                name="enrolment_handed_over_when_transferred",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "status"], name="enrolment_by_cohort")]

    def __str__(self) -> str:
        return f"{self.participant}, {self.cohort}"


class StatusChange(models.Model):
    """One step of an enrolment's history: which status, from when, why, by whom. Append-only."""

    enrolment = models.ForeignKey(
        "participants.Enrolment", on_delete=models.PROTECT, related_name="status_changes"
    )
    status = models.CharField(max_length=11, choices=Enrolment.Status.choices)
    on = models.DateField()
    reason = models.ForeignKey(
        "programmes.ChangeReason",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="status_changes",
    )
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="status_changes"
    )

    class Meta:
        indexes = [models.Index(fields=["enrolment", "on"], name="status_change_history")]

    def __str__(self) -> str:
        return f"{self.get_status_display()} from {self.on}"


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def on(self, day: date) -> GroupMembershipQuerySet:
        """Narrow to memberships in force on a day; the day of leaving is outside."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class GroupMembership(models.Model):
    """An enrolment's time in a group: history stays when somebody moves."""

    enrolment = models.ForeignKey(
        "participants.Enrolment", on_delete=models.PROTECT, related_name="group_memberships"
    )
    group = models.ForeignKey(
        "programmes.Group", on_delete=models.PROTECT, related_name="memberships"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "group"],
                condition=Q(ends_on=None),
                name="group_membership_one_open",
                violation_error_message="This participant is in the group already.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="group_membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["group", "starts_on"], name="group_membership_roster")]

    def __str__(self) -> str:
        return f"{self.enrolment} in {self.group}"
