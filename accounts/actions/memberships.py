"""What happens to roles and accounts: given, ended, disabled, opened again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import access, audit
from accounts.models import DeliveryPartner, Hub, LeadProvider, Membership, User
from accounts.roles import Role
from accounts.rules import (
    obstacles_to_disabling,
    obstacles_to_enabling,
    obstacles_to_ending_role,
)


@transaction.atomic
def add(
    *,
    user: User,
    role: Role,
    lead_provider: LeadProvider | None = None,
    hub: Hub | None = None,
    delivery_partner: DeliveryPartner | None = None,
    starts_at: datetime,
    ends_at: datetime | None = None,
    by: User | None,
) -> Membership:
    """Give a person a role from a moment on, without asking them."""
    membership = Membership(
        user=user,
        role=role,
        lead_provider=lead_provider,
        hub=hub,
        delivery_partner=delivery_partner,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    membership.validate_constraints()
    membership.save()
    given = {"role": membership.label, "starts": starts_at, "ends": ends_at}
    audit.record("membership.added", by=by, subject=user, after=given)
    return membership


@transaction.atomic
def end(*, membership: Membership, at: datetime, by: User) -> Membership:
    """End a role now; its holder is refused at the next page.

    :raises ValidationError: for the last administrator, or the role that `by` acts in.
    """
    administrators = _lock_administrators(at)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=membership.pk)
    )
    obstacles = obstacles_to_ending_role(
        is_over=membership.ends_at is not None and membership.ends_at <= at,
        is_own_in_use=by.acting is not None and by.acting.pk == membership.pk,
        is_last_administrator=administrators == {membership.user_id}
        and membership.role == Role.ADMINISTRATOR,
    )
    if obstacles:
        raise ValidationError(obstacles)
    before = {"role": membership.label, "ends": membership.ends_at}
    membership.ends_at = max(at, membership.starts_at)
    membership.save(update_fields=["ends_at"])
    audit.record(
        "membership.ended",
        by=by,
        subject=membership.user,
        before=before,
        after={"role": membership.label, "ends": membership.ends_at},
        reason=membership.label,
    )
    return membership


@transaction.atomic
def disable(*, user: User, at: datetime, by: User) -> User:
    """Close an account: its sessions end at the next page, and nobody signs in with it.

    :raises ValidationError: for oneself, the last administrator, or a person with roles elsewhere.
    """
    administrators = _lock_administrators(at)
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    mine = access.memberships_for(by).values("pk")
    obstacles = obstacles_to_disabling(
        user,
        is_oneself=user.pk == by.pk,
        has_roles_elsewhere=user.memberships.live(at).exclude(pk__in=mine).exists(),
        is_last_administrator=administrators == {user.pk},
    )
    if obstacles:
        raise ValidationError(obstacles)
    user.disabled_at, user.is_active = at, False
    user.save(update_fields=["disabled_at", "is_active"])
    audit.record("user.disabled", by=by, subject=user)
    return user


@transaction.atomic
def enable(*, user: User, at: datetime, by: User) -> User:
    """Open a disabled account again; a person without a password still needs an invitation.

    :raises ValidationError: when the account is not disabled, or the person has roles elsewhere.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    mine = access.memberships_for(by).values("pk")
    elsewhere = user.memberships.live(at).exclude(pk__in=mine).exists()
    if obstacles := obstacles_to_enabling(user, has_roles_elsewhere=elsewhere):
        raise ValidationError(obstacles)
    user.disabled_at, user.is_active = None, user.has_usable_password()
    user.save(update_fields=["disabled_at", "is_active"])
    audit.record("user.enabled", by=by, subject=user)
    return user


def _lock_administrators(at: datetime) -> set[int]:
    """Hold the administrators' roles, so that two do not end each other; return who they are."""
    live = Membership.objects.live(at).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return set(live.select_for_update(of=("self",)).values_list("user_id", flat=True))
