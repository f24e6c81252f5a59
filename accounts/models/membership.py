"""Who acts for whom: dated roles, and the invitations that lead to them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models.reference import new_reference
from accounts.roles import CHARTERS, Charter, Role, Scope


class Post(models.Model):
    """A role with the organisation it reaches: what an invitation offers and a membership holds."""

    role = models.CharField(max_length=20, choices=Role.choices)
    lead_provider = models.ForeignKey(
        "accounts.LeadProvider",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    hub = models.ForeignKey(
        "accounts.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    delivery_partner = models.ForeignKey(
        "accounts.DeliveryPartner",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )

    class Meta:
        abstract = True

    @property
    def charter_key(self) -> Role:
        return Role(self.role)

    @property
    def charter(self) -> Charter:
        return CHARTERS[self.charter_key]

    @property
    def organisation(self) -> models.Model | None:
        return self.hub or self.delivery_partner or self.lead_provider

    @property
    def label(self) -> str:
        """The role and the organisation in words: "Hub leader, North and West"."""
        role = self.charter_key.label
        return f"{role}, {self.organisation}" if self.organisation else str(role)


# Which organisation each role must name; a facilitator belongs to a hub but sees only own sessions.
_HUB_ROLES = (Role.HUB_LEADER, Role.FACILITATOR)
_PROVIDER_ROLES = tuple(r for r, c in CHARTERS.items() if c.scope == Scope.LEAD_PROVIDER)
_UNBOUND_ROLES = (Role.ADMINISTRATOR, Role.PARTICIPANT)


def scope_fits_role(name: str) -> models.CheckConstraint:
    """Build the constraint that a post names exactly the organisation its role needs."""

    def only(*given: str) -> Q:
        fields = ("lead_provider", "hub", "delivery_partner")
        return Q(**{f"{field}__isnull": field not in given for field in fields})

    return models.CheckConstraint(
        condition=(
            Q(role__in=_UNBOUND_ROLES) & only()
            | Q(role__in=_PROVIDER_ROLES) & only("lead_provider")
            | Q(role__in=_HUB_ROLES) & only("hub")
            | Q(role=Role.DELIVERY_PARTNER) & only("delivery_partner")
        ),
        name=name,
        violation_error_message="Name the one organisation that this role reaches.",
    )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self, at: datetime) -> MembershipQuerySet:
        """Narrow to memberships in force at a moment; the end itself is outside."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)

    def with_organisations(self) -> MembershipQuerySet:
        return self.select_related("lead_provider", "hub__lead_provider", "delivery_partner")


class Membership(Post):
    """A role that a user holds from one moment until another."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="memberships")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            scope_fits_role("membership_scope_fits_role"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=models.F("starts_at")),
                name="membership_ends_after_start",
                violation_error_message="The end must not be before the start.",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.INSPECTOR) | Q(ends_at__isnull=False),
                name="membership_inspector_has_an_end",
                violation_error_message="An inspector's access needs an end.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self, at: datetime) -> InvitationQuerySet:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(Post):
    """An offer of a role, answered by a link that dies; only the link's hash is kept.

    The user stands from the day of the invitation, without a password and not active if new.
    """

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # For an inspector: the window in which the role will be in force.
    role_starts_at = models.DateTimeField(null=True, blank=True)
    role_ends_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            scope_fits_role("invitation_scope_fits_role"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.label}"
